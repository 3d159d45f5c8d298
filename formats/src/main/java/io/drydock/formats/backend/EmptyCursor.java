package io.drydock.formats.backend;

import io.drydock.formats.Extent;
import io.drydock.formats.bytes.Bytes;
import java.lang.foreign.MemorySegment;

/** The cursor of a bucket that does not exist. */
final class EmptyCursor implements BackendCursor {

  @Override
  public boolean next() {
    return false;
  }

  @Override
  public boolean previous() {
    return false;
  }

  @Override
  public boolean seek(Bytes key) {
    return false;
  }

  @Override
  public boolean last() {
    return false;
  }

  @Override
  public long keyOffset() {
    throw noRecord();
  }

  @Override
  public int keyLength() {
    throw noRecord();
  }

  @Override
  public long valueOffset() {
    throw noRecord();
  }

  @Override
  public int valueLength() {
    throw noRecord();
  }

  @Override
  public MemorySegment key() {
    throw noRecord();
  }

  @Override
  public MemorySegment value() {
    throw noRecord();
  }

  @Override
  public Extent at() {
    throw noRecord();
  }

  private static IllegalStateException noRecord() {
    return new IllegalStateException("the cursor is on no record");
  }
}
