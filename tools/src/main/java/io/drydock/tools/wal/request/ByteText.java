package io.drydock.tools.wal.request;

import com.google.protobuf.ByteString;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Byte strings for people: text in quotes where it is text, hex digits after {@code 0x} elsewhere.
 *
 * <p>Nothing that a terminal would act on comes through: control characters other than tab and line
 * ends make a string hex, and so do characters that turn the direction of writing.
 */
final class ByteText {

  private static final String CUT = "…";
  private static final int UTF8_BYTES_MAX = 4;

  private ByteText() {}

  /** The bytes; of more than {@code limit} only the first ones, and an ellipsis. */
  public static String of(ByteString bytes, int limit) {
    var text = new StringBuilder();
    append(text, bytes, limit);
    return text.toString();
  }

  static void append(StringBuilder to, ByteString bytes, int limit) {
    boolean isCut = bytes.size() > limit;
    ByteString shown = isCut ? bytes.substring(0, limit) : bytes;
    int start = to.length();
    if (!appendText(to, isCut ? wholeCharacters(shown) : shown)) {
      to.setLength(start);
      to.append("0x").append(HexFormat.of().formatHex(shown.toByteArray()));
    }
    if (isCut) {
      to.append(CUT);
    }
  }

  /** Without the first bytes of a character whose last ones are cut off. */
  private static ByteString wholeCharacters(ByteString bytes) {
    int from = bytes.size();
    while (from > 0
        && bytes.size() - from < UTF8_BYTES_MAX - 1
        && isInside(bytes.byteAt(from - 1))) {
      from--;
    }
    if (from == 0) {
      return bytes;
    }
    int lead = bytes.byteAt(from - 1) & 0xff;
    int wanted = lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    return bytes.size() - from + 1 < wanted ? bytes.substring(0, from - 1) : bytes;
  }

  private static boolean isInside(byte each) {
    return (each & 0xc0) == 0x80;
  }

  private static boolean appendText(StringBuilder to, ByteString bytes) {
    to.append('"');
    CharSequence text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(bytes.asReadOnlyByteBuffer());
    } catch (CharacterCodingException binary) {
      return false;
    }
    for (int i = 0; i < text.length(); ) {
      int character = Character.codePointAt(text, i);
      i += Character.charCount(character);
      if (!appendCharacter(to, character)) {
        return false;
      }
    }
    to.append('"');
    return true;
  }

  private static boolean appendCharacter(StringBuilder to, int character) {
    switch (character) {
      case '"' -> to.append("\\\"");
      case '\\' -> to.append("\\\\");
      case '\n' -> to.append("\\n");
      case '\r' -> to.append("\\r");
      case '\t' -> to.append("\\t");
      default -> {
        if (!isPrintable(character)) {
          return false;
        }
        to.appendCodePoint(character);
      }
    }
    return true;
  }

  private static boolean isPrintable(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
