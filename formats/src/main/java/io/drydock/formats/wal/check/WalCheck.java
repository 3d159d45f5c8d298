package io.drydock.formats.wal.check;

import io.drydock.formats.Extent;
import io.drydock.formats.Finding;
import io.drydock.formats.Located;
import io.drydock.formats.wal.WalCursor;
import io.drydock.formats.wal.WalDirectory;
import io.drydock.formats.wal.WalFileName;
import io.drydock.formats.wal.WalRecord;
import io.drydock.formats.wal.WalSegment;
import io.drydock.formats.wal.WalTail;
import io.drydock.formats.wal.replay.LogReplay;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads a whole WAL directory and reports everything that is wrong with it: names, frames,
 * checksums, how segments follow each other and end, and what the log says.
 *
 * <p>Damage does not end the check: it goes on at the next record that can be told from its
 * surroundings. Findings come in the order of the directory, then of the files, then of what only
 * the end shows. Memory does not grow with the files or with the number of findings.
 */
public final class WalCheck {

  /** Whether a server may be writing meanwhile. */
  public enum Mode {
    /** Nobody writes: what is there is all there is. */
    STOPPED,
    /**
     * A server may be running: the last record may be half written, files may come and go. A torn
     * record at the very end is then no damage, and the rest of the newest segment is not looked
     * at.
     */
    LIVE
  }

  /**
   * What was read.
   *
   * @param replay what the records come to, those behind damage included
   * @param records good records
   * @param bytes of their frames
   * @param findings number of findings, of any severity
   * @param tail how the newest segment ends; empty without segments
   */
  public record Result(
      LogReplay replay, long records, long bytes, long findings, Optional<WalTail> tail) {}

  /** Is shown each good record, for what else is to be learned from the one pass. */
  @FunctionalInterface
  public interface Observer {
    /**
     * A record, in the order of the log.
     *
     * @param ordinal the segment's place
     * @param cursor stands on the record, which has the right checksum and the data of its type
     */
    void record(int ordinal, WalCursor cursor);

    /**
     * A record whose checksum is wrong, as far as its fields can be told apart: what it says need
     * not be what was written. Comes before the finding about it. Valid until the return.
     *
     * @param ordinal the segment's place
     */
    default void damaged(int ordinal, Located<WalRecord> record) {}
  }

  private final Mode mode;
  private final Report report;
  private final LogCheck log;
  private final RecordCheck records;

  private WalCheck(Mode mode, Consumer<Finding> findings, Observer observer) {
    this.mode = mode;
    this.report = new Report(findings);
    this.log = new LogCheck(report, observer);
    this.records = new RecordCheck(report, log);
  }

  /**
   * Checks a directory.
   *
   * @param findings receives each finding as it is made
   * @throws NoSuchFileException when a segment vanishes, unless a server may have purged it
   * @throws IOException when a segment cannot be read
   */
  public static Result run(WalDirectory directory, Mode mode, Consumer<Finding> findings)
      throws IOException {
    return run(directory, mode, findings, (ordinal, cursor) -> {});
  }

  /**
   * As {@link #run(WalDirectory, Mode, Consumer)}, showing each good record to an observer.
   *
   * @throws NoSuchFileException when a segment vanishes, unless a server may have purged it
   * @throws IOException when a segment cannot be read
   */
  public static Result run(
      WalDirectory directory, Mode mode, Consumer<Finding> findings, Observer observer)
      throws IOException {
    return new WalCheck(mode, findings, observer).run(directory);
  }

  private Result run(WalDirectory directory) throws IOException {
    new DirectoryCheck(report, mode).check(directory);
    List<WalSegment> segments = directory.segments();
    Optional<WalTail> tail = Optional.empty();
    int crc = 0;
    for (int ordinal = 0; ordinal < segments.size(); ordinal++) {
      WalSegment segment = segments.get(ordinal);
      boolean isGone = ordinal > 0 && isGap(segments.get(ordinal - 1), segment);
      checkNameIndex(segment, records.count() == 0, isGone);
      boolean isLast = ordinal == segments.size() - 1;
      var place = new SegmentCheck.Place(segment, ordinal, isLast, isGone, mode);
      try (var check = SegmentCheck.open(place, crc, report, records)) {
        tail = Optional.of(check.run());
        crc = check.runningCrc();
      } catch (NoSuchFileException purged) {
        if (mode == Mode.STOPPED || records.count() > 0) {
          throw purged;
        }
      }
    }
    if (!segments.isEmpty()) {
      finish(directory, tail);
    }
    return new Result(log.replay(), records.count(), records.bytes(), report.count(), tail);
  }

  /** The log goes on at the index of the name, whether or not what lies before it can be read. */
  private void checkNameIndex(WalSegment segment, boolean isFirst, boolean isBehindGap) {
    WalFileName name = segment.name();
    if (isFirst) {
      log.begin(name);
    } else if (isBehindGap) {
      log.skipTo(name.index() - 1);
    } else if (log.isLastKnown() && name.index() != log.last() + 1) {
      report.add(
          WalCode.NAME_INDEX,
          new Extent(segment.path().toString(), 0, 0),
          "the name begins at index %s, expected %s, behind the last entry before the cut"
              .formatted(
                  Long.toUnsignedString(name.index()), Long.toUnsignedString(log.last() + 1)));
    }
  }

  private void finish(WalDirectory directory, Optional<WalTail> tail) {
    WalSegment newest = directory.segments().getLast();
    var end = new Extent(newest.path().toString(), newest.bytes(), 0);
    boolean isCut = tail.filter(WalTail.CleanEnd.class::isInstance).isPresent();
    if (isCut && newest.bytes() >= WalSegment.NOMINAL_BYTES && mode == Mode.STOPPED) {
      report.add(
          WalCode.NEWEST_MISSING,
          end,
          "the segment was cut at %d bytes, but the one that follows it is not there"
              .formatted(newest.bytes()));
    }
    log.finish(directory, end);
  }

  private static boolean isGap(WalSegment before, WalSegment after) {
    return after.name().sequence() != before.name().sequence() + 1;
  }
}
