package io.drydock.testdata.scenario;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes the directories that {@code testdata/regenerate} packs: {@code Make FOLDER CASE…}, each
 * case into a new folder of its name.
 */
final class Make {
  /** Any fixed number: the kept directories hold the same keys each time they are made. */
  private static final long SEED = 2379;

  private Make() {}

  /** Makes one case after the other. */
  public static void main(String[] arguments) throws IOException {
    var folder = Path.of(arguments[0]);
    for (var name : List.of(arguments).subList(1, arguments.length)) {
      Case.of(name).write(Files.createDirectory(folder.resolve(name)), SEED);
    }
  }
}
