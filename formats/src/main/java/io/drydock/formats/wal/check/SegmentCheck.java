package io.drydock.formats.wal.check;

import io.drydock.formats.Extent;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.wal.WalCursor;
import io.drydock.formats.wal.WalFrame;
import io.drydock.formats.wal.WalGap;
import io.drydock.formats.wal.WalSegment;
import io.drydock.formats.wal.WalTail;
import io.drydock.formats.wal.WalTail.Tear;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** Goes over one segment, through damage, to its end. */
final class SegmentCheck implements AutoCloseable {

  /**
   * How often the last record of a running server's log is looked at again. A server writes it
   * within microseconds; each look maps the file anew.
   */
  private static final int LOOKS_MAX = 100;

  private static final long OLD_LIMIT_BYTES = 10 << 20;

  /**
   * A segment and where it stands.
   *
   * @param isBehindGap whether the segment before it is missing
   */
  record Place(
      WalSegment segment, int ordinal, boolean isLast, boolean isBehindGap, WalCheck.Mode mode) {

    boolean isBeingWritten() {
      return isLast && mode == WalCheck.Mode.LIVE;
    }
  }

  private final Place place;
  private final Report report;
  private final RecordCheck records;
  private final Deque<ByteSource> sources = new ArrayDeque<>();
  private WalCursor cursor;
  private long inSegment;

  private SegmentCheck(
      Place place, ByteSource source, int crc, Report report, RecordCheck records) {
    this.place = place;
    this.report = report;
    this.records = records;
    this.cursor = WalCursor.atStart(source, crc, place.isLast());
    sources.push(source);
  }

  static SegmentCheck open(Place place, int crc, Report report, RecordCheck records)
      throws IOException {
    return new SegmentCheck(place, ByteSource.map(place.segment().path()), crc, report, records);
  }

  /** The checksum behind the last record; 0 when damage has made it unknown. */
  int runningCrc() {
    return cursor.runningCrc();
  }

  /** How the segment ends, once nothing more can be read in it. */
  WalTail run() throws IOException {
    while (true) {
      while (cursor.next()) {
        take();
      }
      WalTail tail = cursor.tail().orElseThrow();
      boolean goesOn =
          switch (tail) {
            case WalTail.CleanEnd _ -> false;
            case WalTail.PreallocatedTail zeros -> goesOnBehind(zeros);
            case WalTail.TornTail torn -> goesOnBehind(torn);
            case WalTail.CorruptTail corrupt -> goesOnBehind(corrupt);
          };
      if (!goesOn) {
        checkBegun(tail);
        return tail;
      }
    }
  }

  @Override
  public void close() {
    sources.forEach(ByteSource::close);
  }

  private void take() {
    records.check(place.ordinal(), cursor, inSegment);
    inSegment++;
  }

  private void checkBegun(WalTail tail) {
    boolean isRegular =
        tail instanceof WalTail.CleanEnd || tail instanceof WalTail.PreallocatedTail;
    if (inSegment == 0 && isRegular) {
      report.add(WalCode.SEGMENT_EMPTY, tail.at(), "a segment without records");
    }
  }

  private boolean goesOnBehind(WalTail.PreallocatedTail zeros) {
    if (place.isBeingWritten()) {
      return false;
    }
    long from = zeros.at().offset();
    long notZero = cursor.firstNotZero(from);
    if (notZero == zeros.at().end()) {
      return false;
    }
    if (!isFoundBehind()) {
      report.add(
          WalCode.STALE_BYTES,
          sources.peek().extent(notZero, zeros.at().end() - notZero),
          "bytes that are not zero behind the end of the records at 0x%x".formatted(from));
      return false;
    }
    report.add(
        WalCode.HIDDEN,
        upToHere(zeros),
        "records follow at 0x%x, but a length of 0 ends the reading here"
            .formatted(cursor.offset()));
    take();
    return true;
  }

  private boolean goesOnBehind(WalTail.TornTail torn) throws IOException {
    if (isWrittenMeanwhile()) {
      return true;
    }
    long declared = declaredBytes(torn);
    boolean follows = isFoundBehind();
    Extent at = follows ? upToHere(torn) : torn.at();
    String what = tornIn(torn, declared) + (follows ? countPast(torn) : "");
    if (place.isBeingWritten() && !follows) {
      report.add(WalCode.BUSY, at, "the last record is still being written: " + what);
    } else if (place.isLast() && !follows) {
      boolean isLong = Long.compareUnsigned(declared, OLD_LIMIT_BYTES) >= 0;
      String old = isLong ? "; etcd 3.4 and 3.5.0 to 3.5.4 refuse it instead, for its length" : "";
      report.add(
          isLong ? WalCode.TORN_LONG : WalCode.TORN,
          at,
          what + ": a server cuts it off at its next start" + old);
    } else if (place.isLast()) {
      report.add(
          WalCode.TORN_INSIDE,
          at,
          what
              + ": a server cuts it off at its next start, with all records behind it; none may be"
              + " started before it is mended");
    } else {
      report.add(
          WalCode.TORN_INSIDE, at, what + ", not in the newest segment: a server refuses to start");
    }
    if (follows) {
      take();
    }
    return follows;
  }

  private boolean goesOnBehind(WalTail.CorruptTail corrupt) throws IOException {
    if (isWrittenMeanwhile()) {
      return true;
    }
    boolean isGap = place.isBehindGap() && inSegment == 0;
    boolean follows = isFoundBehind();
    String more = follows ? countPast(corrupt) : "";
    WalCode code =
        switch (corrupt.damage()) {
          case CRC -> WalCode.CRC;
          case CRC_CHAIN -> WalCode.CRC_CHAIN;
          case RECORD -> WalCode.RECORD;
        };
    if (!isGap || code != WalCode.CRC_CHAIN) {
      report.add(code, follows ? upToHere(corrupt) : corrupt.at(), corrupt.reason() + more);
    }
    if (follows) {
      take();
    }
    return follows;
  }

  /** Steps over the damage and to the first record behind it. */
  private boolean isFoundBehind() {
    Optional<WalGap> gap = cursor.resync();
    gap.flatMap(WalGap::damaged).ifPresent(damaged -> records.addDamaged(place.ordinal(), damaged));
    return gap.isPresent() && (cursor.next() || isFoundBehindZeros());
  }

  /** A sector of zeros that begins in a record may go on behind its end, and look like an end. */
  private boolean isFoundBehindZeros() {
    Optional<WalTail> tail = cursor.tail();
    if (place.isBeingWritten() || !(tail.orElseThrow() instanceof WalTail.PreallocatedTail zeros)) {
      return false;
    }
    boolean isAllZero = cursor.firstNotZero(zeros.at().offset()) == zeros.at().end();
    return !isAllZero && cursor.resync().isPresent() && cursor.next();
  }

  /** A length field at least. */
  private Extent upToHere(WalTail tail) {
    long from = Math.min(tail.at().offset(), cursor.offset());
    return sources.peek().extent(from, Math.max(cursor.offset() - from, WalFrame.HEADER_BYTES));
  }

  /** Counts the damaged record, unless it can be read: in words then. */
  private String countPast(WalTail tail) {
    if (cursor.offset() == tail.at().offset()) {
      return ", which is whole but for its length";
    }
    inSegment++;
    return "";
  }

  private boolean isWrittenMeanwhile() throws IOException {
    for (int look = 0; place.isBeingWritten() && look < LOOKS_MAX; look++) {
      ByteSource source;
      try {
        source = ByteSource.map(place.segment().path());
      } catch (NoSuchFileException purged) {
        return false;
      }
      var again = WalCursor.resume(source, cursor.endOffset(), cursor.runningCrc(), true);
      if (again.next()) {
        sources.push(source);
        cursor = again;
        take();
        return true;
      }
      source.close();
    }
    return false;
  }

  private String tornIn(WalTail.TornTail torn, long declared) {
    return switch (torn.tear()) {
      case LENGTH -> torn.at().length() + " bytes where a length needs 8";
      case BODY ->
          "record of %s bytes where %d are left"
              .formatted(
                  Long.toUnsignedString(declared), torn.at().length() - WalFrame.HEADER_BYTES);
      case SECTOR -> "record with an unwritten sector";
    };
  }

  private long declaredBytes(WalTail.TornTail torn) {
    return torn.tear() == Tear.LENGTH ? 0 : cursor.declaredBytes();
  }
}
