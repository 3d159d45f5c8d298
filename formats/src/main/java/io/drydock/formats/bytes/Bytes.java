package io.drydock.formats.bytes;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * An immutable string of bytes: a key, a value, a payload.
 *
 * <p>Equality and order go by content; the order is bytewise unsigned with the shorter prefix
 * first, which is the order of bbolt and of etcd's key space.
 */
public final class Bytes implements Comparable<Bytes> {

  /** No bytes. */
  public static final Bytes EMPTY = new Bytes(new byte[0]);

  private static final int PREVIEW_BYTES = 24;

  private final byte[] content;

  private Bytes(byte[] content) {
    this.content = content;
  }

  /** Copies the array. */
  public static Bytes copyOf(byte[] bytes) {
    return bytes.length == 0 ? EMPTY : new Bytes(bytes.clone());
  }

  /** Copies a part of the array. */
  public static Bytes copyOf(byte[] bytes, int from, int length) {
    return length == 0 ? EMPTY : new Bytes(Arrays.copyOfRange(bytes, from, from + length));
  }

  /** Copies the segment onto the heap; the caller has bounded its size. */
  public static Bytes copyOf(MemorySegment segment) {
    return segment.byteSize() == 0 ? EMPTY : new Bytes(segment.toArray(ValueLayout.JAVA_BYTE));
  }

  /** Copies protobuf's byte string. */
  public static Bytes copyOf(ByteString bytes) {
    return bytes.isEmpty() ? EMPTY : new Bytes(bytes.toByteArray());
  }

  /** The UTF-8 form of the text. */
  public static Bytes ofUtf8(String text) {
    return text.isEmpty() ? EMPTY : new Bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /** From hex digits, which may be separated by white space. */
  public static Bytes ofHex(String hex) {
    return new Bytes(HexFormat.of().parseHex(hex.replaceAll("\\s", "")));
  }

  /** Takes the array over: the caller gives up every reference to it. */
  public static Bytes adopt(byte[] bytes) {
    return bytes.length == 0 ? EMPTY : new Bytes(bytes);
  }

  /** Number of bytes. */
  public int length() {
    return content.length;
  }

  /** True when there are no bytes. */
  public boolean isEmpty() {
    return content.length == 0;
  }

  /** The byte at this position, 0..255. */
  public int at(int position) {
    return content[position] & 0xff;
  }

  /** True when this begins with all of the prefix. */
  public boolean startsWith(Bytes prefix) {
    return content.length >= prefix.content.length
        && Arrays.equals(
            content, 0, prefix.content.length, prefix.content, 0, prefix.content.length);
  }

  /** The bytes from {@code from} (inclusive) to {@code to} (exclusive). */
  public Bytes slice(int from, int to) {
    return copyOf(content, from, to - from);
  }

  /** A fresh array. */
  public byte[] toByteArray() {
    return content.clone();
  }

  /** A read-only heap segment over the bytes, without a copy. */
  public MemorySegment segment() {
    return MemorySegment.ofArray(content).asReadOnly();
  }

  /** The same bytes for protobuf, without a copy. */
  public ByteString toByteString() {
    return UnsafeByteOperations.unsafeWrap(content);
  }

  /** Decoded as UTF-8; what is not UTF-8 becomes U+FFFD. For people, not for comparison. */
  public String toUtf8() {
    return new String(content, StandardCharsets.UTF_8);
  }

  /** Lower-case hex digits of all bytes. */
  public String toHex() {
    return HexFormat.of().formatHex(content);
  }

  @Override
  public int compareTo(Bytes other) {
    return Arrays.compareUnsigned(content, other.content);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that && Arrays.equals(content, that.content);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(content);
  }

  /** Length and the first bytes in hex. */
  @Override
  public String toString() {
    int shown = Math.min(content.length, PREVIEW_BYTES);
    String hex = HexFormat.of().formatHex(content, 0, shown);
    return content.length + " B [" + hex + (shown < content.length ? "…]" : "]");
  }
}
