package io.drydock.tools.report.page;

import java.util.Locale;

/**
 * A rectangle of a drawing, in its units.
 *
 * @param x of the left side
 * @param y of the upper side
 * @param width to the right
 * @param height downwards
 */
record Box(double x, double y, double width, double height) {

  double area() {
    return width * height;
  }

  /** The same, smaller by so much on each side; never of a negative size. */
  Box inset(double margin) {
    return new Box(
        x + margin, y + margin, Math.max(0, width - 2 * margin), Math.max(0, height - 2 * margin));
  }

  /** Without so much of its upper part. */
  Box below(double head) {
    return new Box(x, y + head, width, Math.max(0, height - head));
  }

  /** A length as SVG has it: one decimal is a tenth of a pixel. */
  static String number(double length) {
    String text = String.format(Locale.ROOT, "%.1f", length);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }
}
