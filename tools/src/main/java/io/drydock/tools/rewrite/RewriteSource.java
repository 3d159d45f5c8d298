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
import io.drydock.tools.write.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
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

  /** Opens it. */
  static RewriteSource open(Path named, Optional<Path> givenWal)
      throws IOException, FormatException {
    DbSource db = DbSource.open(named);
    boolean isDirectory = Files.isDirectory(named);
    if (!isDirectory && givenWal.isPresent()) {
      db.close();
      throw new UsageException("--wal-dir " + givenWal.get() + ": goes with a data directory only");
    }
    Optional<Path> wal =
        isDirectory ? Optional.of(givenWal.orElse(db.walFolder())) : Optional.empty();
    return new RewriteSource(named, db, wal);
  }

  boolean isDirectory() {
    return walFolder.isPresent();
  }

  /** The folder of {@code .snap} files. */
  Path snapFolder() {
    return db.snapFolder();
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
    if (inPlace && db.isRows()) {
      throw new UsageException(
          "--in-place: "
              + db.file()
              + " holds the rows of a Drydock node; give --out, which gets a database of etcd,"
              + " or let the node do it while it runs");
    }
    if (inPlace) {
      // through links: the new file goes where the old one is
      return Target.inPlace(db.file().toRealPath(), verb, now);
    }
    Target.requireUsable(out.get(), List.of(named, walFolder.orElse(named)));
    if (!isDirectory() && Files.isDirectory(out.get())) {
      throw new UsageException("--out " + out.get() + ": a folder; expected the name of a file");
    }
    return isDirectory() ? Target.directory(out.get()) : Target.file(out.get());
  }

  /**
   * A running server would go on writing the old file.
   *
   * @throws HeldException when it holds what would be replaced or copied
   */
  void requireStopped(Target target) throws IOException {
    if (!isDirectory() && target.aside().isEmpty()) {
      return;
    }
    try {
      if (db.isLive()) {
        throw new HeldException(db.file());
      }
      FileHold.requireFree(walFolder.orElse(db.walFolder()));
    } catch (HeldException held) {
      throw held.orAsked();
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
