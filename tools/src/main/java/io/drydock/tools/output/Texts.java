package io.drydock.tools.output;

import io.drydock.formats.bytes.Bytes;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/** Numbers and byte strings as a person reads them; independent of the user's locale. */
public final class Texts {

  private static final String[] BINARY_UNITS = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  private static final double UNIT = 1024;

  private Texts() {}

  /** {@code 1,234,567}. */
  public static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** A count with its noun: {@code 1 key}, {@code 2 keys}. */
  public static String count(long number, String singular) {
    return count(number) + " " + singular + (number == 1 ? "" : "s");
  }

  /** A size in the largest unit that leaves at least 1: {@code 512 B}, {@code 16.0 MiB}. */
  public static String bytes(long size) {
    if (size < UNIT) {
      return size + " B";
    }
    double rest = size / UNIT;
    int unit = 0;
    // What %.1f would round up to 1024.0 belongs to the next unit.
    while (rest >= UNIT - 0.05 && unit < BINARY_UNITS.length - 1) {
      rest /= UNIT;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %s", rest, BINARY_UNITS[unit]);
  }

  /** A size with every byte of it: {@code 16.0 MiB (16,801,792 bytes)}. */
  public static String exactBytes(long size) {
    return size < UNIT ? size + " bytes" : bytes(size) + " (" + count(size) + " bytes)";
  }

  /** A part of a whole: {@code 45.3 %}; of nothing it is {@code 0.0 %}. */
  public static String share(long part, long whole) {
    return String.format(Locale.ROOT, "%.1f %%", whole == 0 ? 0 : 100.0 * part / whole);
  }

  /**
   * Bytes on one line: UTF-8 as it is, a backslash doubled, and {@code \xNN} for each byte that is
   * a control character or no UTF-8. Nothing is lost: the bytes can be told from the text.
   */
  public static String quoted(Bytes bytes) {
    return escaped(bytes, false);
  }

  /**
   * A name of a file, or a line with one in it: what moves the cursor shows as in {@link #quoted}.
   */
  public static String name(String name) {
    boolean isPlain = name.codePoints().allMatch(Texts::isPlain);
    if (isPlain) {
      return name;
    }
    var text = new StringBuilder();
    name.codePoints().forEach(c -> appendPlain(text, c));
    return text.toString();
  }

  /** A path as a shell takes it for one word, for a command line that somebody will paste. */
  public static String shellWord(Path path) {
    return shellWord(path.toString());
  }

  /** Text as a shell takes it for one word. */
  public static String shellWord(String text) {
    boolean isPlain = text.matches("[\\w@%+=:,./][\\w@%+=:,./-]*");
    return isPlain ? text : "'" + text.replace("'", "'\\''") + "'";
  }

  /** As {@link #quoted}, but line breaks and tabs stay: the value of a key on lines of its own. */
  public static String block(Bytes bytes) {
    return escaped(bytes, true);
  }

  private static String escaped(Bytes bytes, boolean keepsLines) {
    ByteBuffer in = ByteBuffer.wrap(bytes.toByteArray());
    CharBuffer decoded = CharBuffer.allocate(Math.max(2, in.remaining()));
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    var text = new StringBuilder();
    while (true) {
      CoderResult result = decoder.decode(in, decoded, true);
      decoded.flip();
      decoded.codePoints().forEach(c -> append(text, c, keepsLines));
      decoded.clear();
      if (!result.isError()) {
        return text.toString();
      }
      for (int i = 0; i < result.length(); i++) {
        escape(text, in.get());
      }
    }
  }

  /** As {@link #quoted}, of at most so many bytes; says how many there are when it cuts. */
  public static String preview(Bytes bytes, int maxBytes) {
    if (bytes.length() <= maxBytes) {
      return quoted(bytes);
    }
    return quoted(bytes.slice(0, maxBytes)) + "… (" + count(bytes.length()) + " bytes)";
  }

  private static void append(StringBuilder text, int codePoint, boolean keepsLines) {
    boolean isKept = keepsLines && (codePoint == '\n' || codePoint == '\t');
    if (codePoint == '\\') {
      text.append("\\\\");
    } else if (isKept) {
      text.appendCodePoint(codePoint);
    } else {
      appendPlain(text, codePoint);
    }
  }

  private static void appendPlain(StringBuilder text, int codePoint) {
    if (isPlain(codePoint)) {
      text.appendCodePoint(codePoint);
    } else {
      for (byte b : Character.toString(codePoint).getBytes(StandardCharsets.UTF_8)) {
        escape(text, b);
      }
    }
  }

  /** Not what moves the cursor, breaks the line or changes the direction of writing. */
  private static boolean isPlain(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }

  private static void escape(StringBuilder text, byte b) {
    text.append(String.format(Locale.ROOT, "\\x%02x", b));
  }
}
