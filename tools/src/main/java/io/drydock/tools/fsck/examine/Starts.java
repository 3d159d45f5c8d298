package io.drydock.tools.fsck.examine;

import io.drydock.formats.Finding;
import io.drydock.formats.Severity;
import io.drydock.formats.backend.ReleaseLine;
import io.drydock.formats.snap.SnapFileName;
import io.drydock.formats.wal.WalDirectory;
import io.drydock.formats.wal.WalSegment;
import io.drydock.formats.wal.replay.LogReplay;
import io.drydock.tools.fsck.catalogue.Entry;
import io.drydock.tools.fsck.catalogue.Start;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a server does over a finding, where that depends on its release or on the rest of the
 * directory; the catalogue has it for all others. Seen on 3.4.23, 3.5.16 and 3.5.30, and on 3.6.14
 * and 3.7.1 where the comment does not say otherwise.
 */
final class Starts {

  private final Parts parts;

  Starts(Parts parts) {
    this.parts = parts;
  }

  Start of(Finding finding, Entry entry) {
    Start usual = entry.start();
    return switch (finding.code()) {
      case "WAL-TORN-LONG" -> parts.line() == ReleaseLine.V3_4 ? Start.REFUSES : usual;
      case "WAL-TORN-INSIDE", "WAL-HIDDEN" ->
          isInNewestSegment(finding) && parts.isNamedAtStart() ? Start.BUT : usual;
      case "WAL-SEGMENT-EMPTY" -> parts.isNamedAtStart() ? usual : Start.REFUSES;
      case "WAL-HEAD" -> head(finding);
      case "WAL-METADATA" -> isConflictAtStart() ? usual : Start.BUT;
      case "WAL-SEQUENCE" -> sequence();
      case "WAL-EMPTY", "LOG-MISSING", "DB-AHEAD-OF-LOG" ->
          parts.isFrom(ReleaseLine.V3_6) ? Start.HANGS : usual;
      case "WAL-SNAPSHOT-NONE" ->
          parts.isFrom(ReleaseLine.V3_7) || !isConnected() || !parts.isNamedAtStart()
              ? usual
              : Start.BUT;
      case "WAL-START-MISSING", "WAL-INDEX-GAP" -> isWholeFromBoot() ? Start.BUT : usual;
      case "DB-MISSING", "DB-EMPTY" -> isRebuilt() ? Start.BUT : usual;
      case "SNAP-EMPTY", "SNAP-ENVELOPE", "SNAP-CRC", "SNAP-CONTENT", "SNAP-METADATA" ->
          isFileUnread(finding) ? Start.STARTS : usual;
      case "SNAP-V2-STORE", "V2-JSON", "V2-EVENTS", "SNAP-MEMBERS" ->
          parts.isFrom(ReleaseLine.V3_7) ? Start.STARTS : usual;
      case "V2-MEMBER" -> parts.isFrom(ReleaseLine.V3_6) ? Start.STARTS : usual;
      case "V2-CONTENT" -> parts.line() == ReleaseLine.V3_6 ? Start.REFUSES : usual;
      case "V2-REQUESTS" -> parts.isFrom(ReleaseLine.V3_6) ? Start.REFUSES : usual;
      case "MVCC-KEY" -> parts.isFrom(ReleaseLine.V3_6) ? Start.REFUSES : usual;
      case "BOLT-KEY-ORDER" -> parts.line() == ReleaseLine.V3_4 ? Start.BUT : usual;
      case "MVCC-EMPTY-KEY" -> finding.severity() == Severity.ERROR ? Start.BUT : usual;
      default -> usual;
    };
  }

  private boolean isInNewestSegment(Finding finding) {
    return parts
        .log()
        .map(log -> log.directory().segments())
        .filter(segments -> !segments.isEmpty())
        .map(List::getLast)
        .filter(newest -> newest.path().toString().equals(finding.at().file()))
        .isPresent();
  }

  /**
   * A server looks at the numbers from the segment on that its snapshot needs, and not behind
   * number 0; entries that are really missing break the chain of checksums, which it reads from the
   * very first segment on.
   */
  private Start sequence() {
    if (parts.log().isEmpty()) {
      return Start.REFUSES;
    }
    WalDirectory directory = parts.log().get().directory();
    LogReplay replay = parts.log().get().reading().replay();
    List<LogReplay.Span> spans = replay.fates(0, replay.commit()).spans();
    for (int i = 1; i < spans.size(); i++) {
      if (spans.get(i).first() != spans.get(i - 1).last() + 1) {
        return Start.REFUSES;
      }
    }
    long last = spans.isEmpty() ? 0 : spans.getLast().last();
    boolean isEndLost =
        directory.gaps().stream()
            .anyMatch(gap -> Long.compareUnsigned(gap.after().name().index(), last + 1) > 0);
    if (isEndLost) {
      return Start.REFUSES;
    }
    List<WalSegment> needed = directory.from(parts.boot().map(Boot::index).orElse(0L));
    boolean isNoticed =
        directory.gaps().stream().anyMatch(gap -> gap.isNoticed() && needed.contains(gap.before()));
    return isNoticed ? Start.REFUSES : Start.BUT;
  }

  /**
   * Without its checksum a segment cannot be begun with, unless it is the very first, whose
   * checksum is 0. All are read from the oldest on, and those that the snapshot needs once more.
   */
  private Start head(Finding finding) {
    List<WalSegment> all = parts.log().map(log -> log.directory().segments()).orElse(List.of());
    boolean isBegunWith =
        Stream.of(all, parts.startSegments())
            .flatMap(segments -> segments.stream().limit(1))
            .filter(first -> first.name().sequence() != 0)
            .anyMatch(first -> first.path().toString().equals(finding.at().file()));
    return isBegunWith || !parts.isNamedAtStart() ? Start.REFUSES : Start.BUT;
  }

  /** A server compares the metadata of those segments only that it needs. */
  private boolean isConflictAtStart() {
    return parts.log().map(log -> log.heads().isConflictIn(parts.startSegments())).orElse(false);
  }

  private boolean isConnected() {
    return parts.boot().map(Boot::isConnected).orElse(false);
  }

  /** What a start reads has no hole, though an older part of the log has. */
  private boolean isWholeFromBoot() {
    if (parts.log().isEmpty() || !isConnected()) {
      return false;
    }
    LogReplay replay = parts.log().get().reading().replay();
    long index = parts.boot().get().index();
    long next = index + 1;
    for (LogReplay.Span span : replay.fates(index, replay.commit()).spans()) {
      if (Long.compareUnsigned(span.first(), next) > 0) {
        return false;
      }
      next = span.last() + 1;
    }
    return true;
  }

  /** Up to 3.6 a server without snapshot and database applies the whole log again. */
  private boolean isRebuilt() {
    return !parts.isFrom(ReleaseLine.V3_7)
        && parts.boot().filter(boot -> boot.snapshot().isEmpty()).isPresent()
        && isConnected();
  }

  /** 3.7 reads no raft snapshot file, the others none that is older than the one they take. */
  private boolean isFileUnread(Finding finding) {
    long index = parts.boot().map(Boot::index).orElse(0L);
    return parts.isFrom(ReleaseLine.V3_7)
        || SnapFileName.parse(Path.of(finding.at().file()).getFileName().toString())
            .filter(name -> Long.compareUnsigned(name.position().index(), index) < 0)
            .isPresent();
  }
}
