package io.drydock.tools.repair;

import io.drydock.formats.raft.LogPosition;
import io.drydock.tools.fsck.catalogue.Loss;
import java.util.List;
import java.util.Optional;

/**
 * What a mended log does not have, and neither has the database.
 *
 * @param range of the entries, as far as is known; empty without any
 * @param isOpenEnded more may have been behind it
 * @param readable how many of them can be read
 * @param entries the first ones of these
 * @param loss whether data was acknowledged that is lost by this
 * @param isPromiseLost a term or a vote of the member may be forgotten
 */
record Losses(
    Optional<Range> range,
    boolean isOpenEnded,
    long readable,
    List<Entry> entries,
    Loss loss,
    boolean isPromiseLost) {

  Losses {
    entries = List.copyOf(entries);
  }

  /**
   * An entry that is lost.
   *
   * @param position its term and index
   * @param isCommitted a state of the log says so
   * @param isProved its checksum is right
   * @param request what it asks for, with its keys, without secrets
   */
  record Entry(LogPosition position, boolean isCommitted, boolean isProved, String request) {}

  /** Entries that cannot be read either. */
  long unreadable() {
    return range.map(Range::count).orElse(0L) - readable;
  }

  /** Nothing is lost that anybody was told is safe. */
  boolean isNothing() {
    return loss.answer() == Loss.Answer.NO;
  }
}
