package io.drydock.tools.write;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What lies in a folder, to be compared with what lay there before. */
public final class Contents {

  private static final int HEAD_BYTES = 1 << 20;

  private Contents() {}

  /** Each file by its name below the place: size and a hash of its first megabyte. */
  public static SortedMap<String, String> of(Path place) throws IOException {
    var files = new TreeMap<String, String>();
    try (Stream<Path> entries = Files.walk(place)) {
      for (Path file : entries.filter(Files::isRegularFile).toList()) {
        try (var in = Files.newInputStream(file)) {
          int head = Arrays.hashCode(in.readNBytes(HEAD_BYTES));
          files.put(place.relativize(file).toString(), Files.size(file) + " " + head);
        }
      }
    }
    return files;
  }
}
