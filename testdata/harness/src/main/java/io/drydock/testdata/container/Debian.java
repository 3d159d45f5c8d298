package io.drydock.testdata.container;

import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Releases of Debian that {@code testdata/make-debian} makes images of. */
public enum Debian {
  /** Debian 12. */
  BOOKWORM("bookworm", "12"),
  /** Debian 13. */
  TRIXIE("trixie", "13");

  private final String codename;
  private final String number;

  Debian(String codename, String number) {
    this.codename = codename;
    this.number = number;
  }

  String codename() {
    return codename;
  }

  /** As {@code /etc/debian_version} begins. */
  public String number() {
    return number;
  }

  Path tar() {
    return cache().resolve("debian").resolve(codename + ".tar");
  }

  /** Where the scripts keep what they make: the same place as in them. */
  public static Path cache() {
    return Stream.of("DRYDOCK_CACHE", "XDG_CACHE_HOME")
        .map(name ->
            Optional.ofNullable(System.getenv(name))
                .filter(value -> !value.isEmpty())
                .map(value -> name.startsWith("XDG") ? Path.of(value, "drydock") : Path.of(value)))
        .flatMap(Optional::stream)
        .findFirst()
        .orElseGet(() -> Path.of(System.getenv("HOME"), ".cache", "drydock"));
  }
}
