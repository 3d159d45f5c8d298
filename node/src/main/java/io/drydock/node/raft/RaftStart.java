package io.drydock.node.raft;

import io.drydock.formats.proto.raftpb.ConfState;
import io.drydock.formats.proto.raftpb.HardState;

/**
 * Where a member goes on.
 *
 * @param hardState the last durable one; the default instance for a new member
 * @param confState the configuration as of {@code appliedIndex}
 * @param appliedIndex up to here entries are applied already and are not handed out again. May be
 *     beyond the commit of the hard state, since a commit alone is not synced: what was applied was
 *     committed
 */
public record RaftStart(HardState hardState, ConfState confState, long appliedIndex) {}
