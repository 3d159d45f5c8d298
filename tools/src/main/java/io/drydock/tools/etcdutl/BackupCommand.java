package io.drydock.tools.etcdutl;

import io.drydock.formats.FormatException;
import io.drydock.tools.etcdutl.cobra.Invocation;
import io.drydock.tools.source.ChangingException;
import io.drydock.tools.write.FileOps;
import io.drydock.tools.write.PartPath;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code backup}: a data directory of a cluster that has only this member, under a new id, to be
 * started with {@code --force-new-cluster}; the way of the v2 API, which 3.5 still has.
 *
 * <p>It is written beside its place and named when it is whole; of one that fails nothing is left.
 * A log with a folder of its own is written beside that, and named first: killed between the two,
 * the log is left, whole, and no backup has its name.
 */
final class BackupCommand {

  private static final String MEMBER = "member";
  private static final String WAL = "wal";

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

    /** The new log, as named. */
    Path log() {
      return backupWal.isEmpty() ? backupDir.resolve(MEMBER).resolve(WAL) : Path.of(backupWal);
    }

    /** The new log's folder, where it is not the usual one. */
    Optional<Path> ownWal() {
      Path usual = member().resolve(WAL).normalize();
      return backupWal.isEmpty()
          ? Optional.empty()
          : Optional.of(Path.of(backupWal).toAbsolutePath())
              .filter(named -> !named.normalize().equals(usual));
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
      BackupWriter writer = BackupWriter.of(session, places, ops);
      makeFolders(places.member().getParent(), made);
      if (places.ownWal().isPresent()) {
        makeFolders(places.ownWal().get().getParent(), made);
      }
      write(places, writer);
      isDone = true;
    } catch (FormatException | ChangingException failure) {
      throw session.fatal("backup failed", failure.getMessage());
    } catch (IOException failure) {
      throw session.fatal("backup failed", GoTexts.failure("open", failure));
    } finally {
      if (!isDone) {
        removeEmpty(made.reversed());
      }
    }
  }

  /** One that is not empty has what was named already: the program is about to end. */
  private static void removeEmpty(List<Path> folders) throws IOException {
    for (Path folder : folders) {
      try {
        Files.delete(folder);
      } catch (DirectoryNotEmptyException left) {
        return;
      }
    }
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
    Path wal = places.ownWal().orElse(places.member());
    if (Files.exists(wal, LinkOption.NOFOLLOW_LINKS)) {
      throw session.fatal("wal.Create failed", wal + ": file already exists");
    }
    requireFolder(Place.snap(places.dataDir()), "saveSnap(Snapshoter.Load) failed");
    requireFolder(places.wal(), "wal.OpenForRead failed");
  }

  private void requireFolder(Path folder, String message) {
    try {
      if (Files.readAttributes(folder, BasicFileAttributes.class).isDirectory()) {
        return;
      }
    } catch (IOException failure) {
      throw session.fatal(message, GoTexts.failure("open", failure));
    }
    throw session.fatal(message, "open " + folder + ": not a directory");
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

  private void write(Places places, BackupWriter writer) throws IOException, FormatException {
    Path part = PartPath.of(places.member());
    PartPath.Work<Path> work =
        places.ownWal().isEmpty()
            ? () -> writeParts(places, writer, part)
            : () -> writeWithOwnLog(places, writer, PartPath.of(places.ownWal().get()));
    PartPath.workOn(part, ops, work);
  }

  /** The log is made on the disk where it will be. */
  private Path writeWithOwnLog(Places places, BackupWriter writer, Path logPart)
      throws IOException, FormatException {
    return PartPath.workOn(
        logPart,
        ops,
        () -> {
          ops.createFolder(logPart);
          return writeParts(places, writer, logPart);
        });
  }

  /** Writes and names all of it; the log is written in this folder of what is not finished. */
  private Path writeParts(Places places, BackupWriter writer, Path logPart)
      throws IOException, FormatException {
    Path part = PartPath.of(places.member());
    ops.createFolder(part);
    writer.write(part.resolve("snap"), logPart.resolve(WAL));
    ops.syncFolder(part.resolve("snap"));
    ops.syncFolder(logPart.resolve(WAL));
    ops.syncFolder(part);
    Deque<Path> named = new ArrayDeque<>();
    try {
      if (places.ownWal().isPresent()) {
        name(logPart.resolve(WAL), places.ownWal().get(), named);
        ops.delete(logPart);
      }
      name(part, places.member(), named);
    } catch (IOException failure) {
      for (Path folder : named) {
        PartPath.remove(folder, ops);
      }
      throw failure;
    }
    return places.member();
  }

  private void name(Path part, Path folder, Deque<Path> named) throws IOException {
    ops.rename(part, folder);
    named.push(folder);
    ops.syncFolder(folder.getParent());
  }
}
