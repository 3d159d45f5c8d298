package io.drydock.formats.snap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.raft.LogPosition;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SnapFileNameTest {

  @Test
  void termComesFirst() {
    var name = SnapFileName.parse("0000000000000002-0000000000000065.snap").orElseThrow();

    assertEquals(new LogPosition(2, 0x65), name.position());
    assertEquals("0000000000000002-0000000000000065.snap", name.toString());
  }

  @Test
  void numbersAreUnsigned() {
    var high = SnapFileName.parse("ffffffffffffffff-8000000000000000.snap").orElseThrow();
    var low = SnapFileName.parse("7fffffffffffffff-ffffffffffffffff.snap").orElseThrow();

    assertTrue(low.compareTo(high) < 0);
    assertEquals("ffffffffffffffff-8000000000000000.snap", high.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".snap",
        "2-65.snap",
        "0000000000000002-0000000000000065.snap.broken",
        "0000000000000065.snap.db",
        "000000000000000A-0000000000000065.snap",
        "0000000000000002-0000000000000065.wal",
        "x0000000000000002-0000000000000065.snap"
      })
  void otherNamesAreNone(String name) {
    assertEquals(Optional.empty(), SnapFileName.parse(name));
  }
}
