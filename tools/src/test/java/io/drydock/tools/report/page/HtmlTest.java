package io.drydock.tools.report.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Text stays text, whatever is in it. */
class HtmlTest {

  private static String body(Html html) {
    return html.toString().replaceFirst("<!DOCTYPE html>\n", "").stripTrailing();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      textBlock =
          """
          <script>alert(1)</script> | &lt;script&gt;alert(1)&lt;/script&gt;
          " onload="x | &quot; onload=&quot;x
          ' onload='x | &#39; onload=&#39;x
          &amp; &lt; | &amp;amp; &amp;lt;
          ]]> --> | ]]&gt; --&gt;
          größer 漢 🙂 | größer 漢 🙂
          """,
      delimiter = '|')
  void whatIsMarkupElsewhereIsText(String text, String escaped) {
    assertEquals("<p>" + escaped + "</p>", body(new Html().leaf("p", text)));
    assertEquals(
        "<p title=\"" + escaped + "\"></p>", body(new Html().leaf("p", "", "title", text)));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 7, 0x1b, 0x7f, 0x85, 0x9b, 0xd800, 0xdfff, 0xfffe, 0xffff})
  void whatNoDocumentMayHoldIsReplaced(int codePoint) {
    String text = new StringBuilder().appendCodePoint(codePoint).toString();
    assertEquals("<p>\ufffd</p>", body(new Html().text("").leaf("p", text)));
  }

  @Test
  void elementsNestAndEnd() {
    var html = new Html().open("a", "b", "c").empty("br").open("d").close().close();
    assertEquals("<a b=\"c\"><br/><d></d></a>", body(html));
    assertThrows(IllegalStateException.class, () -> new Html().open("p").toString());
    assertThrows(IllegalArgumentException.class, () -> new Html().open("p", "odd"));
    assertThrows(IllegalArgumentException.class, () -> new Html().style("</style><script>"));
  }
}
