package io.drydock.tools.write;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Where something lies until it is finished: beside its place, under a name of its own. */
public final class PartPath {

  /** Suffix of what is not finished. */
  public static final String SUFFIX = ".drydock-part";

  private PartPath() {}

  /** The place of what will have this name. */
  public static Path of(Path finalPath) {
    return finalPath.toAbsolutePath().resolveSibling(finalPath.getFileName() + SUFFIX);
  }

  /** Removes what an interrupted run left there; it is only ever ours. */
  public static void remove(Path part, FileOps ops) throws IOException {
    if (!Files.exists(part)) {
      return;
    }
    try (Stream<Path> entries = Files.walk(part)) {
      for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
        ops.delete(entry);
      }
    }
  }
}
