package io.drydock.formats.wal;

import io.drydock.formats.Extent;
import io.drydock.formats.Located;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.bytes.RollingCrc32C;
import io.drydock.formats.wal.WalTail.Damage;
import io.drydock.formats.wal.WalTail.Tear;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Goes over the records of one segment, without an object for each: the only parser of the format.
 *
 * <p>After {@link #next()} returned true the accessors tell about one record, which has the right
 * checksum; after it returned false {@link #tail()} tells how the records end. The rules are those
 * of etcd 3.5.5 to 3.7 ({@code wal/decoder.go}, {@code wal/wal.go}): a checksum that is 0 so far
 * accepts any crc record, which is how reading may begin in a later segment.
 *
 * <p>Every length is checked against the file before it is used. Memory is a fixed window of 256
 * KiB, however large a record. Owned by one thread; the source stays the caller's to close.
 */
public final class WalCursor {

  private final ByteSource source;
  private final boolean isLast;
  private final SegmentWindow in;
  private final MessageScan envelope;
  private final MessageScan payload;
  private final RollingCrc32C crc = new RollingCrc32C();
  private final Resync resync;
  private boolean isCrcKnown = true;
  private boolean isCrcChecked;
  private int crcAtEnd;
  private long offset;
  private long recordBytes;
  private long frameBytes;
  private long lenField;
  private long rightLenField; // of the next frame, where that in the file is wrong; else 0
  private boolean isDecoded;
  private Optional<WalTail> tail = Optional.empty();

  private WalCursor(ByteSource source, long from, int runningCrc, boolean isLast) {
    this.source = source;
    this.isLast = isLast;
    this.in = new SegmentWindow(source);
    this.envelope = new MessageScan(in);
    this.payload = new MessageScan(in);
    this.resync = new Resync(in);
    this.offset = from;
    this.crcAtEnd = runningCrc;
    crc.reset(runningCrc);
  }

  /**
   * Begins at the start of a segment, and with the checksum of the one before.
   *
   * @param runningCrc the value after the last record of the segment before; 0 when there is none,
   *     or when it was not read
   * @param isLast whether this is the newest segment: only there can a record be torn by sectors
   */
  public static WalCursor atStart(ByteSource segment, int runningCrc, boolean isLast) {
    return new WalCursor(segment, 0, runningCrc, isLast);
  }

  /**
   * Goes on where another cursor over the same file ended: at its {@link #endOffset()} and with its
   * {@link #runningCrc()}. That is how the newest segment is followed as it grows.
   */
  public static WalCursor resume(ByteSource segment, long from, int runningCrc, boolean isLast) {
    return new WalCursor(segment, Math.min(from, segment.size()), runningCrc, isLast);
  }

  /** Steps to the next good record; false when there is none, and then always. */
  public boolean next() {
    if (tail.isPresent()) {
      return false;
    }
    offset += frameBytes;
    frameBytes = 0;
    isDecoded = false;
    long left = in.size() - offset;
    if (left < WalFrame.HEADER_BYTES) {
      return end(
          left == 0
              ? new WalTail.CleanEnd(here(0))
              : new WalTail.TornTail(here(left), Tear.LENGTH));
    }
    lenField = rightLenField == 0 ? in.u64(offset) : rightLenField;
    rightLenField = 0;
    if (lenField == 0) {
      return end(new WalTail.PreallocatedTail(here(left)));
    }
    recordBytes = WalFrame.recordBytes(lenField);
    long bytes = WalFrame.HEADER_BYTES + recordBytes + WalFrame.padBytes(lenField);
    if (bytes > left) {
      return end(new WalTail.TornTail(here(left), Tear.BODY));
    }
    if (!scanEnvelope()) {
      return broken(bytes, Damage.RECORD, "the frame does not hold a record");
    }
    return check(bytes);
  }

  /** How the records end; empty while {@link #next()} has not returned false. */
  public Optional<WalTail> tail() {
    return tail;
  }

  /** File offset of the record's frame. */
  public long offset() {
    return offset;
  }

  /** Length of the frame: header, record, padding. */
  public long frameBytes() {
    return frameBytes;
  }

  /** The frame in the file. */
  public Extent at() {
    return here(frameBytes);
  }

  /** First offset after the last good record. */
  public long endOffset() {
    return offset + frameBytes;
  }

  /** The checksum over all good records so far; 0 when damage has made it unknown. */
  public int runningCrc() {
    return isCrcKnown ? crcAtEnd : 0;
  }

  /**
   * The length that the field at {@link #offset()} says, without padding: also when it is one that
   * the file does not have.
   */
  public long declaredBytes() {
    return recordBytes;
  }

  /** Offset of the first byte from here on that is not zero; the size of the file without one. */
  public long firstNotZero(long from) {
    return in.firstNotZero(from);
  }

  /** What the record is of: one of the numbers in {@link WalEnvelope}, or any other. */
  public long type() {
    return envelope.number(1);
  }

  /** The stored checksum of the record. */
  public int storedCrc() {
    return (int) envelope.number(2);
  }

  /** Length of the record's data; 0 when there is no data field. */
  public long dataBytes() {
    return envelope.bytesLength();
  }

  /**
   * False for the first record after a gap whose end the checksum does not reach: what it says was
   * not proved.
   */
  public boolean isCrcChecked() {
    return isCrcChecked;
  }

  /**
   * True when the type is known and the data is the message that belongs to it. Only then do the
   * accessors below have a meaning.
   */
  public boolean isDecoded() {
    return isDecoded;
  }

  /** Of an entry: 0 normal, 1 conf change, 2 conf change v2. */
  public long entryType() {
    return payload.number(1);
  }

  /** Of an entry: its term. */
  public long entryTerm() {
    return payload.number(2);
  }

  /** Of an entry: its index. */
  public long entryIndex() {
    return payload.number(3);
  }

  /** Of an entry: length of its data. */
  public long entryPayloadBytes() {
    return payload.bytesLength();
  }

  /** Of an entry: file offset of its data. */
  public long entryPayloadOffset() {
    return payload.bytesOffset();
  }

  /** Of metadata: this member. */
  public long metadataNodeId() {
    return payload.number(1);
  }

  /** Of metadata: its cluster. */
  public long metadataClusterId() {
    return payload.number(2);
  }

  /** Of a state: the term. */
  public long stateTerm() {
    return payload.number(1);
  }

  /** Of a state: the vote. */
  public long stateVote() {
    return payload.number(2);
  }

  /** Of a state: the commit. */
  public long stateCommit() {
    return payload.number(3);
  }

  /** Of a snapshot: its index. */
  public long snapshotIndex() {
    return payload.number(1);
  }

  /** Of a snapshot: its term. */
  public long snapshotTerm() {
    return payload.number(2);
  }

  /**
   * True when etcd would have written the same length field, zeros as padding, and a checksum of 32
   * bits, of which readers drop any more.
   */
  public boolean isFrameCanonical() {
    long padFrom = offset + WalFrame.HEADER_BYTES + recordBytes;
    return WalFrame.isCanonical(lenField)
        && in.isZero(padFrom, WalFrame.padBytes(lenField))
        && envelope.number(2) >>> 32 == 0;
  }

  /** True when the record or the message in it has fields that this code does not know. */
  public boolean hasUnknownFields() {
    return envelope.hasUnknownFields() || isDecoded && payload.hasUnknownFields();
  }

  /** The record as a value, with its place. The value is a view: see {@link WalEnvelope}. */
  public Located<WalRecord> record() {
    return PayloadShape.record(source, this, in);
  }

  /**
   * Steps over damage, when {@link #next()} has met some and records or a regular end follow it.
   *
   * <p>After that {@link #next()} goes on. The checksum of the first record may then be unknown:
   * {@link #isCrcChecked()}. When only the length of a frame was wrong, its record is the next one,
   * and the gap is that length. Finding nothing changes nothing: {@link #tail()} stays.
   *
   * @return what was stepped over; empty when nothing more can be read, or when a file that is made
   *     to be searched again and again has been read eight times over
   */
  public Optional<WalGap> resync() {
    if (tail.isEmpty()) {
      return Optional.empty();
    }
    Optional<Resync.Landing> landing = landing(tail.get());
    if (landing.isEmpty()) {
      return Optional.empty();
    }
    long to = landing.get().offset();
    // Wrong padding leads behind the start of the next record: then nothing is stepped over.
    long from = Math.min(offset, to);
    rightLenField = landing.get().lenField();
    var gap =
        rightLenField == 0
            ? new WalGap(source.extent(from, to - from), damagedRecord(tail.get()))
            : new WalGap(source.extent(from, WalFrame.HEADER_BYTES), Optional.empty());
    offset = to;
    isCrcKnown = landing.get().isCrcKnown();
    crcAtEnd = landing.get().runningCrc();
    crc.reset(crcAtEnd);
    tail = Optional.empty();
    return Optional.of(gap);
  }

  /** How much was read so far, whatever was read twice counted twice. */
  long readBytes() {
    return resync.readBytes();
  }

  MessageScan envelopeFields() {
    return envelope;
  }

  MessageScan payloadFields() {
    return payload;
  }

  long recordOffset() {
    return offset + WalFrame.HEADER_BYTES;
  }

  long recordBytes() {
    return recordBytes;
  }

  long lenField() {
    return lenField;
  }

  private Optional<Resync.Landing> landing(WalTail how) {
    return isCrcKnown && isFrame(how)
        ? resync.atWholeRecord(offset, crcAtEnd).or(() -> behind(how))
        : behind(how);
  }

  /** False where the length is right, or there is none. */
  private static boolean isFrame(WalTail how) {
    return switch (how) {
      case WalTail.CleanEnd _ -> false;
      case WalTail.PreallocatedTail _ -> true;
      case WalTail.TornTail torn -> torn.tear() != Tear.LENGTH;
      case WalTail.CorruptTail corrupt -> corrupt.damage() == Damage.RECORD;
    };
  }

  private Optional<Resync.Landing> behind(WalTail how) {
    long bytes = WalFrame.HEADER_BYTES + recordBytes + WalFrame.padBytes(lenField);
    return switch (how) {
      case WalTail.CleanEnd _ -> Optional.empty();
      case WalTail.PreallocatedTail zeros -> resync.afterZeros(zeros.at().offset());
      case WalTail.TornTail torn ->
          torn.tear() == Tear.LENGTH
              ? Optional.empty()
              : resync.afterNonsense(offset, torn.tear() == Tear.BODY ? 0 : bytes);
      case WalTail.CorruptTail corrupt ->
          corrupt.damage() == Damage.RECORD
              ? resync.afterNonsense(offset, bytes)
              : resync.afterMismatch(offset, bytes, storedCrc(), crc.value());
    };
  }

  private Optional<Located<WalRecord>> damagedRecord(WalTail how) {
    boolean isInFrame =
        how instanceof WalTail.CorruptTail
            || how instanceof WalTail.TornTail torn && torn.tear() == Tear.SECTOR;
    if (!isInFrame || !scanEnvelope()) {
      return Optional.empty();
    }
    isDecoded = PayloadShape.scan(in, payload, envelope);
    return Optional.of(record());
  }

  private boolean scanEnvelope() {
    return envelope.scan(recordOffset(), recordOffset() + recordBytes, 2, 3);
  }

  private boolean check(long bytes) {
    int stored = storedCrc();
    if (type() == WalEnvelope.CRC) {
      int running = crc.value();
      if (isCrcKnown && running != 0 && running != stored) {
        return corrupt(bytes, Damage.CRC_CHAIN, mismatch("checksum of all records so far", stored));
      }
      crc.reset(stored);
    } else if (isCrcKnown) {
      in.feed(envelope.bytesOffset(), envelope.bytesLength(), crc);
      if (crc.value() != stored) {
        return broken(bytes, Damage.CRC, mismatch("checksum", stored));
      }
    } else {
      crc.reset(stored);
    }
    isCrcChecked = isCrcKnown;
    isCrcKnown = true;
    crcAtEnd = stored;
    frameBytes = bytes;
    isDecoded = PayloadShape.scan(in, payload, envelope);
    return true;
  }

  private String mismatch(String what, int stored) {
    var hex = HexFormat.of();
    return what
        + ": expected "
        + hex.toHexDigits(stored)
        + " as the record says, found "
        + hex.toHexDigits(crc.value());
  }

  /** A record that cannot be right: torn when a sector of it was never written, else corrupt. */
  private boolean broken(long bytes, Damage damage, String reason) {
    if (isLast && TornSector.isIn(in, offset, bytes)) {
      return end(new WalTail.TornTail(here(bytes), Tear.SECTOR));
    }
    return corrupt(bytes, damage, reason);
  }

  private boolean corrupt(long bytes, Damage damage, String reason) {
    return end(new WalTail.CorruptTail(here(bytes), damage, reason));
  }

  private boolean end(WalTail how) {
    tail = Optional.of(how);
    return false;
  }

  private Extent here(long length) {
    return source.extent(offset, length);
  }
}
