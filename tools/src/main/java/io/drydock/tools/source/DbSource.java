package io.drydock.tools.source;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.FormatException;
import io.drydock.formats.backend.BackendView;
import io.drydock.formats.backend.BoltView;
import io.drydock.formats.bolt.BoltFile;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.dbsnapshot.SnapshotTrailer;
import io.drydock.formats.rocks.KvDirectory;
import io.drydock.tools.output.Json;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * The database that the user named, as of one commit: a data directory, its {@code member} or
 * {@code member/snap} folder, a database file or a snapshot file; or the rows of a Drydock node,
 * {@code member/kv}, of which the database is made that etcd would have of them.
 *
 * <p>Reading it never disturbs a server and is never disturbed by one: a live file is copied or
 * cloned first ({@link DbImage}); a stopped one is read where it lies, and {@link
 * #checkUnchanged()} tells when a server was started on it meanwhile.
 */
public final class DbSource implements AutoCloseable {

  /** Where a database lies below what the user names, nearest first. */
  private static final List<Path> PLACES =
      List.of(Path.of("db"), Path.of("snap", "db"), Path.of("member", "snap", "db"));

  private final Path file;
  private final long fileBytes;
  private final DbImage image;

  private DbSource(Path file, long fileBytes, DbImage image) {
    this.file = file;
    this.fileBytes = fileBytes;
    this.image = image;
  }

  /**
   * Opens it.
   *
   * @throws IOException when there is nothing of that name, no database in that folder, or it
   *     cannot be read
   * @throws CorruptFileException when it is empty, nothing but zeros, no bbolt file, or neither of
   *     its metas is sound
   * @throws FormatException when it is of a version that is not supported
   * @throws ChangingException when a server commits to it faster than it can be read
   */
  public static DbSource open(Path named) throws IOException, FormatException {
    Path file = locate(named);
    if (KvDirectory.isMarked(file)) {
      return new DbSource(file, KvDirectory.bytes(file), DbImage.ofRows(file));
    }
    try {
      DbImage image = DbImage.open(file);
      return new DbSource(file, Math.max(Files.size(file), image.file().source().size()), image);
    } catch (CorruptFileException damage) {
      throw plainest(file, damage);
    }
  }

  /** Of a file without content that is what there is to say. */
  private static CorruptFileException plainest(Path file, CorruptFileException damage)
      throws IOException, FormatException {
    try (ByteSource source = ByteSource.map(file)) {
      if (source.size() == 0) {
        return new CorruptFileException(damage.at(), "the file is empty");
      }
      return source.isZero(0, source.size())
          ? new CorruptFileException(
              source.extent(0, source.size()), "the file is nothing but zeros")
          : damage;
    }
  }

  /**
   * Opens it, also when it is a compressed snapshot file.
   *
   * @param scratch a folder with room for what a compressed file holds
   * @throws IOException as {@link #open(Path)}, or when it cannot be unpacked
   * @throws FormatException as {@link #open(Path)}
   */
  public static DbSource open(Path named, Path scratch) throws IOException, FormatException {
    Optional<Packed> packed = Packed.of(named);
    if (packed.isEmpty()) {
      return open(named);
    }
    DbImage image = DbImage.of(packed.get().unpack(named, scratch));
    return new DbSource(named, image.file().source().size(), image);
  }

  /**
   * The database file, or the directory of rows, that a path stands for. Where a member has both it
   * goes by the rows.
   *
   * @throws IOException when it is a folder without a database, or one that cannot be looked into
   */
  public static Path locate(Path named) throws IOException {
    if (!Files.isDirectory(named)) {
      return named;
    }
    Optional<Path> rows = KvDirectory.find(named);
    if (rows.isPresent()) {
      return rows.get();
    }
    for (Path place : PLACES) {
      Path file = named.resolve(place);
      if (isThere(file)) {
        return file;
      }
    }
    throw new IOException(
        named
            + ": no database here, neither member/snap/db nor snap/db nor db, and no member/kv of a"
            + " Drydock node");
  }

  /** What cannot be looked at is another thing than nothing: the system says why. */
  private static boolean isThere(Path file) throws IOException {
    try {
      Files.readAttributes(file, BasicFileAttributes.class);
      return true;
    } catch (NoSuchFileException none) {
      return false;
    } catch (FileSystemException unknown) {
      Path folder = file.getParent();
      if (Files.exists(folder) && !Files.isDirectory(folder)) {
        return false;
      }
      throw unknown;
    }
  }

  /** The database file, or the directory of rows. */
  public Path file() {
    return file;
  }

  /** True when it is the rows of a Drydock node. */
  public boolean isRows() {
    return image.origin() == DbImage.Origin.IMAGE;
  }

  /** The folder of raft snapshots beside it, where a member has it. */
  public Path snapFolder() {
    Path beside = file.toAbsolutePath();
    return isRows() ? beside.resolveSibling("snap") : beside.getParent();
  }

  /** The log, where a member has it. */
  public Path walFolder() {
    return snapFolder().resolveSibling("wal");
  }

  /** Size of the file when it was opened, in bytes; a copy of a live one is shorter. */
  public long fileBytes() {
    return fileBytes;
  }

  /**
   * The size as etcd means it, in bytes: pages up to the high-water mark, free ones included. It is
   * the total size of {@code snapshot status}, the {@code dbSize} of a server, and what the quota
   * is compared with; the file is longer where bbolt has made room ahead.
   */
  public long sizeBytes() {
    return bolt().pageCount() * bolt().pageSize();
  }

  /** The pages. */
  public BoltFile bolt() {
    return image.file();
  }

  /**
   * The buckets.
   *
   * @throws FormatException never for a file that opened
   */
  public BoltView view() throws FormatException {
    return BoltView.of(image.file());
  }

  /**
   * As {@link #view()}, to be read by another thread at the same time.
   *
   * @throws FormatException when a server was started meanwhile and is writing the metas
   */
  public BackendView viewForAnotherThread() throws FormatException {
    return BoltView.of(boltForAnotherThread());
  }

  /**
   * As {@link #bolt()}, to be read by another thread at the same time.
   *
   * @throws FormatException when a server was started meanwhile and is writing the metas
   */
  public BoltFile boltForAnotherThread() throws FormatException {
    return BoltFile.open(image.file().source().forAnotherThread());
  }

  /**
   * Reads a snapshot file to its end and compares with the checksum that was saved there; other
   * files have none. Of a file that lacks pages it is not said that its end is cut.
   *
   * @param progress told how many bytes were read since the last time
   * @throws FormatException never for a file that keeps its length
   */
  public SnapshotTrailer.State checkTrailer(LongConsumer progress) throws FormatException {
    return checkTrailer(bolt(), progress);
  }

  /** As {@link #checkTrailer(LongConsumer)}, through {@link #boltForAnotherThread()}. */
  public SnapshotTrailer.State checkTrailer(BoltFile file, LongConsumer progress)
      throws FormatException {
    if (image.origin() != DbImage.Origin.FILE) {
      return new SnapshotTrailer.State.Absent();
    }
    var found = SnapshotTrailer.check(file.source(), file.pageSize(), progress);
    boolean lacksPages = file.missingBytes() > 0;
    return found instanceof SnapshotTrailer.State.Cut && lacksPages
        ? new SnapshotTrailer.State.Absent()
        : found;
  }

  /** True when a server holds the file open. */
  public boolean isLive() {
    return image.isLive();
  }

  /** What to tell the user about reading a live file; empty for a stopped one. */
  public Optional<String> liveNote() {
    String commit = Long.toUnsignedString(image.file().meta().txid());
    return switch (image.origin()) {
      case FILE -> Optional.empty();
      case CLONE -> Optional.of(liveNote("a clone", commit));
      case COPY -> Optional.of(liveNote("a copy", commit));
      case IMAGE ->
          Optional.of(
              file
                  + ": the rows of a Drydock node"
                  + (isLive() ? " that runs" : "")
                  + ", as they were last flushed; read as the database that etcd would have");
    };
  }

  private String liveNote(String what, String commit) {
    return file + ": a running server holds it; read from " + what + " as of commit " + commit;
  }

  /**
   * Makes sure that no commit was written into the bytes that were read.
   *
   * @throws ChangingException when there was one: a server was started meanwhile
   */
  public void checkUnchanged() {
    if (image.origin() == DbImage.Origin.FILE && !image.file().metasUnchanged()) {
      throw new ChangingException(file.toString(), 1);
    }
  }

  /** The fields that every answer about a database begins with. */
  public void json(Json json) throws IOException {
    json.string("file", file.toString())
        .bool("live", isLive())
        .string("origin", image.origin().name().toLowerCase(Locale.ROOT));
  }

  @Override
  public void close() throws IOException {
    image.close();
  }
}
