package io.drydock.formats.backend;

import io.drydock.formats.Extent;
import io.drydock.formats.FormatException;
import io.drydock.formats.bytes.Bytes;
import java.lang.foreign.MemorySegment;

/**
 * Walks the records of one bucket in key order (bytewise unsigned, shorter prefix first).
 *
 * <p>It starts before the first record. The accessors describe the current record and may be called
 * only after a move that returned true; offsets point into {@link BackendView#memory()} and stay
 * valid for the life of the view, so a caller may note them and come back. In that memory a value
 * follows its key directly.
 */
public interface BackendCursor {

  /**
   * Moves to the next record, or to the first one.
   *
   * @return false at the end
   * @throws FormatException when the structure of the bucket is damaged
   */
  boolean next() throws FormatException;

  /**
   * Moves to the record before.
   *
   * @return false before the first record
   * @throws FormatException when the structure of the bucket is damaged
   */
  boolean previous() throws FormatException;

  /**
   * Moves to the first record whose key is not less than this one.
   *
   * @return false when there is none
   * @throws FormatException when the structure of the bucket is damaged
   */
  boolean seek(Bytes key) throws FormatException;

  /**
   * Moves to the last record.
   *
   * @return false when the bucket is empty
   * @throws FormatException when the structure of the bucket is damaged
   */
  boolean last() throws FormatException;

  /** Where the key begins in the view's memory. */
  long keyOffset();

  /** Bytes of the key. */
  int keyLength();

  /** Where the value begins in the view's memory. */
  long valueOffset();

  /** Bytes of the value. */
  int valueLength();

  /** The key, without a copy. */
  MemorySegment key();

  /** The value, without a copy. */
  MemorySegment value();

  /** Where key and value lie in the file. */
  Extent at();
}
