package io.drydock.tools.report.page;

import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * A table of names and numbers, with a bar in each row.
 *
 * @param caption what it shows
 * @param titles of the columns; the first one is of names, the others of numbers
 * @param rows longest bar first, or in an order of their own
 * @param length of a row's bar
 * @param most length of the longest bar there could be
 */
record BarTable<T>(
    String caption, List<String> titles, List<T> rows, ToLongFunction<T> length, long most) {

  BarTable(String caption, List<String> titles) {
    this(caption, titles, List.of(), row -> 0, 1);
  }

  BarTable<T> with(List<T> shown, ToLongFunction<T> bar, long longest) {
    return new BarTable<>(caption, titles, shown, bar, Math.max(1, longest));
  }

  /** Draws it; nothing without rows. */
  void draw(Html html, Function<T, List<String>> cells) {
    if (rows.isEmpty()) {
      return;
    }
    html.open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", caption);
    html.open("table", "class", "bars").leaf("caption", caption).open("thead").open("tr");
    for (int i = 0; i < titles.size(); i++) {
      html.leaf("th", titles.get(i), "scope", "col", "class", i == 0 ? "" : "n");
    }
    html.close().close().open("tbody");
    for (T row : rows) {
      List<String> texts = cells.apply(row);
      html.open("tr").open("td").leaf("code", texts.getFirst());
      bar(html, (double) length.applyAsLong(row) / most);
      html.close();
      texts.stream().skip(1).forEach(text -> html.leaf("td", text, "class", "n"));
      html.close().line();
    }
    html.close().close().close().line();
  }

  private static void bar(Html html, double share) {
    html.open(
            "svg",
            "viewBox",
            "0 0 100 1",
            "preserveAspectRatio",
            "none",
            "class",
            "bar",
            "aria-hidden",
            "true")
        .empty("rect", "width", "100", "height", "1", "class", "ground")
        .empty(
            "rect", "width", Box.number(Math.max(0.5, 100 * share)), "height", "1", "class", "bar")
        .close();
  }
}
