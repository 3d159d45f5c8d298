package io.drydock.formats.mvcc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.drydock.formats.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyRangeTest {

  @ParameterizedTest
  @CsvSource({
    "2f61, 2f62", // "/a" ends at "/b"
    "61ff, 62",
    "6100, 6101",
    "ff, 00", // no end
    "ffff, 00",
  })
  void aPrefixEndsWhereEtcdEndsIt(String prefix, String end) {
    assertEquals(Bytes.ofHex(end), KeyRange.prefix(Bytes.ofHex(prefix)).end());
    assertEquals(Bytes.ofHex(prefix), KeyRange.prefix(Bytes.ofHex(prefix)).start());
  }

  @Test
  void theEmptyPrefixIsEveryKeyThatCanBePut() {
    assertEquals(KeyRange.ALL, KeyRange.prefix(Bytes.EMPTY));
  }

  @ParameterizedTest
  @CsvSource({
    // start, end, key, in?
    "61, '', 61, true",
    "61, '', 6100, false",
    "61, '', 60, false",
    "61, 63, 61, true",
    "61, 63, 62ff, true",
    "61, 63, 63, false",
    "61, 63, 60ff, false",
    "61, 00, ff, true",
    "61, 00, 60, false",
    "00, 00, 00, true",
    "00, 00, '', false",
    "63, 61, 62, false", // turned around: nothing
  })
  void containsWhatARequestWouldFind(String start, String end, String key, boolean isIn) {
    var range = new KeyRange(Bytes.ofHex(start), Bytes.ofHex(end));
    assertEquals(isIn, range.contains(Bytes.ofHex(key)));
  }
}
