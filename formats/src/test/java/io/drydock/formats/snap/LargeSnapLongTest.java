package io.drydock.formats.snap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.bytes.Bytes;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LargeSnapLongTest {

  @TempDir Path folder;

  /** A hole of 2 GiB as v2 store: its checksum is taken from the map, piece by piece. */
  @Test
  void storeBeyondTwoGibibytesIsReadWithoutHeap() throws Exception {
    Path path = folder.resolve("0000000000000002-0000000000000082.snap");
    // Field 2 of 2^31 + 12 bytes; in it field 1 of 2^31 + 6 bytes.
    Bytes head = Bytes.ofHex("0801 12 8c80808008 0a 8680808008");
    try (var out = new RandomAccessFile(path.toFile(), "rw")) {
      out.write(head.toByteArray());
      out.setLength(head.length() + (1L << 31) + 6);
    }
    try (var source = ByteSource.map(path)) {
      SnapReader.Result result = SnapReader.inspect(source);

      assertEquals("SNAP-CRC", result.findings().getFirst().code());
      assertEquals((1L << 31) + 6, result.file().orElseThrow().storeView().byteSize());
    }
  }
}
