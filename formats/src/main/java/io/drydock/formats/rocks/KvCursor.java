package io.drydock.formats.rocks;

import io.drydock.formats.CorruptFileException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/**
 * Goes over the rows of one bucket, in order of their keys.
 *
 * <p>It starts before the first row. Key and value of a row are there until the next move. Used by
 * one thread, which closes it.
 */
public final class KvCursor implements AutoCloseable {

  private static final int KEY_BYTES = 1 << 8;
  private static final int VALUE_BYTES = 1 << 16;

  private final Path kv;
  private final RocksIterator rows;
  private ByteBuffer keyBuffer = ByteBuffer.allocateDirect(KEY_BYTES);
  private ByteBuffer valueBuffer = ByteBuffer.allocateDirect(VALUE_BYTES);
  private MemorySegment keyMemory = MemorySegment.ofBuffer(keyBuffer);
  private MemorySegment valueMemory = MemorySegment.ofBuffer(valueBuffer);
  private boolean isStarted;

  KvCursor(Path kv, RocksIterator rows) {
    this.kv = kv;
    this.rows = rows;
  }

  /**
   * Moves to the next row, or to the first one.
   *
   * @return false at the end
   * @throws CorruptFileException when a block of the bucket is damaged
   * @throws IOException when it cannot be read
   */
  public boolean next() throws IOException, CorruptFileException {
    if (isStarted) {
      rows.next();
    } else {
      rows.seekToFirst();
      isStarted = true;
    }
    return isOnRow();
  }

  /**
   * Moves to the first row whose key is not less than this one.
   *
   * @return false when there is none
   * @throws CorruptFileException when a block of the bucket is damaged
   * @throws IOException when it cannot be read
   */
  public boolean seek(byte[] key) throws IOException, CorruptFileException {
    rows.seek(key);
    isStarted = true;
    return isOnRow();
  }

  private boolean isOnRow() throws IOException, CorruptFileException {
    if (rows.isValid()) {
      return true;
    }
    try {
      rows.status();
    } catch (RocksDBException failure) {
      throw KvFailure.of(kv, failure);
    }
    return false;
  }

  /** Bytes of the row's key. */
  public int keyLength() {
    return rows.key(keyBuffer.clear().limit(0));
  }

  /** Bytes of the row's value, without reading it out. */
  public int valueLength() {
    return rows.value(valueBuffer.clear().limit(0));
  }

  /** The key, until the next move. */
  public MemorySegment key() {
    int length = rows.key(keyBuffer.clear());
    if (length > keyBuffer.capacity()) {
      keyBuffer = ByteBuffer.allocateDirect(roomFor(length));
      keyMemory = MemorySegment.ofBuffer(keyBuffer);
      rows.key(keyBuffer);
    }
    return keyMemory.asSlice(0, length);
  }

  /** The value, until the next move. */
  public MemorySegment value() {
    int length = rows.value(valueBuffer.clear());
    if (length > valueBuffer.capacity()) {
      valueBuffer = ByteBuffer.allocateDirect(roomFor(length));
      valueMemory = MemorySegment.ofBuffer(valueBuffer);
      rows.value(valueBuffer);
    }
    return valueMemory.asSlice(0, length);
  }

  private static int roomFor(int length) {
    int doubled = Integer.highestOneBit(length) << 1;
    return doubled > 0 ? doubled : Integer.MAX_VALUE;
  }

  @Override
  public void close() {
    rows.close();
  }
}
