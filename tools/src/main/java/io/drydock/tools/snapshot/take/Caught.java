package io.drydock.tools.snapshot.take;

import io.drydock.formats.raft.LogPosition;
import io.drydock.tools.output.Json;
import io.drydock.tools.output.Page;
import io.drydock.tools.output.Texts;
import java.io.IOException;
import java.util.Optional;

/**
 * Up to where a snapshot goes, and what was applied for it.
 *
 * @param database where the database stood
 * @param log what the log says
 * @param reached where the snapshot stands
 * @param tally of the entries behind the database
 * @param leftOut entries of the log that are not in it
 */
record Caught(
    Standing database, Log log, Standing reached, Tally tally, Optional<LeftOut> leftOut) {

  /**
   * A point of the store.
   *
   * @param raftIndex of the last entry in it; u64
   * @param revision main revision of the last change in it
   */
  record Standing(long raftIndex, long revision) {}

  /**
   * The log.
   *
   * @param commit of the last state in it; u64, may be behind what was committed
   * @param last the newest entry
   * @param isOnlyVoter the member alone decides what is committed: all that it has
   */
  record Log(long commit, Optional<LogPosition> last, boolean isOnlyVoter) {}

  /**
   * How many entries, by what they did.
   *
   * @param done carried out
   * @param refused answered with an error by every member
   * @param withoutEffect reads and the like
   * @param uncommitted of these, beyond what is known to be committed
   */
  record Tally(long done, long refused, long withoutEffect, long uncommitted) {

    long all() {
      return done + refused + withoutEffect;
    }
  }

  /**
   * Entries at the end of the log.
   *
   * @param isAsked the snapshot was to end before them; else nothing tells whether they count
   */
  record LeftOut(Range range, boolean isAsked) {

    String text() {
      return range
          + (isAsked
              ? ": behind the end that --until gives"
              : ": not known to be committed; other members may have answered a client."
                  + " --include-uncommitted takes what is here");
    }
  }

  /** Raft indexes; u64. */
  record Range(long first, long last) {

    @Override
    public String toString() {
      return first == last
          ? "entry " + Long.toUnsignedString(first)
          : "entries " + Long.toUnsignedString(first) + " to " + Long.toUnsignedString(last);
    }
  }

  void json(Json json) throws IOException {
    json.u64("db_raft_index", database.raftIndex())
        .i64("db_revision", database.revision())
        .u64("log_commit", log.commit())
        .u64("log_last_index", log.last().map(LogPosition::index).orElse(0L))
        .bool("only_voter", log.isOnlyVoter())
        .u64("raft_index", reached.raftIndex())
        .i64("revision", reached.revision())
        .number("entries_applied", tally.all())
        .number("entries_done", tally.done())
        .number("entries_refused", tally.refused())
        .number("entries_without_effect", tally.withoutEffect())
        .number("entries_uncommitted", tally.uncommitted());
    if (leftOut.isPresent()) {
      json.u64("left_out_first", leftOut.get().range().first());
      json.u64("left_out_last", leftOut.get().range().last());
    }
  }

  void page(Page page) {
    page.fact("database", standing(database));
    page.fact(
        "log",
        "committed to "
            + Long.toUnsignedString(log.commit())
            + log.last()
                .map(last -> ", last entry " + Long.toUnsignedString(last.index()))
                .orElse(", no entry")
            + (log.isOnlyVoter() ? "; the only voter: all of it is committed" : ""));
    page.fact("applied", applied());
    page.fact("reaches", standing(reached));
    leftOut.ifPresent(entries -> page.fact("left out", entries.text()));
  }

  private String applied() {
    if (tally.all() == 0) {
      return "nothing: the database has it all";
    }
    String uncommitted =
        tally.uncommitted() == 0
            ? ""
            : "; " + Texts.count(tally.uncommitted()) + " not known to be committed";
    return Texts.count(tally.all())
        + (tally.all() == 1 ? " entry: " : " entries: ")
        + Texts.count(tally.done())
        + " done, "
        + Texts.count(tally.refused())
        + " refused as on every member, "
        + Texts.count(tally.withoutEffect())
        + " without effect"
        + uncommitted;
  }

  private static String standing(Standing at) {
    return "raft index " + Long.toUnsignedString(at.raftIndex()) + ", revision " + at.revision();
  }
}
