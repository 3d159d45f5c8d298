package io.drydock.formats.wal;

import io.drydock.formats.bytes.RollingCrc32C;
import java.util.Optional;

/**
 * Looks for the next record behind damage.
 *
 * <p>First in the damaged frame itself: a record tells where its data ends, and when that has the
 * right checksum only the length of the frame is wrong. Then where the damaged frame says that it
 * ends; when nothing like a record is there, at every eighth byte, since frames begin at multiples
 * of eight. What is found in that way must be followed by a record whose checksum continues its
 * own, or by the end of the data: 32 bits of evidence, or the exact fit of a record to the end.
 *
 * <p>That a frame without a record ends where the data does proves nothing: a changed length leads
 * into the zeros that follow the data. So it is searched, too, before that is taken for the end.
 *
 * <p>Whatever the file holds, no more than some times its size is read, the reading of the records
 * included: once that is used up, nothing is found any more.
 */
final class Resync {

  /**
   * Where reading may go on, and what is known about the checksum there.
   *
   * @param lenField the length field that belongs there; 0 for the one that is there
   */
  record Landing(long offset, boolean isCrcKnown, int runningCrc, long lenField) {

    Landing(long offset, boolean isCrcKnown, int runningCrc) {
      this(offset, isCrcKnown, runningCrc, 0);
    }
  }

  private static final int RECORD_BYTES_MIN = 4;
  private static final int TYPE_TAG = 0x08;
  private static final int BUDGET_FACTOR = 8;
  private static final int BUDGET_BYTES_MIN = 4 << 20;

  private final SegmentWindow in;
  private final SegmentWindow elsewhere;
  private final long budgetBytes;
  private final Candidate here;
  private final Candidate ahead;
  private final RollingCrc32C crc = new RollingCrc32C();

  Resync(SegmentWindow in) {
    this.in = in;
    this.elsewhere = in.another();
    this.budgetBytes = BUDGET_FACTOR * in.size() + BUDGET_BYTES_MIN;
    this.here = new Candidate(in);
    this.ahead = new Candidate(elsewhere);
  }

  /**
   * After a frame whose checksum is wrong: goes on with whichever of the two values the next record
   * continues. The stored one is right when data was changed, the computed one when the stored one
   * was.
   */
  Optional<Landing> afterMismatch(long offset, long frameBytes, int stored, int computed) {
    if (!isAffordable()) {
      return Optional.empty();
    }
    long next = offset + frameBytes;
    if (ahead.isEnd(next)) {
      return Optional.of(new Landing(next, false, stored));
    }
    if (!ahead.isRecord(next)) {
      return search(offset, in.size());
    }
    boolean isComputedRight = continues(next, computed) && !continues(next, stored);
    return Optional.of(new Landing(next, true, isComputedRight ? computed : stored));
  }

  /**
   * At a length field that is wrong while the record behind it is whole.
   *
   * @param runningCrc before the record
   */
  Optional<Landing> atWholeRecord(long offset, int runningCrc) {
    if (!isAffordable()) {
      return Optional.empty();
    }
    long recordBytes = ahead.ownBytes(offset);
    if (recordBytes == 0) {
      return Optional.empty();
    }
    long lenField = WalFrame.around(recordBytes).lenField();
    boolean isWhole = ahead.isRecord(offset, lenField) && isContinuing(runningCrc);
    return isWhole
        ? Optional.of(new Landing(offset, true, runningCrc, lenField))
        : Optional.empty();
  }

  /** After a frame without a record in it. */
  Optional<Landing> afterNonsense(long offset, long frameBytes) {
    long next = offset + frameBytes;
    boolean isFrame = frameBytes > 0 && next <= in.size() && next % 8 == 0 && isAffordable();
    if (isFrame && ahead.isEnd(next)) {
      return search(offset, next).or(() -> Optional.of(new Landing(next, false, 0)));
    }
    if (isFrame && here.isRecord(next) && isFollowed(next)) {
      return Optional.of(new Landing(next, false, 0));
    }
    return search(offset, in.size());
  }

  /** After a length field of 0: what lies hidden behind it. */
  Optional<Landing> afterZeros(long offset) {
    return search(offset, in.size());
  }

  private Optional<Landing> search(long offset, long before) {
    long from = offset % 8 == 0 ? offset + 8 : offset - offset % 8;
    long to = Math.min(before, in.size() - WalFrame.HEADER_BYTES);
    for (long at = from; at < to && isAffordable(); at += 8) {
      long lenField = in.u64(at);
      if (lenField == 0) {
        long notZero = in.firstNotZero(at);
        at = notZero - notZero % 8 - 8;
      } else if (WalFrame.isCanonical(lenField)
          && in.u8(at + WalFrame.HEADER_BYTES) == TYPE_TAG
          && here.isRecord(at)
          && isFollowed(at)) {
        return Optional.of(new Landing(at, false, 0));
      }
    }
    return Optional.empty();
  }

  private boolean isAffordable() {
    return readBytes() <= budgetBytes;
  }

  /** What was read of the file, the reading of the records included. */
  long readBytes() {
    return in.readBytes() + elsewhere.readBytes();
  }

  /** After {@code here.isRecord}: true when the data ends behind it, or a record continues it. */
  private boolean isFollowed(long at) {
    int stored = here.crc();
    long next = at + WalFrame.decode(in.u64(at)).bytes();
    return ahead.isEnd(next) || ahead.isRecord(next) && continues(next, stored);
  }

  /** True when the record there has the right checksum behind this one. */
  private boolean continues(long at, int runningCrc) {
    return ahead.isRecord(at) && isContinuing(runningCrc);
  }

  /** The record ahead has the right checksum behind this one. */
  private boolean isContinuing(int runningCrc) {
    if (ahead.type() == WalEnvelope.CRC) {
      return ahead.crc() == runningCrc;
    }
    crc.reset(runningCrc);
    ahead.feedData(crc);
    return crc.value() == ahead.crc();
  }

  /**
   * What lies at an offset, if it could be a record that etcd wrote; its checksum is not proved.
   */
  private static final class Candidate {

    private final SegmentWindow in;
    private final MessageScan envelope;
    private final MessageScan payload;

    Candidate(SegmentWindow in) {
      this.in = in;
      this.envelope = new MessageScan(in);
      this.payload = new MessageScan(in);
    }

    boolean isEnd(long at) {
      return in.size() - at < WalFrame.HEADER_BYTES || in.u64(at) == 0;
    }

    boolean isRecord(long at) {
      return at <= in.size() - WalFrame.HEADER_BYTES && isRecord(at, in.u64(at));
    }

    /** Length of the record there by its own fields; 0 when it has no data, or is none. */
    long ownBytes(long at) {
      long from = at + WalFrame.HEADER_BYTES;
      return from < in.size() && envelope.scanToBytes(from, in.size(), 2, 3)
          ? envelope.bytesOffset() + envelope.bytesLength() - from
          : 0;
    }

    boolean isRecord(long at, long lenField) {
      long recordBytes = WalFrame.recordBytes(lenField);
      long left = in.size() - at - WalFrame.HEADER_BYTES;
      if (!WalFrame.isCanonical(lenField)
          || recordBytes < RECORD_BYTES_MIN
          || recordBytes + WalFrame.padBytes(lenField) > left) {
        return false;
      }
      long from = at + WalFrame.HEADER_BYTES;
      return envelope.scan(from, from + recordBytes, 2, 3)
          && envelope.hasNumber(1)
          && envelope.hasNumber(2)
          && !envelope.hasUnknownFields()
          && envelope.hasBytes() == (type() != WalEnvelope.CRC)
          && PayloadShape.scan(in, payload, envelope);
    }

    long type() {
      return envelope.number(1);
    }

    int crc() {
      return (int) envelope.number(2);
    }

    void feedData(RollingCrc32C crc) {
      in.feed(envelope.bytesOffset(), envelope.bytesLength(), crc);
    }
  }
}
