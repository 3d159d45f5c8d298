package io.drydock.formats.bolt.build;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** Appends to a file or a stream through one buffer; large pieces go there directly. */
final class PageSink {

  /** Buffered before a write. */
  private static final int BUFFER_BYTES = 1 << 20;

  /**
   * Handed to the system at once. It takes page cache in pieces as large as a write, and large ones
   * are dear: in a virtual machine a gigabyte in steps of 1 MiB took four times as long as in
   * these.
   */
  private static final int WRITE_BYTES = 1 << 16;

  private final Output out;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private final MemorySegment bytes = MemorySegment.ofBuffer(buffer);
  private long flushed;
  private int filled;

  /** Where pieces go. */
  @FunctionalInterface
  interface Output {

    /** Takes some of the bytes for this offset of the file; returns how many. */
    int write(ByteBuffer piece, long offset) throws IOException;
  }

  /** Appends from this offset of the file on. */
  PageSink(Output out, long offset) {
    this.out = out;
    this.flushed = offset;
  }

  /** Offset in the file of what comes next. */
  long position() {
    return flushed + filled;
  }

  /**
   * The next {@code length} bytes of the file, to be filled by the caller before the next call;
   * they hold anything before.
   *
   * @param length at most 1 MiB
   */
  MemorySegment window(int length) throws IOException {
    if (length > BUFFER_BYTES - filled) {
      flush();
    }
    MemorySegment window = bytes.asSlice(filled, length);
    filled += length;
    return window;
  }

  void write(MemorySegment source) throws IOException {
    long length = source.byteSize();
    if (length > BUFFER_BYTES - filled) {
      flush();
    }
    if (length > BUFFER_BYTES) {
      flushed += write(source.asByteBuffer(), flushed);
    } else {
      MemorySegment.copy(source, 0, bytes, filled, length);
      filled += (int) length;
    }
  }

  /** Zeros up to the next multiple of {@code unit}, at most 16 MiB. */
  void padTo(int unit) throws IOException {
    for (long missing = -position() & (unit - 1); missing > 0; ) {
      int step = (int) Math.min(missing, BUFFER_BYTES);
      window(step).fill((byte) 0);
      missing -= step;
    }
  }

  /** Writes what is buffered; not durable. */
  void flush() throws IOException {
    flushed += write(buffer.slice(0, filled), flushed);
    filled = 0;
  }

  /** Writes all of the source's bytes at this offset, past the buffer; returns how many. */
  int write(ByteBuffer source, long offset) throws IOException {
    int length = source.remaining();
    for (int done = 0; done < length; ) {
      int size = Math.min(WRITE_BYTES, length - done);
      done += out.write(source.slice(source.position() + done, size), offset + done);
    }
    return length;
  }
}
