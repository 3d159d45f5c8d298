package io.drydock.tools.output;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WrapTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "one two|20|0|one two",
        "one two three|7|0|one two/three",
        "one two three|8|2|one two/  three",
        "  one two three|9|4|  one two/    three",
        "a-path/of-its-own b|5|0|a-path/of-its-own/b",
        "one  two|7|0|one/two",
        "日本 日本|8|0|日本/日本",
        "日本 日本|9|0|日本 日本",
      })
  void linesBreakBetweenWords(String text, int columns, int hanging, String wrapped) {
    String marked = Wrap.lines(text, columns, hanging).replace('\n', '/');
    assertEquals(wrapped, marked);
  }

  @Test
  void colourTakesNoRoom() {
    String text = Paint.ANSI.bad("one") + " " + Paint.ANSI.dim("two");
    assertEquals(7, Wrap.width(text));
    assertEquals(text, Wrap.lines(text, 7, 0));
  }

  @Test
  void marksOnLettersTakeNoRoom() {
    assertEquals(1, Wrap.width("e\u0301"));
  }
}
