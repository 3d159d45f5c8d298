package io.drydock.tools.repair;

import io.drydock.formats.proto.raftpb.HardState;
import io.drydock.formats.raft.LogPosition;
import io.drydock.formats.wal.replay.LogReplay;
import java.util.Optional;

/** How a log is mended. */
sealed interface Mending {

  /**
   * All before the first damage is kept byte for byte, all behind it goes: what a server does with
   * a torn last record.
   *
   * @param place where the log is cut off
   * @param state written behind the cut, when the log before it has an older term or vote
   * @param last the last entry that is kept; u64
   */
  record Cut(Survey.Place place, Optional<HardState> state, long last) implements Mending {}

  /**
   * A new log that begins with a snapshot and goes on with the entries behind it; a {@code .snap}
   * file goes with it.
   *
   * @param owner whose log it is
   * @param start the last entry in the snapshot, which the database has applied
   * @param state term, vote and the commit at the end
   * @param last the last entry that is kept, not before {@code start}; u64
   * @param origin configuration and v2 store at {@code start}
   */
  record Rebuild(
      LogReplay.Owner owner, LogPosition start, HardState state, long last, Origin.Found origin)
      implements Mending {

    /** As it is written before the entries: nothing behind the start is committed yet. */
    HardState stateAtStart() {
      return state.toBuilder().setCommit(start.index()).build();
    }
  }

  /**
   * It cannot be mended.
   *
   * @param reason in a sentence
   */
  record Impossible(String reason) implements Mending {}
}
