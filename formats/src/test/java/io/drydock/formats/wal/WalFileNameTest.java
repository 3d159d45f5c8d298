package io.drydock.formats.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WalFileNameTest {

  @Test
  void nameOfARealSegmentIsReadAndPrinted() {
    String real = "0000000000000001-0000000000000045.wal";
    assertEquals(Optional.of(new WalFileName(1, 0x45)), WalFileName.parse(real));
    assertEquals(real, new WalFileName(1, 0x45).toString());
    assertTrue(new WalFileName(1, 0x45).isNameOf(real));
    assertEquals("0000000000000000-0000000000000000.wal", WalFileName.FIRST.toString());
  }

  @Test
  void numbersAreUnsigned() {
    String name = "ffffffffffffffff-8000000000000000.wal";
    assertEquals(new WalFileName(-1, Long.MIN_VALUE), WalFileName.parse(name).orElseThrow());
    assertEquals(name, new WalFileName(-1, Long.MIN_VALUE).toString());
  }

  @Test
  void orderIsThatOfTheNamesAsText() {
    var names =
        List.of(
            new WalFileName(0, 0),
            new WalFileName(0, 9),
            new WalFileName(1, 3),
            new WalFileName(0x10, 0),
            new WalFileName(Long.MAX_VALUE, 0),
            new WalFileName(-1, 0));
    assertEquals(names, names.stream().sorted().toList());
    assertEquals(names, names.reversed().stream().sorted().toList());
    assertEquals(
        names.stream().map(WalFileName::toString).toList(),
        names.reversed().stream().map(WalFileName::toString).sorted().toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"1-2.wal", "000000000000000A-0000000000000002.wal", "1-2.wal.old.wal"})
  void namesThatEtcdsScannerAcceptsAreRead(String name) {
    WalFileName parsed = WalFileName.parse(name).orElseThrow();
    assertEquals(2, parsed.index());
    assertFalse(parsed.isNameOf(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.tmp",
        "1-2.wal.broken",
        "00000000000000001-0000000000000002.wal",
        "-1.wal",
        "1-.wal",
        "g-1.wal",
        "1-2.walx",
        "1-2",
        ".wal",
        ""
      })
  void otherNamesAreNoSegments(String name) {
    assertEquals(Optional.empty(), WalFileName.parse(name));
  }

  @Test
  void theNextSegmentTakesTheNextSequenceAndTheIndexGiven() {
    assertEquals(
        "0000000000000002-0000000000000100.wal", new WalFileName(1, 0x45).next(0x100).toString());
  }
}
