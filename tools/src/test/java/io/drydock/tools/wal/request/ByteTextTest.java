package io.drydock.tools.wal.request;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.ByteString;
import io.drydock.formats.bytes.Bytes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ByteTextTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "                 | 8 | \"\"",
        "666f6f           | 8 | \"foo\"",
        "666f6f           | 3 | \"foo\"",
        "666f6f           | 2 | \"fo\"…",
        "666f6f           | 0 | \"\"…",
        "225c0a0d09       | 8 | \"\\\"\\\\\\n\\r\\t\"",
        "c3a4f09f9a80     | 8 | \"ä🚀\"",
        "c3a4f09f9a80     | 5 | \"ä\"…",
        "c3a4f09f9a80     | 1 | \"\"…",
        "00               | 8 | 0x00",
        "666f6f1b5b324a   | 8 | 0x666f6f1b5b324a",
        "ff               | 8 | 0xff",
        "c328             | 8 | 0xc328",
        "ffffffff         | 2 | 0xffff…",
        "80808080         | 3 | 0x808080…",
        "e280ae           | 8 | 0xe280ae",
        "e280a8           | 8 | 0xe280a8",
      })
  void textIsQuotedAndTheRestIsHex(String hex, int limit, String expected) {
    ByteString bytes = Bytes.ofHex(hex == null ? "" : hex).toByteString();
    assertEquals(expected, ByteText.of(bytes, limit));
  }
}
