package io.drydock.formats.mvcc;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.Extent;
import io.drydock.formats.FormatException;
import io.drydock.formats.Located;
import io.drydock.formats.backend.BackendCursor;
import io.drydock.formats.backend.BackendView;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.backend.Revision;
import io.drydock.formats.backend.RevisionKey;
import io.drydock.formats.bytes.Bytes;
import java.lang.foreign.MemorySegment;

/**
 * Goes once over bucket {@code key}, oldest revision first, and makes no object for a record unless
 * {@link #record()} is asked for.
 *
 * <p>Two scans of one view meet the same records under the same ordinals, so a first scan can
 * decide what a second one acts on. Used by one thread.
 */
public final class KeyScan {

  private static final int ELEMENT_BYTES = 16;
  private static final long REPORT_BYTES = 1L << 20;

  private final BackendView view;
  private final BackendCursor cursor;
  private final MemorySegment memory;
  private final KeyValueView keyValue = new KeyValueView();
  private long ordinal = -1;
  private long main;
  private boolean isTombstone;
  private boolean isMessageRead;
  private boolean isAtNext;
  private boolean isOver;
  private long unreportedBytes;

  private KeyScan(BackendView view, BackendCursor cursor) {
    this.view = view;
    this.cursor = cursor;
    this.memory = view.memory();
  }

  /**
   * A scan before the first record.
   *
   * @throws FormatException when the list of buckets is damaged
   */
  public static KeyScan of(BackendView view) throws FormatException {
    return new KeyScan(view, view.cursor(Bucket.KEY));
  }

  /**
   * A scan before the first record behind a revision; it counts ordinals from there.
   *
   * @param main main revision
   * @throws FormatException when the list of buckets, or the way to the record, is damaged
   */
  public static KeyScan behind(BackendView view, long main) throws FormatException {
    KeyScan scan = of(view);
    Bytes first = new RevisionKey(new Revision(main + 1, 0), false).encode();
    if (scan.cursor.seek(first)) {
      scan.isAtNext = true;
    } else {
      scan.isOver = true;
    }
    return scan;
  }

  /**
   * Moves to the next record and reads its key.
   *
   * @return false at the end
   * @throws CorruptFileException when the key is no revision; the scan can go on
   * @throws FormatException when the tree of the bucket is damaged; the scan is over
   */
  public boolean next() throws FormatException {
    if (!move()) {
      return false;
    }
    readKey();
    return true;
  }

  /** Moves to the next record without reading it. */
  boolean move() throws FormatException {
    boolean isThere = isAtNext || !isOver && cursor.next();
    isAtNext = false;
    if (!isThere) {
      view.advanced(unreportedBytes);
      unreportedBytes = 0;
      return false;
    }
    ordinal++;
    isMessageRead = false;
    unreportedBytes += recordBytes();
    if (unreportedBytes >= REPORT_BYTES) {
      view.advanced(unreportedBytes);
      unreportedBytes = 0;
    }
    return true;
  }

  /** Reads the key of the record that {@link #move()} went to. */
  void readKey() throws CorruptFileException {
    long offset = cursor.keyOffset();
    int length = cursor.keyLength();
    if (!RevisionKey.isWellFormed(memory, offset, length)) {
      throw RevisionKey.malformed(memory, offset, view.extent(offset, length));
    }
    main = RevisionKey.main(memory, offset);
    isTombstone = length == RevisionKey.TOMBSTONE_BYTES;
  }

  /** How many records came before, counting those whose key is damaged. */
  public long ordinal() {
    return ordinal;
  }

  /** Main revision of the record. */
  public long main() {
    return main;
  }

  /** Sub revision of the record. */
  public long sub() {
    return RevisionKey.sub(memory, cursor.keyOffset());
  }

  /** Main and sub. */
  public Revision revision() {
    return new Revision(main, sub());
  }

  /** True when the record deletes its key. */
  public boolean isTombstone() {
    return isTombstone;
  }

  /** The record's key in the bucket, without a copy. */
  public MemorySegment rawKey() {
    return cursor.key();
  }

  /** The record's value in the bucket, without a copy. */
  public MemorySegment rawValue() {
    return cursor.value();
  }

  /** True when the record's value is, byte for byte, that of the record that another scan is at. */
  public boolean hasValueOf(KeyScan other) {
    long from = valueOffset();
    long otherFrom = other.valueOffset();
    return valueLength() == other.valueLength()
        && MemorySegment.mismatch(
                memory,
                from,
                from + valueLength(),
                other.memory,
                otherFrom,
                otherFrom + other.valueLength())
            < 0;
  }

  /** Bytes that the record takes in a leaf page: element, key and value. */
  public int recordBytes() {
    return ELEMENT_BYTES + cursor.keyLength() + cursor.valueLength();
  }

  /** Where the record lies. */
  public Extent at() {
    return cursor.at();
  }

  /**
   * The record as a value, with key and value copied.
   *
   * @throws CorruptFileException when the value is no mvccpb.KeyValue
   */
  public Located<KeyRecord> record() throws CorruptFileException {
    KeyValueView message = keyValue();
    Bytes key = Bytes.copyOf(message.key());
    KeyRecord value =
        isTombstone
            ? new KeyRecord.Tombstone(revision(), key)
            : new KeyRecord.Version(
                revision(),
                key,
                message.createRevision(),
                message.modRevision(),
                message.keyVersion(),
                Bytes.copyOf(message.value()),
                message.lease());
    return new Located<>(cursor.at(), value);
  }

  /**
   * The record's message, without a copy; it is another one after the next move.
   *
   * @throws CorruptFileException when the value is no mvccpb.KeyValue
   */
  public KeyValueView keyValue() throws CorruptFileException {
    if (!isMessageRead) {
      if (!keyValue.read(memory, cursor.valueOffset(), cursor.valueLength())) {
        throw malformed();
      }
      isMessageRead = true;
    }
    return keyValue;
  }

  private CorruptFileException malformed() {
    long offset = keyValue.damageOffset();
    long end = cursor.valueOffset() + cursor.valueLength();
    return new CorruptFileException(
        view.extent(offset, end - offset), "value of revision " + revision() + ": no KeyValue");
  }

  BackendView view() {
    return view;
  }

  long keyOffset() {
    return cursor.keyOffset();
  }

  int keyLength() {
    return cursor.keyLength();
  }

  long valueOffset() {
    return cursor.valueOffset();
  }

  int valueLength() {
    return cursor.valueLength();
  }
}
