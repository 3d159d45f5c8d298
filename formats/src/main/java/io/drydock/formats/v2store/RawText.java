package io.drydock.formats.v2store;

import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.gojson.GoEscapes;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A JSON string looked at byte by byte, for the two things that a parser hides: whether U+FFFD
 * stood there itself or as the escape of a lost byte, and how backspace and form feed were escaped.
 *
 * <p>Only for strings that a parser has accepted, and only for the few in which it matters.
 */
final class RawText {

  private final MemorySegment json;
  private final ByteArrayOutputStream text = new ByteArrayOutputStream();
  private Optional<GoEscapes> escapes = Optional.empty();
  private long at;

  private RawText(MemorySegment json, long quote) {
    this.json = json;
    this.at = quote + 1;
  }

  /** True when a parsed string has to be looked at again. */
  static boolean isNeededFor(String parsed) {
    for (int i = 0; i < parsed.length(); i++) {
      char c = parsed.charAt(i);
      if (c == '\ufffd' || c == '\b' || c == '\f') {
        return true;
      }
    }
    return false;
  }

  /**
   * Decodes the string.
   *
   * @param quote where its opening quote lies
   */
  static RawText decode(MemorySegment json, long quote) {
    var raw = new RawText(json, quote);
    for (byte next = raw.take(); next != '"'; next = raw.take()) {
      if (next == '\\') {
        raw.escape();
      } else {
        raw.text.write(next);
      }
    }
    return raw;
  }

  /** The bytes, a lost one as {@link V2Store#LOST_BYTE}. */
  Bytes text() {
    return Bytes.adopt(text.toByteArray());
  }

  /** The form of backspace or form feed; empty when there is neither. */
  Optional<GoEscapes> escapes() {
    return escapes;
  }

  private byte take() {
    return json.get(ValueLayout.JAVA_BYTE, at++);
  }

  private void escape() {
    byte kind = take();
    switch (kind) {
      case 'n' -> text.write('\n');
      case 'r' -> text.write('\r');
      case 't' -> text.write('\t');
      case 'b', 'f' -> {
        text.write(kind == 'b' ? '\b' : '\f');
        escapes = Optional.of(GoEscapes.SINCE_GO_1_22);
      }
      case 'u' -> numbered();
      default -> text.write(kind);
    }
  }

  private void numbered() {
    char unit = hex4();
    if (unit == '\ufffd') {
      text.write(V2Store.LOST_BYTE);
    } else if (Character.isHighSurrogate(unit)) {
      at += 2; // the parser has seen that a low one follows
      text.writeBytes(utf8(Character.toString(Character.toCodePoint(unit, hex4()))));
    } else {
      text.writeBytes(utf8(String.valueOf(unit)));
      if (unit == '\b' || unit == '\f') {
        escapes = Optional.of(GoEscapes.UP_TO_GO_1_21);
      }
    }
  }

  private char hex4() {
    int unit = 0;
    for (int i = 0; i < 4; i++) {
      unit = unit << 4 | Character.digit(take(), 16);
    }
    return (char) unit;
  }

  private static byte[] utf8(String character) {
    return character.getBytes(StandardCharsets.UTF_8);
  }
}
