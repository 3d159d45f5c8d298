package io.drydock.formats;

import java.util.Objects;

/**
 * Where something lies: a run of bytes in a file.
 *
 * @param file the file as the user named it; never a canonical form that the user would not know
 * @param offset bytes from the start of the file
 * @param length in bytes; 0 for a point, such as the end of a file
 */
public record Extent(String file, long offset, long length) {

  /** Rejects a negative offset or length: no file has them, so they are a bug of the caller. */
  public Extent {
    Objects.requireNonNull(file, "file");
    if (offset < 0 || length < 0) {
      throw new IllegalArgumentException("extent " + file + ":" + offset + "+" + length);
    }
  }

  /** First offset after the extent. */
  public long end() {
    return offset + length;
  }

  /** {@code file:0xoffset}, the form of every message. */
  @Override
  public String toString() {
    return file + ":0x" + Long.toHexString(offset);
  }
}
