package io.drydock.node.raft;

import io.drydock.formats.proto.raftpb.Entry;
import io.drydock.formats.proto.raftpb.Snapshot;
import java.util.List;
import java.util.Optional;

/**
 * The part of the log that is durable, as raft reads it; storage implements it.
 *
 * <p>It changes only when storage has made a {@link Ready} durable, before {@link
 * RawNode#advance()}. Asked and changed by the one thread that owns the member. Before the first
 * entry lies one position whose term is still known: that of the last compacted entry, or {0, 0}.
 */
public interface LogView {

  /** Index of the first entry; {@link #lastIndex()} + 1 when there is none. */
  long firstIndex();

  /** Index of the last entry, or of the position before the first one when there is none. */
  long lastIndex();

  /**
   * Term of the entry at an index.
   *
   * @param index from {@link #firstIndex()} - 1 to {@link #lastIndex()}
   */
  long term(long index);

  /**
   * Entries in order; the list does not change later.
   *
   * @param from index of the first one, from {@link #firstIndex()}
   * @param to index behind the last one, at most {@link #lastIndex()} + 1
   * @param bytesMax stops before the entry that would bring their serialized size above this, but
   *     never before the first one
   */
  List<Entry> entries(long from, long to, long bytesMax);

  /**
   * A snapshot for a member that needs entries before the first one: its metadata must reach at
   * least to {@link #firstIndex()} - 1. Empty when none can be had now: raft asks again later, as
   * it does when the member is not in the configuration of the snapshot, having come after it.
   */
  Optional<Snapshot> snapshot();
}
