package io.drydock.tools.rewrite;

import io.drydock.formats.Finding;
import io.drydock.formats.FormatException;
import io.drydock.formats.Severity;
import io.drydock.formats.wal.WalDirectory;
import io.drydock.formats.wal.check.WalCheck;
import io.drydock.tools.UsageException;
import io.drydock.tools.source.DbSource;
import io.drydock.tools.source.FileHold;
import io.drydock.tools.source.HeldException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
      Path real = db.file().toRealPath(); // through links: the new file goes where the old one is
      String suffix = ".before-" + verb.replace(' ', '-') + "-" + STAMP.format(now);
      return Target.inPlace(real, freeAside(real, suffix));
    }
    requireFree(out.get());
    requireOutside(out.get());
    return isDirectory() ? Target.directory(out.get()) : Target.file(out.get());
  }

  /** An interrupted run of the same second may have taken the name already. */
  private static Path freeAside(Path real, String suffix) {
    String name = real.getFileName() + suffix;
    Path aside = real.resolveSibling(name);
    for (int i = 2; Files.exists(aside); i++) {
      aside = real.resolveSibling(name + "-" + i);
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
    if (!Target.isFree(out)) {
      throw new UsageException("--out " + out + ": there is something already; nothing was done");
    }
  }

  private void requireOutside(Path out) throws IOException {
    Path place = out.toAbsolutePath().normalize().getParent().toRealPath();
    for (Path source : List.of(named, walFolder.orElse(named))) {
      if (Files.isDirectory(source) && place.startsWith(source.toRealPath())) {
        throw new UsageException("--out " + out + ": lies in " + source + ", which is only read");
      }
    }
  }

  /**
   * A running server would go on writing the old file.
   *
   * @throws HeldException when it holds what would be replaced or copied
   */
  void requireStopped(Target target) throws IOException {
    if (isDirectory() || target.aside().isPresent()) {
      if (db.isLive()) {
        throw new HeldException(db.file());
      }
      FileHold.requireFree(walFolder.orElse(walOf(db)));
    }
  }

  /**
   * Makes sure that there is a log to copy, and tells what is wrong with it.
   *
   * @throws IOException when there is none: a database alone is no member
   */
  List<String> logNotes() throws IOException {
    Path folder = walFolder.orElseThrow();
    boolean isThere = Files.isDirectory(folder);
    if (!isThere || WalDirectory.list(folder).segments().isEmpty()) {
      throw new IOException(
          folder
              + ": no WAL here, and without one the result would not be this member; --wal-dir"
              + " names the WAL's own folder, the database alone is "
              + db.file());
    }
    List<Finding> findings = new ArrayList<>();
    WalCheck.run(WalDirectory.list(folder), WalCheck.Mode.STOPPED, findings::add);
    long errors = findings.stream().filter(each -> each.severity() == Severity.ERROR).count();
    return errors == 0
        ? List.of()
        : List.of("the log is damaged and is copied as it is; `drydock wal verify` tells");
  }

  @Override
  public void close() throws IOException {
    db.close();
  }
}
