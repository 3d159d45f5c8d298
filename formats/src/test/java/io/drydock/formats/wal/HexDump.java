package io.drydock.formats.wal;

import io.drydock.formats.bytes.Bytes;
import java.util.stream.Collectors;

/** Bytes out of a commented dump: hex digits, {@code #} to the end of the line is comment. */
final class HexDump {

  private HexDump() {}

  static byte[] bytes(String dump) {
    return Bytes.ofHex(
            dump.lines().map(line -> line.replaceFirst("#.*", "")).collect(Collectors.joining(" ")))
        .toByteArray();
  }
}
