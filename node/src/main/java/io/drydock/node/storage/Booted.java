package io.drydock.node.storage;

import io.drydock.formats.member.ClusterId;
import io.drydock.formats.member.MemberId;
import io.drydock.formats.proto.raftpb.ConfState;
import io.drydock.formats.proto.raftpb.HardState;
import io.drydock.formats.proto.raftpb.Snapshot;
import io.drydock.node.raft.RaftStart;
import java.util.List;
import java.util.Optional;

/**
 * What a member starts with.
 *
 * @param storage open for writing, its log as it was read
 * @param member whose log it is
 * @param cluster its cluster
 * @param hardState the last one; the default instance when there is none
 * @param snapshot the newest one that counts; its data is the v2 store
 * @param notes sentences on what was found and mended, for the log of the server
 */
public record Booted(
    RaftStorage storage,
    MemberId member,
    ClusterId cluster,
    HardState hardState,
    Optional<Snapshot> snapshot,
    List<String> notes) {

  /** Copies the list. */
  public Booted {
    notes = List.copyOf(notes);
  }

  /** A start for a member whose backend has applied nothing behind the snapshot. */
  public RaftStart fromSnapshot() {
    return new RaftStart(
        hardState,
        snapshot
            .map(one -> one.getMetadata().getConfState())
            .orElse(ConfState.getDefaultInstance()),
        snapshot.map(one -> one.getMetadata().getIndex()).orElse(0L));
  }
}
