package io.drydock.tools.output;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.drydock.formats.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextsTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "1023, 1023 B",
    "1024, 1.0 KiB",
    "1536, 1.5 KiB",
    "1048524, 1023.9 KiB",
    "1048525, 1.0 MiB",
    "16801792, 16.0 MiB",
    "1073741824, 1.0 GiB",
    "9223372036854775807, 8.0 EiB",
  })
  void sizesTakeTheLargestUnitThatLeavesOne(long size, String text) {
    assertEquals(text, Texts.bytes(size));
  }

  @Test
  void anExactSizeHasEveryByte() {
    assertEquals("16.0 MiB (16,801,792 bytes)", Texts.exactBytes(16_801_792));
    assertEquals("7 bytes", Texts.exactBytes(7));
  }

  @Test
  void aShareOfNothingIsNothing() {
    assertEquals("33.3 %", Texts.share(1, 3));
    assertEquals("0.0 %", Texts.share(0, 0));
  }

  @Test
  void countsCarryTheirNoun() {
    assertEquals("1 key", Texts.count(1, "key"));
    assertEquals("1,000 keys", Texts.count(1000, "key"));
  }

  @ParameterizedTest
  @CsvSource({
    "2f6170702f61, /app/a",
    "c3a4e282ac, ä€",
    "00fffe0a, \\x00\\xff\\xfe\\x0a",
    "615c62, a\\\\b",
    "61e282, a\\xe2\\x82",
    "e28261, \\xe2\\x82a",
    "f09f988061, 😀a",
    "e280ae61, \\xe2\\x80\\xaea",
    "c285, \\xc2\\x85",
    "'', ''",
  })
  void bytesThatAreNoPlainTextAreEscaped(String hex, String text) {
    assertEquals(text, Texts.quoted(Bytes.ofHex(hex)));
  }

  @Test
  void aBlockKeepsItsLines() {
    assertEquals("a:\n\tb\\x0d\n", Texts.block(Bytes.ofUtf8("a:\n\tb\r\n")));
  }

  @Test
  void aPreviewSaysHowMuchThereIs() {
    assertEquals("abc", Texts.preview(Bytes.ofUtf8("abc"), 3));
    assertEquals("ab… (3 bytes)", Texts.preview(Bytes.ofUtf8("abc"), 2));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "/var/lib/etcd-1/default.etcd, /var/lib/etcd-1/default.etcd",
        "my dir/db, 'my dir/db'",
        "it's, 'it'\\''s'",
        "$HOME, '$HOME'",
        "-x, '-x'",
        "\"\", ''"
      })
  void aPathIsOneWordToAShell(String path, String word) {
    assertEquals(word, Texts.shellWord(path));
  }
}
