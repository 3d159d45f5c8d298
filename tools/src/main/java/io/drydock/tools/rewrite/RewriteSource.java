package io.drydock.tools.rewrite;

import io.drydock.formats.FormatException;
import io.drydock.tools.UsageException;
import io.drydock.tools.source.DbSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is rewritten: a data directory, or a database or snapshot file.
 *
 * @param named as the user named it
 * @param db its database
 * @param walFolder of a data directory
 */
record RewriteSource(Path named, DbSource db, Optional<Path> walFolder) implements AutoCloseable {

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  /** Opens it. */
  static RewriteSource open(Path named, Optional<Path> givenWal)
      throws IOException, FormatException {
    DbSource db = DbSource.open(named);
    boolean isDirectory = Files.isDirectory(named);
    if (!isDirectory && givenWal.isPresent()) {
      db.close();
      throw new UsageException("--wal-dir " + givenWal.get() + ": goes with a data directory only");
    }
    Optional<Path> wal = isDirectory ? Optional.of(givenWal.orElse(walOf(db))) : Optional.empty();
    return new RewriteSource(named, db, wal);
  }

  private static Path walOf(DbSource db) {
    return db.file().toAbsolutePath().getParent().resolveSibling("wal");
  }

  boolean isDirectory() {
    return walFolder.isPresent();
  }

  /** The folder of {@code .snap} files. */
  Path snapFolder() {
    return db.file().toAbsolutePath().getParent();
  }

  /**
   * Where the result goes.
   *
   * @param out given by {@code --out}
   * @param inPlace given by {@code --in-place}
   * @throws UsageException when there is something at the place, or neither or both were given
   */
  Target target(Optional<Path> out, boolean inPlace, String verb, Instant now) throws IOException {
    if (out.isPresent() == inPlace) {
      throw new UsageException("give one of --out PATH and --in-place");
    }
    if (inPlace) {
      String suffix = ".before-" + verb.replace(' ', '-') + "-" + STAMP.format(now);
      return Target.inPlace(db.file(), freeAside(suffix));
    }
    requireFree(out.get());
    return isDirectory() ? Target.directory(out.get()) : Target.file(out.get());
  }

  /** An interrupted run of the same second may have taken the name already. */
  private Path freeAside(String suffix) {
    String name = db.file().getFileName() + suffix;
    Path aside = db.file().resolveSibling(name);
    for (int i = 2; Files.exists(aside); i++) {
      aside = db.file().resolveSibling(name + "-" + i);
    }
    return aside;
  }

  private static void requireFree(Path out) throws IOException {
    if (!Files.exists(out)) {
      Path folder = out.toAbsolutePath().getParent();
      if (!Files.isDirectory(folder)) {
        throw new UsageException("--out " + out + ": the folder " + folder + " does not exist");
      }
      return;
    }
    boolean isFree = false;
    if (Files.isDirectory(out)) {
      try (Stream<Path> entries = Files.list(out)) {
        isFree = entries.findAny().isEmpty();
      }
    }
    if (!isFree) {
      throw new UsageException("--out " + out + ": there is something already; nothing was done");
    }
  }

  /**
   * A running server would go on writing the old file.
   *
   * @throws IOException when it holds what would be replaced or copied
   */
  void requireStopped(Target target) throws IOException {
    if (db.isLive() && (isDirectory() || target.aside().isPresent())) {
      throw new IOException(
          db.file()
              + ": a running server holds this database; stop the member first, or use"
              + " `etcdctl compaction` and `etcdctl defrag` on the running one");
    }
  }

  @Override
  public void close() throws IOException {
    db.close();
  }
}
