package io.drydock.tools.snapshot.manifest;

import io.drydock.tools.source.Packed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** How a snapshot file is compressed. */
public enum Compression {
  /** Not at all: the file is what etcdctl would have written. */
  NONE,
  /** RFC 8878. */
  ZSTD,
  /** RFC 1952. */
  GZIP;

  /**
   * That of a file, told by its first bytes.
   *
   * @throws IOException when it cannot be read
   */
  public static Compression ofFile(Path file) throws IOException {
    return Packed.of(file).map(form -> valueOf(form.name())).orElse(NONE);
  }

  /** The one of this name, in lower case. */
  public static Optional<Compression> of(String name) {
    return Stream.of(values()).filter(each -> each.toString().equals(name)).findFirst();
  }

  /** {@code none}, {@code zstd}, {@code gzip}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
