package io.drydock.formats.wal;

import io.drydock.formats.bytes.RollingCrc32C;
import java.util.Optional;

/**
 * Looks for the next record behind damage.
 *
 * <p>First where the damaged frame says that it ends; when nothing like a record or an end is
 * there, at every eighth byte, since frames begin at multiples of eight. What is found in that way
 * must be followed by a record whose checksum continues its own, or by the end of the data: 32 bits
 * of evidence, or the exact fit of a record to the end.
 *
 * <p>The bytes that are read for checksums are limited to a small multiple of the file, whatever
 * the file holds.
 */
final class Resync {

  /** Where reading may go on, and what is known about the checksum there. */
  record Landing(long offset, boolean isCrcKnown, int runningCrc) {}

  private static final int RECORD_BYTES_MIN = 4;
  private static final int TYPE_TAG = 0x08;
  private static final int BUDGET_FACTOR = 4;

  private final SegmentWindow in;
  private final MessageScan envelope;
  private final MessageScan payload;
  private final RollingCrc32C crc = new RollingCrc32C();
  private long budget;

  Resync(SegmentWindow in) {
    this.in = in;
    this.envelope = new MessageScan(in);
    this.payload = new MessageScan(in);
    this.budget = BUDGET_FACTOR * in.size();
  }

  /**
   * After a frame whose checksum is wrong: goes on with whichever of the two values the next record
   * continues. The stored one is right when data was changed, the computed one when the stored one
   * was.
   */
  Optional<Landing> afterMismatch(long offset, long frameBytes, int stored, int computed) {
    long next = offset + frameBytes;
    if (isEnd(next)) {
      return Optional.of(new Landing(next, false, stored));
    }
    if (!isRecord(next)) {
      return search(offset);
    }
    boolean isComputedRight = continues(next, computed) && !continues(next, stored);
    return Optional.of(new Landing(next, true, isComputedRight ? computed : stored));
  }

  /** After a frame without a record in it. */
  Optional<Landing> afterNonsense(long offset, long frameBytes) {
    long next = offset + frameBytes;
    boolean isFrame = frameBytes > 0 && next <= in.size() && next % 8 == 0;
    if (isFrame && (isEnd(next) || isRecord(next) && isFollowed(next))) {
      return Optional.of(new Landing(next, false, 0));
    }
    return search(offset);
  }

  /** After a length field of 0: what lies hidden behind it. */
  Optional<Landing> afterZeros(long offset) {
    return search(offset);
  }

  private Optional<Landing> search(long offset) {
    long from = offset % 8 == 0 ? offset + 8 : offset - offset % 8;
    for (long at = from; at <= in.size() - WalFrame.HEADER_BYTES; at += 8) {
      long lenField = in.u64(at);
      if (lenField == 0) {
        long notZero = in.firstNotZero(at);
        at = notZero - notZero % 8 - 8;
      } else if (WalFrame.isCanonical(lenField)
          && at + WalFrame.HEADER_BYTES < in.size()
          && in.u8(at + WalFrame.HEADER_BYTES) == TYPE_TAG
          && isRecord(at)
          && isFollowed(at)) {
        return Optional.of(new Landing(at, false, 0));
      }
    }
    return Optional.empty();
  }

  /** True when a frame with a record of a known kind lies here; its checksum is not looked at. */
  private boolean isRecord(long at) {
    if (at > in.size() - WalFrame.HEADER_BYTES) {
      return false;
    }
    long lenField = in.u64(at);
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
        && envelope.hasBytes() == (envelope.number(1) != WalEnvelope.CRC)
        && PayloadShape.scan(in, payload, envelope);
  }

  /** After {@link #isRecord}: true when the data ends behind it, or a record continues it. */
  private boolean isFollowed(long at) {
    int stored = (int) envelope.number(2);
    long next = at + WalFrame.decode(in.u64(at)).bytes();
    return isEnd(next) || isRecord(next) && continues(next, stored);
  }

  private boolean isEnd(long at) {
    if (in.size() - at < WalFrame.HEADER_BYTES) {
      return true;
    }
    return in.u64(at) == 0;
  }

  private boolean continues(long at, int runningCrc) {
    if (!isRecord(at)) {
      return false;
    }
    int stored = (int) envelope.number(2);
    if (envelope.number(1) == WalEnvelope.CRC) {
      return stored == runningCrc;
    }
    budget -= envelope.bytesLength();
    if (budget < 0) {
      return false;
    }
    crc.reset(runningCrc);
    in.feed(envelope.bytesOffset(), envelope.bytesLength(), crc);
    return crc.value() == stored;
  }
}
