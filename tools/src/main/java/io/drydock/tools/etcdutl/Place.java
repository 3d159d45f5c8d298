package io.drydock.tools.etcdutl;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.FormatException;
import io.drydock.tools.etcdutl.cobra.Exit;
import io.drydock.tools.source.DbSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Opens what a command names, with etcdutl's words where that fails. */
final class Place {

  private static final int ERROR = 1;
  private static final Path DATABASE = Path.of("member", "snap", "db");

  private Place() {}

  /** The database of a data directory. */
  static Path database(String dataDir) {
    return Path.of(dataDir).resolve(DATABASE);
  }

  /** The folder of {@code .snap} files of a data directory. */
  static Path snap(String dataDir) {
    return Path.of(dataDir).resolve("member").resolve("snap");
  }

  /** The log of a data directory, or the folder given for it. */
  static Path wal(String dataDir, String given) {
    return given.isEmpty() ? Path.of(dataDir).resolve("member").resolve("wal") : Path.of(given);
  }

  /**
   * Makes sure that there is something.
   *
   * @throws Exit when there is not
   */
  static void requireThere(Path file) {
    try {
      Files.readAttributes(file, "size");
    } catch (IOException failure) {
      throw new Exit(ERROR, GoTexts.failure("stat", failure));
    }
  }

  /**
   * Opens a database or a snapshot file.
   *
   * @throws Exit when it is none
   */
  static DbSource open(Path file, Log log) throws IOException {
    try {
      return DbSource.open(file);
    } catch (CorruptFileException damage) {
      log.warn("not a database", Map.of("error", damage.getMessage()));
      throw new Exit(ERROR, "invalid database");
    } catch (FormatException unknown) {
      throw new Exit(ERROR, unknown.getMessage());
    }
  }

  /**
   * Opens the database of a member; etcd panics where that fails. Here its reason is told, and its
   * code returned, without Go's stacks.
   *
   * @throws Ended when it cannot be opened
   */
  static DbSource openMember(Path file, Log log) {
    try {
      if (Files.isDirectory(file)) {
        throw panic(file, "open " + file + ": is a directory", log);
      }
      return DbSource.open(file);
    } catch (CorruptFileException damage) {
      log.warn("not a database", Map.of("error", damage.getMessage()));
      throw panic(file, "invalid database", log);
    } catch (FormatException unknown) {
      throw panic(file, unknown.getMessage(), log);
    } catch (IOException failure) {
      throw panic(file, GoTexts.failure("open", failure), log);
    }
  }

  private static Ended panic(Path file, String why, Log log) {
    var fields = Fields.of("path", file, "error", why);
    log.fatal("panic", "failed to open database", fields);
    log.screen().err("panic: failed to open database\n");
    return new Ended(Ended.PANIC, why);
  }
}
