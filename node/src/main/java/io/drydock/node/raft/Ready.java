package io.drydock.node.raft;

import io.drydock.formats.proto.raftpb.Entry;
import io.drydock.formats.proto.raftpb.HardState;
import io.drydock.formats.proto.raftpb.Message;
import io.drydock.formats.proto.raftpb.Snapshot;
import java.util.List;
import java.util.Optional;

/**
 * What raft wants done, in the order of the obligations: first hard state, entries and snapshot
 * become durable, then messages go out, committed entries are applied and reads are answered; then
 * {@link RawNode#advance()}.
 *
 * <p>The lists do not change later.
 *
 * @param softState when leader or role changed
 * @param hardState when term, vote or commit changed; all three fields are set
 * @param entries to append to the durable log; they replace what is there from their first index on
 * @param snapshot to install before any entry of this or a later one is applied: the log then
 *     begins behind it
 * @param messages to send
 * @param committedEntries to apply, in order; some may be among {@code entries}
 * @param readStates reads that were confirmed
 * @param mustSync whether anything here has to be forced to the disk: entries, a term or a vote. A
 *     new commit alone has not
 */
public record Ready(
    Optional<SoftState> softState,
    Optional<HardState> hardState,
    List<Entry> entries,
    Optional<Snapshot> snapshot,
    List<Message> messages,
    List<Entry> committedEntries,
    List<ReadState> readStates,
    boolean mustSync) {}
