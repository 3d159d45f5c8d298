package io.drydock.tools.wal;

import io.drydock.formats.raft.LogPosition;
import io.drydock.formats.wal.WalCursor;
import io.drydock.formats.wal.WalTail;
import io.drydock.formats.wal.replay.LogReplay;
import io.drydock.tools.output.Json;
import io.drydock.tools.output.Page;
import io.drydock.tools.progress.Progress;
import io.drydock.tools.source.WalFiles;
import io.drydock.tools.wal.log.LogPass;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What one pass over a WAL comes to.
 *
 * @param files what was found
 * @param segments in the order of the log
 * @param replay the log as a server would read it
 */
public record LogSummary(WalFiles files, List<SegmentSummary> segments, LogReplay replay) {

  /**
   * Reads all of it.
   *
   * @throws IOException when it cannot be read
   */
  public static LogSummary of(WalFiles files, Progress progress) throws IOException {
    var replay = new LogReplay();
    List<SegmentTally> tallies = new ArrayList<>();
    try (LogPass pass = LogPass.over(files)) {
      boolean isDone = false;
      while (!isDone) {
        switch (pass.next()) {
          case RECORD -> {
            WalCursor cursor = pass.cursor();
            tally(tallies, pass, pass.ordinal()).add(cursor);
            replay.add(pass.ordinal(), cursor);
            progress.advance(cursor.frameBytes());
          }
          case GAP -> tally(tallies, pass, pass.damagedOrdinal()).addDamage(pass.damage());
          case END -> {
            end(tally(tallies, pass, pass.ordinal()), pass);
            isDone = true;
          }
        }
      }
    }
    List<SegmentSummary> segments = new ArrayList<>();
    for (SegmentTally tally : tallies) {
      segments.add(tally.summary(files.locked().contains(tally.segment())));
    }
    return new LogSummary(files, segments, replay);
  }

  private static SegmentTally tally(List<SegmentTally> tallies, LogPass pass, int ordinal) {
    while (tallies.size() <= ordinal) {
      tallies.add(new SegmentTally(pass.segments().get(tallies.size())));
    }
    return tallies.get(ordinal);
  }

  private static void end(SegmentTally newest, LogPass pass) {
    if (pass.isUnfinished()) {
      newest.markBeingWritten();
      return;
    }
    switch (pass.tail()) {
      case WalTail.CleanEnd _, WalTail.PreallocatedTail _ -> {} // the regular ends
      case WalTail.TornTail torn -> newest.addDamage(torn);
      case WalTail.CorruptTail corrupt -> newest.addDamage(corrupt);
    }
  }

  /** What the person on call wants to know first. */
  enum Verdict {
    /** A server starts on it as it is. */
    SOUND,
    /** The last record was not written whole; a server repairs that at its next start. */
    TORN,
    /** Something that was written cannot be read, or is missing. */
    DAMAGED
  }

  Verdict verdict() {
    SegmentSummary newest = segments.getLast();
    boolean isTornInside =
        segments.stream()
            .anyMatch(each -> each != newest && each.tail() == SegmentSummary.Tail.TORN);
    if (isTornInside
        || segments.stream().anyMatch(SegmentSummary::isDamaged)
        || !files.directory().gaps().isEmpty()) {
      return Verdict.DAMAGED;
    }
    return newest.tail() == SegmentSummary.Tail.TORN ? Verdict.TORN : Verdict.SOUND;
  }

  /** Whose log it is, and where it stands. */
  static void facts(Page page, LogReplay replay) {
    replay
        .owner()
        .ifPresent(owner ->
            page.fact(
                "member",
                "%s of cluster %s"
                    .formatted(
                        Long.toHexString(owner.nodeId()), Long.toHexString(owner.clusterId()))));
    replay
        .state()
        .ifPresent(state ->
            page.fact(
                "state",
                "term %s, committed to %s, vote %s"
                    .formatted(
                        Long.toUnsignedString(state.term()),
                        Long.toUnsignedString(state.commit()),
                        state.vote() == 0 ? "none" : Long.toHexString(state.vote()))));
    replay
        .newestSnapshot()
        .ifPresent(snapshot -> page.fact("snapshot", "term/index " + snapshot.position()));
    List<LogReplay.Span> spans = replay.fates().spans();
    if (!spans.isEmpty()) {
      page.fact(
          "entries",
          "%s to %s behind the snapshot"
              .formatted(
                  Long.toUnsignedString(spans.getFirst().first()),
                  Long.toUnsignedString(spans.getLast().last())));
    }
  }

  /** The same as fields of the open object. */
  static void json(Json json, LogReplay replay) throws IOException {
    if (replay.owner().isPresent()) {
      json.id("member_id", replay.owner().get().nodeId());
      json.id("cluster_id", replay.owner().get().clusterId());
    }
    if (replay.state().isPresent()) {
      LogReplay.State state = replay.state().get();
      json.object(
          "state",
          fields ->
              fields
                  .u64("term", state.term())
                  .id("vote", state.vote())
                  .u64("commit", state.commit()));
    }
    if (replay.newestSnapshot().isPresent()) {
      position(json, "snapshot", replay.newestSnapshot().get().position());
    }
    List<LogReplay.Span> spans = replay.fates().spans();
    json.objects(
        "spans_behind_snapshot",
        spans,
        (fields, span) ->
            fields.u64("term", span.term()).u64("first", span.first()).u64("last", span.last()));
  }

  static void position(Json json, String name, LogPosition position) throws IOException {
    json.object(name, fields -> fields.u64("term", position.term()).u64("index", position.index()));
  }
}
