package io.drydock.tools.etcdutl;

import java.util.List;
import java.util.function.Function;

/**
 * A table of one row, as package tablewriter draws it: heads in the middle, values at the right.
 */
final class Frame {

  private static final int PADDING = 2;

  private Frame() {}

  static String of(List<Answer.Value> values, boolean drawsLines) {
    String top = drawsLines ? "─┌┬┐" : "-+++";
    String middle = drawsLines ? "─├┼┤" : "-+++";
    String bottom = drawsLines ? "─└┴┘" : "-+++";
    String bar = drawsLines ? "│" : "|";
    return rule(values, top)
        + row(values, bar, value -> centred(value.column(), width(value)))
        + rule(values, middle)
        + row(values, bar, value -> " ".repeat(width(value) - value.text().length()) + value.text())
        + rule(values, bottom);
  }

  private static int width(Answer.Value value) {
    return Math.max(value.column().length(), value.text().length());
  }

  private static String centred(String text, int width) {
    int gap = width - text.length();
    return " ".repeat(gap / 2) + text + " ".repeat(gap - gap / 2);
  }

  /**
   * A line across.
   *
   * @param characters of the line itself, its beginning, a crossing, its end
   */
  private static String rule(List<Answer.Value> values, String characters) {
    var line = new StringBuilder();
    for (Answer.Value value : values) {
      line.append(characters.charAt(line.isEmpty() ? 1 : 2))
          .append(characters.substring(0, 1).repeat(width(value) + PADDING));
    }
    return line.append(characters.charAt(3)).append('\n').toString();
  }

  private static String row(
      List<Answer.Value> values, String bar, Function<Answer.Value, String> cell) {
    var line = new StringBuilder();
    for (Answer.Value value : values) {
      line.append(bar).append(' ').append(cell.apply(value)).append(' ');
    }
    return line.append(bar).append('\n').toString();
  }
}
