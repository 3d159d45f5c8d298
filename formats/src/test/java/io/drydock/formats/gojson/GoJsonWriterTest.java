package io.drydock.formats.gojson;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.drydock.formats.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GoJsonWriterTest {

  /** The right-hand side is what Go 1.26 printed for these bytes. */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      value = {
        "22 5c 2f, '\"\\\"\\\\/\"'",
        "0a 0d 09, '\"\\n\\r\\t\"'",
        "08 0c, '\"\\b\\f\"'",
        "00 1f 0b, '\"\\u0000\\u001f\\u000b\"'",
        "3c 3e 26, '\"\\u003c\\u003e\\u0026\"'",
        "e2 80 a8 e2 80 a9, '\"\\u2028\\u2029\"'",
        "ff, '\"\\ufffd\"'",
        "61 c0 af 62, '\"a\\ufffd\\ufffdb\"'",
        "ed a0 80, '\"\\ufffd\\ufffd\\ufffd\"'",
        "f4 90 80 80, '\"\\ufffd\\ufffd\\ufffd\\ufffd\"'",
        "e2 80, '\"\\ufffd\\ufffd\"'",
      })
  void textsAreEscapedAsGoDoes(String hex, String json) {
    assertEquals(json, write(hex, GoEscapes.SINCE_GO_1_22));
  }

  @ParameterizedTest
  @CsvSource({"7f", "ef bf bd", "e2 80 9f", "e2 80 aa", "f0 90 80 80", "c2 80", "f4 8f bf bf"})
  void whatIsUtf8StandsForItself(String hex) {
    var plain = Bytes.ofHex("22 " + hex + " 22").toUtf8();

    assertEquals(plain, write(hex, GoEscapes.SINCE_GO_1_22));
  }

  @Test
  void olderGoEscapesBackspaceAndFormFeedByNumber() {
    assertEquals("\"\\u0008\\u000c\\n\"", write("08 0c 0a", GoEscapes.UP_TO_GO_1_21));
  }

  @Test
  void commasComeBetweenValuesOnly() {
    var out = new GoJsonWriter(GoEscapes.SINCE_GO_1_22);
    out.beginObject().key("a").beginArray().unsigned(-1).signed(-1).nullValue().endArray();
    out.key("b").beginObject().endObject().key("c").bool(true).key("d").beginArray().endArray();
    out.endObject();

    String json = "{\"a\":[18446744073709551615,-1,null],\"b\":{},\"c\":true,\"d\":[]}";
    assertEquals(json, out.toBytes().toUtf8());
  }

  private static String write(String hex, GoEscapes escapes) {
    return new GoJsonWriter(escapes).string(Bytes.ofHex(hex)).toBytes().toUtf8();
  }
}
