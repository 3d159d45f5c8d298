package io.drydock.formats.gojson;

import io.drydock.formats.bytes.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Writes JSON into memory in the form of Go's {@code json.Marshal}.
 *
 * <p>The caller gives the tokens in order; commas come by themselves. Go's strings are bytes, so
 * texts are given as {@link Bytes}; what is not UTF-8 in them is written as {@code \ufffd}, one
 * escape a byte, as Go does.
 *
 * <p>Used by one thread.
 */
public final class GoJsonWriter {

  private static final HexFormat HEX = HexFormat.of();

  private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);
  private final GoEscapes escapes;
  private boolean needsComma;

  /** A writer in the form of these releases of Go. */
  public GoJsonWriter(GoEscapes escapes) {
    this.escapes = escapes;
  }

  /** Opens an object. */
  public GoJsonWriter beginObject() {
    return open('{');
  }

  /** Closes an object. */
  public GoJsonWriter endObject() {
    return close('}');
  }

  /** Opens an array. */
  public GoJsonWriter beginArray() {
    return open('[');
  }

  /** Closes an array. */
  public GoJsonWriter endArray() {
    return close(']');
  }

  /** The key of the next value. */
  public GoJsonWriter key(Bytes name) {
    string(name);
    out.write(':');
    needsComma = false;
    return this;
  }

  /** The key of the next value; plain ASCII without anything to escape. */
  public GoJsonWriter key(String name) {
    return key(Bytes.ofUtf8(name));
  }

  /** A text. */
  public GoJsonWriter string(Bytes text) {
    separate();
    out.write('"');
    escape(text.toByteArray());
    out.write('"');
    return this;
  }

  /** A text. */
  public GoJsonWriter string(String text) {
    return string(Bytes.ofUtf8(text));
  }

  /** A number 0..2^64-1. */
  public GoJsonWriter unsigned(long value) {
    return raw(Long.toUnsignedString(value));
  }

  /** A number -2^63..2^63-1. */
  public GoJsonWriter signed(long value) {
    return raw(Long.toString(value));
  }

  /** {@code true} or {@code false}. */
  public GoJsonWriter bool(boolean value) {
    return raw(value ? "true" : "false");
  }

  /** {@code null}. */
  public GoJsonWriter nullValue() {
    return raw("null");
  }

  /** A whole value that is JSON already. */
  public GoJsonWriter raw(String json) {
    separate();
    out.writeBytes(json.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /** All that was written. */
  public Bytes toBytes() {
    return Bytes.adopt(out.toByteArray());
  }

  private GoJsonWriter open(char bracket) {
    separate();
    out.write(bracket);
    needsComma = false;
    return this;
  }

  private GoJsonWriter close(char bracket) {
    out.write(bracket);
    needsComma = true;
    return this;
  }

  private void separate() {
    if (needsComma) {
      out.write(',');
    }
    needsComma = true;
  }

  private void escape(byte[] text) {
    int plainFrom = 0;
    int at = 0;
    while (at < text.length) {
      int length = Utf8.sequenceLength(text, at);
      String escape = length == 0 ? "\\ufffd" : escapeOf(text, at, length);
      int next = at + Math.max(length, 1);
      if (!escape.isEmpty()) {
        out.write(text, plainFrom, at - plainFrom);
        out.writeBytes(escape.getBytes(StandardCharsets.US_ASCII));
        plainFrom = next;
      }
      at = next;
    }
    out.write(text, plainFrom, text.length - plainFrom);
  }

  /** What stands for the character; empty when it stands for itself. */
  private String escapeOf(byte[] text, int at, int length) {
    if (length == 1) {
      return escapeOf(text[at]);
    }
    boolean isSeparator =
        length == 3
            && text[at] == (byte) 0xe2
            && text[at + 1] == (byte) 0x80
            && (text[at + 2] & 0xfe) == 0xa8;
    return isSeparator ? "\\u202" + HEX.toHexDigits(text[at + 2]).charAt(1) : "";
  }

  private String escapeOf(byte ascii) {
    return switch (ascii) {
      case '"' -> "\\\"";
      case '\\' -> "\\\\";
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      case '\b' -> escapes.backspace();
      case '\f' -> escapes.formFeed();
      case '<', '>', '&' -> "\\u00" + HEX.toHexDigits(ascii);
      default -> ascii < ' ' ? "\\u00" + HEX.toHexDigits(ascii) : "";
    };
  }
}
