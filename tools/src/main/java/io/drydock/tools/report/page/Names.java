package io.drydock.tools.report.page;

import io.drydock.formats.bytes.Bytes;
import io.drydock.tools.output.Texts;

/** Keys and prefixes as the page writes them. */
final class Names {

  private static final int BYTES_SHOWN = 80;
  private static final char ELLIPSIS = '…';

  private Names() {}

  static String prefix(Bytes prefix) {
    return prefix.isEmpty() ? "(no prefix)" : key(prefix);
  }

  static String key(Bytes key) {
    return Texts.preview(key, BYTES_SHOWN);
  }

  /** The last part of a prefix: {@code pods/} of {@code /registry/pods/}. */
  static String last(String prefix) {
    int slash = prefix.lastIndexOf('/', prefix.length() - 2);
    return slash < 0 ? prefix : prefix.substring(slash + 1);
  }

  /** Cut so that it is about so wide; empty where not even a few letters fit. */
  static String fitting(String text, double width, double letterWidth) {
    int letters = (int) (width / letterWidth);
    if (text.length() <= letters) {
      return text;
    }
    if (letters < 4) {
      return "";
    }
    int end = letters - 1;
    boolean isSplit = Character.isHighSurrogate(text.charAt(end - 1));
    return text.substring(0, isSplit ? end - 1 : end) + ELLIPSIS;
  }
}
