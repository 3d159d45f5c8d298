package io.drydock.node.testing;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** RocksDB's files of rows, as a failing disk may have them. */
public final class Tables {

  private static final int FOOTER_BYTES = 53;

  private Tables() {}

  /** Changes the rows of every file in its place, also of those that are open; not the footers. */
  public static void damage(Path kv) throws IOException {
    try (Stream<Path> files = Files.list(kv)) {
      for (Path file : files.filter(it -> it.toString().endsWith(".sst")).toList()) {
        damageOne(file);
      }
    }
  }

  private static void damageOne(Path file) throws IOException {
    try (var content = new RandomAccessFile(file.toFile(), "rw")) {
      byte[] bytes = new byte[Math.toIntExact(content.length() - FOOTER_BYTES)];
      content.readFully(bytes);
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] ^= 0x55;
      }
      content.seek(0);
      content.write(bytes);
    }
  }
}
