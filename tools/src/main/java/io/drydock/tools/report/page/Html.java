package io.drydock.tools.report.page;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/**
 * HTML under construction. Whatever is given as text or as the value of an attribute comes out as
 * that text in a browser, whatever is in it; the result is well-formed as XML, too, so that a test
 * can read it with a strict parser.
 */
final class Html {

  /** The elements without content that this page uses; HTML knows no end tag for them. */
  private static final Set<String> EMPTY = Set.of("meta", "br", "hr");

  private static final char REPLACEMENT = '\ufffd';

  private final StringBuilder out = new StringBuilder("<!DOCTYPE html>\n");
  private final Deque<String> open = new ArrayDeque<>();

  /**
   * Opens an element.
   *
   * @param attributes names and values in turn
   */
  Html open(String tag, String... attributes) {
    start(tag, attributes);
    out.append('>');
    open.push(tag);
    return this;
  }

  /** Closes the innermost element. */
  Html close() {
    out.append("</").append(open.pop()).append('>');
    return this;
  }

  /** Ends a line of the source, between elements that stand below each other. */
  Html line() {
    out.append('\n');
    return this;
  }

  /** Text. */
  Html text(String text) {
    escape(text);
    return this;
  }

  /** An element with nothing but text in it. */
  Html leaf(String tag, String text, String... attributes) {
    return open(tag, attributes).text(text).close();
  }

  /** An element without content: one of HTML that has no end tag, or one of SVG. */
  Html empty(String tag, String... attributes) {
    start(tag, attributes);
    out.append("/>");
    return this;
  }

  /** The style sheet of the page, which is ours and has neither markup nor references in it. */
  Html style(String css) {
    if (css.indexOf('<') >= 0 || css.indexOf('&') >= 0) {
      throw new IllegalArgumentException("a style sheet without < and &");
    }
    start("style");
    out.append('>').append(css).append("</style>");
    return this;
  }

  private void start(String tag, String... attributes) {
    if (attributes.length % 2 != 0) {
      throw new IllegalArgumentException("a name without a value: " + String.join(" ", attributes));
    }
    out.append('<').append(tag);
    for (int i = 0; i < attributes.length; i += 2) {
      out.append(' ').append(attributes[i]).append("=\"");
      escape(attributes[i + 1]);
      out.append('"');
    }
  }

  /** True for an element that HTML closes by itself. */
  static boolean isEmpty(String tag) {
    return EMPTY.contains(tag);
  }

  private void escape(String text) {
    text.codePoints().forEach(this::escape);
  }

  private void escape(int codePoint) {
    switch (codePoint) {
      case '&' -> out.append("&amp;");
      case '<' -> out.append("&lt;");
      case '>' -> out.append("&gt;");
      case '"' -> out.append("&quot;");
      case '\'' -> out.append("&#39;");
      default -> {
        if (isAllowed(codePoint)) {
          out.appendCodePoint(codePoint);
        } else {
          out.append(REPLACEMENT);
        }
      }
    }
  }

  /** What XML 1.0 allows, but for the control characters beyond ASCII, which HTML does not. */
  private static boolean isAllowed(int codePoint) {
    return codePoint == '\n'
        || codePoint == '\t'
        || codePoint >= ' ' && codePoint < 0x7f
        || codePoint > 0x9f && codePoint < 0xd800
        || codePoint > 0xdfff && codePoint < 0xfffe
        || codePoint > 0xffff;
  }

  /** The document; every element must be closed. */
  @Override
  public String toString() {
    if (!open.isEmpty()) {
      throw new IllegalStateException("open: " + open);
    }
    return out.append('\n').toString();
  }
}
