package io.drydock.tools.output;

import com.google.protobuf.ByteOutput;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A look at the bytes of a message's byte string, without a copy where it is one array.
 *
 * <p>Used again for each byte string; nothing may write to the array.
 */
final class RawBytes extends ByteOutput {

  private static final byte DELETE = 0x7f;

  private byte[] array = new byte[0];
  private int from;
  private int length;

  /** Looks at this string from now on. */
  void set(ByteString bytes) throws IOException {
    from = 0;
    length = 0;
    UnsafeByteOperations.unsafeWriteTo(bytes, this);
  }

  byte[] array() {
    return array;
  }

  int from() {
    return from;
  }

  int length() {
    return length;
  }

  /** True for UTF-8 without control characters other than tab and line ends. */
  boolean isText() {
    boolean isAscii = true;
    int end = from + length;
    for (int i = from; i < end; i++) {
      byte next = array[i];
      if (next < ' ') {
        isAscii &= next >= 0;
        if (next >= 0 && next != '\t' && next != '\n' && next != '\r') {
          return false;
        }
      } else if (next == DELETE) {
        return false;
      }
    }
    return isAscii || isUtf8();
  }

  private boolean isUtf8() {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(array, from, length));
      return true;
    } catch (CharacterCodingException notText) {
      return false;
    }
  }

  @Override
  public void writeLazy(byte[] part, int offset, int size) {
    if (length == 0) {
      array = part;
      from = offset;
      length = size;
    } else {
      write(part, offset, size);
    }
  }

  /** Of a string in several parts: puts them together in an array of ours. */
  @Override
  public void write(byte[] part, int offset, int size) {
    byte[] joined = Arrays.copyOfRange(array, from, from + length + size);
    System.arraycopy(part, offset, joined, length, size);
    array = joined;
    from = 0;
    length = joined.length;
  }

  @Override
  public void write(byte value) {
    write(new byte[] {value}, 0, 1);
  }

  @Override
  public void write(ByteBuffer part) {
    byte[] copy = new byte[part.remaining()];
    part.get(copy);
    write(copy, 0, copy.length);
  }

  @Override
  public void writeLazy(ByteBuffer part) {
    write(part);
  }
}
