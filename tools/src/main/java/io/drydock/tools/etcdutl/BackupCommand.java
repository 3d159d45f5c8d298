package io.drydock.tools.etcdutl;

import io.drydock.formats.FormatException;
import io.drydock.tools.etcdutl.cobra.Invocation;
import io.drydock.tools.source.ChangingException;
import io.drydock.tools.write.FileOps;
import io.drydock.tools.write.PartPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * {@code backup}: a data directory of a cluster that has only this member, under a new id, to be
 * started with {@code --force-new-cluster}; the way of the v2 API, which 3.5 still has.
 *
 * <p>It is written beside its place and named when it is whole; of one that fails nothing is left.
 */
final class BackupCommand {

  private static final String MEMBER = "member";

  private final Session session;
  private final FileOps ops;

  /** Works on the real disk. */
  BackupCommand(Session session) {
    this(session, FileOps.DISK);
  }

  BackupCommand(Session session, FileOps ops) {
    this.session = session;
    this.ops = ops;
  }

  /**
   * Where things come from and go to.
   *
   * @param dataDir of the member
   * @param wal of the member
   * @param backupDir new data directory
   * @param backupWal the new log's own folder; empty for the usual place
   * @param withV3 what belongs to the v3 API comes along
   */
  record Places(String dataDir, Path wal, Path backupDir, String backupWal, boolean withV3) {

    static Places of(Invocation call) {
      String dataDir = call.text("data-dir");
      return new Places(
          dataDir,
          Place.wal(dataDir, call.text("wal-dir")),
          Path.of(call.text("backup-dir")),
          call.text("backup-wal-dir"),
          call.isOn("with-v3"));
    }

    Path member() {
      return backupDir.resolve(MEMBER).toAbsolutePath();
    }
  }

  void run(Invocation call) throws IOException {
    run(Places.of(call));
  }

  void run(Places places) throws IOException {
    List<Path> made = new ArrayList<>();
    boolean isDone = false;
    try {
      requireFree(places);
      makeFolders(places.member().getParent(), made);
      write(places);
      isDone = true;
    } catch (FormatException | ChangingException failure) {
      throw fatal("backup failed", failure.getMessage());
    } catch (IOException failure) {
      throw fatal("backup failed", GoTexts.failure("open", failure));
    } finally {
      if (!isDone) {
        for (Path folder : made.reversed()) {
          Files.delete(folder);
        }
      }
    }
  }

  private Ended fatal(String message, String why) {
    session.log().fatal("fatal", message, Map.of("error", why));
    return new Ended(Ended.FATAL, why);
  }

  private void requireFree(Places places) throws IOException {
    Path snap = Place.snap(places.backupDir().toString());
    if (Files.isDirectory(snap) && !names(snap).isEmpty()) {
      String found = String.join(" ", names(snap).stream().map(name -> '"' + name + '"').toList());
      String why = "expected \"" + snap + "\" to be empty, got [" + found + "]";
      session
          .log()
          .fatal(
              "fatal",
              "failed creating backup snapshot dir",
              Fields.of("dest-snap", snap, "error", why));
      throw new Ended(Ended.FATAL, why);
    }
    Path wal = places.backupWal().isEmpty() ? places.member() : Path.of(places.backupWal());
    if (Files.exists(wal)) {
      throw fatal("wal.Create failed", wal + ": file already exists");
    }
    if (!Files.isDirectory(Place.snap(places.dataDir()))) {
      throw fatal(
          "saveSnap(Snapshoter.Load) failed",
          "open " + Place.snap(places.dataDir()) + ": no such file or directory");
    }
    if (!Files.isDirectory(places.wal())) {
      throw fatal("wal.OpenForRead failed", "open " + places.wal() + ": no such file or directory");
    }
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }

  /** Makes a folder with those above it; what was made can be taken away again. */
  private void makeFolders(Path folder, List<Path> made) throws IOException {
    if (!Files.exists(folder)) {
      if (folder.getParent() == null) {
        throw new NoSuchFileException(folder.toString());
      }
      makeFolders(folder.getParent(), made);
      ops.createFolder(folder);
      made.add(folder);
    }
  }

  private void write(Places places) throws IOException, FormatException {
    Path member = places.member();
    Path part = PartPath.of(member);
    PartPath.Work<Path> work =
        () -> {
          ops.createFolder(part);
          var backup = new BackupWriter(session, places, ops);
          Path logPart = part.resolve("wal");
          backup.write(part.resolve("snap"), logPart);
          sync(part);
          if (!places.backupWal().isEmpty()) {
            Path wal = Path.of(places.backupWal()).toAbsolutePath();
            ops.rename(logPart, wal);
            ops.syncFolder(wal.getParent());
          }
          ops.rename(part, member);
          ops.syncFolder(member.getParent());
          return member;
        };
    PartPath.workOn(part, ops, work);
  }

  private void sync(Path part) throws IOException {
    ops.syncFolder(part.resolve("snap"));
    ops.syncFolder(part.resolve("wal"));
    ops.syncFolder(part);
  }
}
