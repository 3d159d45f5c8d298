package io.drydock.tools.repair;

import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.proto.raftpb.ConfState;
import java.util.List;

/** What a snapshot holds beside the database. */
sealed interface Origin {

  /**
   * It is known.
   *
   * @param confState raft's members
   * @param store the v2 store as JSON
   * @param isOfFile both are those of a {@code .snap} file that the member has
   * @param notes what the reader must know, one sentence each
   */
  record Found(ConfState confState, Bytes store, boolean isOfFile, List<String> notes)
      implements Origin {

    /** Copies the list. */
    public Found {
      notes = List.copyOf(notes);
    }
  }

  /**
   * It cannot be had with certainty.
   *
   * @param reason why
   */
  record Unknown(String reason) implements Origin {}
}
