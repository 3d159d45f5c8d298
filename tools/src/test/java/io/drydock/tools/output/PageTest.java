package io.drydock.tools.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How tables and lines give way on a terminal, and stay whole elsewhere. */
class PageTest {

  private record Row(String name, long number) {}

  private static final List<Row> ROWS =
      List.of(new Row("the first of all rows", 1000), new Row("second", 500), new Row("none", 0));

  private static final List<Column<Row>> COLUMNS =
      List.of(
          Column.left("NAME", Row::name),
          Column.right("NUMBER", row -> Texts.count(row.number())),
          Column.minor("TWICE", row -> Texts.count(2 * row.number())),
          Column.bar(row -> row.number() / 1000.0));

  private static String drawn(OptionalInt columns) {
    return new Page(Paint.PLAIN, false, columns).table(COLUMNS, ROWS).toString();
  }

  @Test
  void aFileGetsEveryColumnAndNoBar() {
    assertEquals(
        """
         NAME                   NUMBER  TWICE
         the first of all rows   1,000  2,000
         second                    500  1,000
         none                        0      0
        """,
        drawn(OptionalInt.empty()));
  }

  @Test
  void aTerminalGetsBarsAsLongAsTheirShare() {
    assertEquals(
        """
         NAME                   NUMBER  TWICE
         the first of all rows   1,000  2,000  ██████████
         second                    500  1,000  █████
         none                        0      0
        """,
        drawn(OptionalInt.of(49)));
  }

  @Test
  void minorColumnsGiveWayBeforeBarsAndSaySo() {
    assertEquals(
        """
         NAME                   NUMBER
         the first of all rows   1,000  ██████████
         second                    500  █████
         none                        0
         for lack of room without TWICE
        """,
        drawn(OptionalInt.of(42)));
  }

  @Test
  void wordsWrapLast() {
    assertEquals(
        """
         NAME              NUMBER
         the first of all   1,000
         rows
         second               500
         none                   0
        """,
        drawn(OptionalInt.of(25))
            .lines()
            .limit(5)
            .map(line -> line + "\n")
            .reduce("", String::concat));
  }

  @ParameterizedTest
  @ValueSource(ints = {24, 30, 40, 50, 60, 80, 120, 200})
  void noLineIsLongerThanTheTerminal(int columns) {
    drawn(OptionalInt.of(columns))
        .lines()
        .filter(line -> !line.contains("for lack of room"))
        .forEach(line -> assertTrue(Wrap.width(line) <= columns, columns + ": " + line));
  }

  @Test
  void whatIsStillTooWideIsLeftOutFromTheEnd() {
    List<Column<Row>> wide = new ArrayList<>(COLUMNS);
    wide.add(2, Column.right("AGAIN", row -> Texts.count(row.number())));
    wide.add(3, Column.left("AND AGAIN", Row::name));
    var page = new Page(Paint.PLAIN, false, OptionalInt.of(40)).table(wide, ROWS);
    List<String> lines = page.toString().lines().toList();
    assertTrue(lines.stream().allMatch(line -> line.length() <= 40), page.toString());
    assertTrue(page.toString().contains("for lack of room without AND AGAIN"), page.toString());
  }

  @Test
  void anAnswerWithoutATableIsTextInTheFormOfTablesToo() {
    var page = new Page(Paint.PLAIN, true, OptionalInt.empty());
    page.heading("Verdict").line("sound").table(COLUMNS, List.of());
    assertEquals("Verdict\nsound\n", page.toString());
    page.table(COLUMNS, ROWS);
    assertTrue(page.toString().startsWith("+---"), page.toString());
  }

  @Test
  void aFactOfSeveralLinesStandsInItsColumn() {
    var page = new Page(Paint.PLAIN, false, OptionalInt.of(30));
    page.fact("members", "one two three four\nfive");
    assertEquals(
        """
          members           one two
                            three four
                            five
        """,
        page.toString());
  }
}
