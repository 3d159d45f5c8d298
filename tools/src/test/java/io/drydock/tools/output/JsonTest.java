package io.drydock.tools.output;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.ByteString;
import io.drydock.formats.bytes.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTest {

  @ParameterizedTest
  @CsvSource({
    "'', \"k\":\"\"",
    "666f6f, \"k\":\"foo\"",
    "22095c0d0a2f, '\"k\":\"\\\"\\t\\\\\\r\\n/\"'",
    "c3a4f09f9a80, \"k\":\"ä🚀\"",
    "00, \"k_base64\":\"AA==\"",
    "666f7f, \"k_base64\":\"Zm9/\"",
    "c3a41b, \"k_base64\":\"w6Qb\"",
    "c3, \"k_base64\":\"ww==\"",
    "eda080, \"k_base64\":\"7aCA\"",
  })
  void bytesAreTextWhereTheyAreText(String hex, String field) throws IOException {
    assertEquals("{" + field + "}", write(json -> json.bytes("k", Bytes.ofHex(hex))));
    assertEquals(
        "{" + field + "}", write(json -> json.bytes("k", Bytes.ofHex(hex).toByteString())));
  }

  @Test
  void longBytesKeepEachByte() throws IOException {
    byte[] long1 = "x".repeat(100_000).getBytes(StandardCharsets.UTF_8);
    assertEquals(
        "{\"k\":\"" + "x".repeat(100_000) + "\",\"l\":\"y\"}",
        write(json -> json.bytes("k", Bytes.copyOf(long1)).bytes("l", Bytes.ofUtf8("y"))));
  }

  @Test
  void partsNest() throws IOException {
    assertEquals(
        "{\"o\":{\"a\":[{\"n\":1},\"t\",{\"base64\":\"AA==\"}]}}",
        write(json ->
            json.begin("o")
                .beginArray("a")
                .beginElement()
                .number("n", 1)
                .end()
                .element(ByteString.copyFromUtf8("t"))
                .element(ByteString.copyFrom(new byte[1]))
                .endArray()
                .end()));
  }

  private static String write(Json.Part part) throws IOException {
    var out = new ByteArrayOutputStream();
    var style =
        new RowStyle<Json.Part>(
            "x/1", "rows", List.of(), (row, paint) -> "", (json, row) -> row.write(json));
    RowWriter<Json.Part> rows =
        new Output(Terminal.plain(out, out), OutputFormat.jsonl, false).rows(style);
    rows.row(part);
    rows.flush();
    return out.toString(StandardCharsets.UTF_8).strip();
  }
}
