package io.drydock.formats.bytes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FieldScanTest {

  @Test
  void everyWireTypeIsGoneOver() {
    var scan =
        scan(
            """
            08 ff ff ff ff ff ff ff ff ff 01   # field 1, varint 2^64-1
            11 01 02 03 04 05 06 07 08         # field 2, fixed64
            a2 06 02 61 62                     # field 100, bytes
            25 01 02 03 04                     # field 4, fixed32
            1a 00                              # field 3, bytes, empty
            """);
    List<String> seen = new ArrayList<>();
    while (scan.next()) {
      seen.add(
          scan.field()
              + (scan.isVarint()
                  ? " = " + Long.toUnsignedString(scan.varint())
                  : " at " + scan.offset() + "+" + scan.length()));
    }

    assertEquals(
        List.of("1 = 18446744073709551615", "2 at 12+8", "100 at 23+2", "4 at 26+4", "3 at 32+0"),
        seen);
    assertTrue(scan.isWhole());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "08",
        "0a",
        "0a 02 00",
        "0d 00",
        "09 00",
        "0b",
        "0c",
        "0f",
        "00 00",
        "02 00",
        "08 ff ff ff ff ff ff ff ff ff ff 01",
        "0a ff ff ff ff ff ff ff ff ff 01",
        "88 80 80 80 80 01 00"
      })
  void whatIsNoMessageIsNotWhole(String hex) {
    var scan = scan(hex);
    while (scan.next()) {
      assertTrue(scan.field() > 0);
    }

    assertFalse(scan.isWhole());
    assertFalse(scan.next());
  }

  /** Against protobuf's own decoder; groups and what it is lenient about aside. */
  @Test
  void agreesWithProtobufOnNoise() {
    var random = new Random(3);
    for (int round = 0; round < 100_000; round++) {
      byte[] noise = new byte[random.nextInt(12)];
      random.nextBytes(noise);
      var scan = new FieldScan(Bytes.copyOf(noise).segment());
      while (scan.next()) {
        assertTrue(scan.isVarint() || scan.offset() + scan.length() <= noise.length);
      }
      if (scan.isWhole()) {
        assertTrue(isMessage(noise), () -> Bytes.copyOf(noise).toHex());
      }
    }
  }

  private static boolean isMessage(byte[] bytes) {
    try {
      return UnknownFieldSet.parseFrom(bytes) != null;
    } catch (InvalidProtocolBufferException malformed) {
      return false;
    }
  }

  private static FieldScan scan(String dump) {
    return new FieldScan(Bytes.ofHex(dump.replaceAll("#.*", "")).segment());
  }
}
