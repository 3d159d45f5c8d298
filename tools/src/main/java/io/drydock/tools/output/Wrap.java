package io.drydock.tools.output;

/** Breaks lines between words; what is no word of its own, an address or a path, stays whole. */
public final class Wrap {

  private static final char ESCAPE = '\u001b';

  private Wrap() {}

  /**
   * The text in lines of at most so many columns.
   *
   * @param hanging columns by which all lines but the first are moved in
   */
  public static String lines(String text, int columns, int hanging) {
    if (width(text) <= columns) {
      return text;
    }
    var wrapped = new StringBuilder();
    int at = 0;
    int start = 0;
    while (start < text.length() && text.charAt(start) == ' ') {
      start++;
    }
    wrapped.append(text, 0, start);
    at = start;
    boolean isFirst = true;
    for (String word : text.substring(start).split("(?<= )(?! )")) {
      int bare = width(word.stripTrailing());
      if (!isFirst && at + bare > columns) {
        wrapped.setLength(wrapped.toString().stripTrailing().length());
        wrapped.append('\n').append(" ".repeat(hanging));
        at = hanging;
      }
      wrapped.append(word);
      at += width(word);
      isFirst = false;
    }
    return wrapped.toString();
  }

  /** Columns that it takes on a terminal: escapes take none, wide letters two. */
  static int width(String text) {
    int columns = 0;
    for (int i = 0; i < text.length(); i = text.offsetByCodePoints(i, 1)) {
      if (text.charAt(i) == ESCAPE) {
        i = text.indexOf('m', i);
      } else {
        columns += width(text.codePointAt(i));
      }
    }
    return columns;
  }

  private static int width(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> 0;
      default -> isWide(codePoint) ? 2 : 1;
    };
  }

  /** The blocks of Unicode's East Asian Width that are wide, and the pictures. */
  private static boolean isWide(int c) {
    return (c >= 0x1100 && c <= 0x115f)
        || (c >= 0x2e80 && c <= 0xa4cf && c != 0x303f)
        || (c >= 0xac00 && c <= 0xd7a3)
        || (c >= 0xf900 && c <= 0xfaff)
        || (c >= 0xfe30 && c <= 0xfe6f)
        || (c >= 0xff00 && c <= 0xff60)
        || (c >= 0xffe0 && c <= 0xffe6)
        || (c >= 0x1f300 && c <= 0x1faff)
        || (c >= 0x20000 && c <= 0x3fffd);
  }
}
