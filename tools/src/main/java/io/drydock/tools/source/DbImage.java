package io.drydock.tools.source;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.FormatException;
import io.drydock.formats.bolt.BoltFile;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.carrier.BoltImage;
import io.drydock.formats.rocks.KvDirectory;
import io.drydock.formats.rocks.KvReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * The bytes of a bbolt database as of one commit, whether or not a server is writing to it.
 *
 * <p>A file that nobody holds open is mapped as it is. A live one is cloned where the file system
 * can do that; else its pages are copied while the server's commits are followed ({@link
 * LiveCopy}). Where its tree is damaged, so that its pages cannot be told, and for small files, the
 * whole of it is copied and both metas compared before and after: bbolt never touches a page of the
 * current commit before the next one has written its meta, so equal metas prove that the copy is
 * that one commit; different ones mean "again", a few times, each started right after a commit so
 * that it has the whole time until the next.
 */
final class DbImage implements AutoCloseable {

  /** Copies up to this size live in memory, larger ones in a nameless file. */
  private static final long MEMORY_LIMIT_BYTES = 16L << 20;

  private static final long CHUNK_BYTES = 8L << 20;
  private static final int ATTEMPTS = 3;
  private static final long COMMIT_WAIT_NANOS = 250_000_000L;
  private static final long POLL_NANOS = 100_000L;

  /** How the bytes were had. */
  enum Origin {
    /** The file itself; nobody else holds it. */
    FILE,
    /** A clone of a live file. */
    CLONE,
    /** A copy of a live file between two commits. */
    COPY,
    /** Made from a node's rows. */
    IMAGE
  }

  private final BoltFile file;
  private final Origin origin;
  private final Optional<Reflink> clone;
  private final boolean isLive;

  private DbImage(BoltFile file, Origin origin, Optional<Reflink> clone) {
    this(file, origin, clone, origin != Origin.FILE);
  }

  private DbImage(BoltFile file, Origin origin, Optional<Reflink> clone, boolean isLive) {
    this.file = file;
    this.origin = origin;
    this.clone = clone;
    this.isLive = isLive;
  }

  /**
   * Opens a database or a snapshot file.
   *
   * @throws IOException when it cannot be read, or there is no room for the copy of a live one
   * @throws FormatException when it is not a bbolt file, or neither meta is sound
   * @throws ChangingException when a server commits to it faster than it can be copied
   */
  static DbImage open(Path path) throws IOException, FormatException {
    FileLocks locks = FileLocks.now();
    if (Files.isRegularFile(path) && (!locks.areKnown() || locks.holdsMemberOf(path))) {
      return openLive(path);
    }
    return of(ByteSource.map(path));
  }

  /**
   * Makes the database that etcd would have of a node's rows, as they were last flushed, in a
   * nameless file.
   *
   * @param kv {@code member/kv}
   * @throws IOException when it cannot be read, or there is no room for the image
   * @throws FormatException when it is damaged, or of a layout that is not known here
   */
  static DbImage ofRows(Path kv) throws IOException, FormatException {
    boolean isLive = FileLocks.now().holdsRows(kv);
    Path folder = scratch();
    Path made = Files.createTempFile(folder, "drydock-rows-", ".db");
    try (KvReader rows = KvReader.open(kv);
        FileChannel to = FileChannel.open(made, StandardOpenOption.WRITE)) {
      LiveCopy.requireRoom(
          kv, folder, KvDirectory.bytes(kv), "a node's rows are read from an image of them, which");
      new BoltImage(rows.snapshot(), bytes -> {}).write(to);
      BoltFile file = BoltFile.open(ByteSource.map(made, kv.toString()));
      return new DbImage(file, Origin.IMAGE, Optional.empty(), isLive);
    } finally {
      Files.delete(made);
    }
  }

  /** Takes the source over, also when this fails. */
  static DbImage of(ByteSource source) throws FormatException {
    return of(source, Origin.FILE);
  }

  /** As {@link #of(ByteSource)}, had in another way. */
  private static DbImage of(ByteSource source, Origin origin) throws FormatException {
    try {
      return new DbImage(BoltFile.open(source), origin, Optional.empty());
    } catch (FormatException failure) {
      source.close();
      throw failure;
    }
  }

  private static DbImage of(Reflink clone, Path path) throws IOException, FormatException {
    try {
      ByteSource source = ByteSource.map(clone.path(), path.toString());
      return new DbImage(of(source, Origin.CLONE).file, Origin.CLONE, Optional.of(clone));
    } catch (IOException | FormatException failure) {
      clone.close();
      throw failure;
    }
  }

  /** How the pages in use of a live file are copied. */
  @FunctionalInterface
  interface Copier {
    /** A source of the first bytes of a live one, of its name. */
    ByteSource copy(ByteSource live, long bytes) throws IOException, FormatException;
  }

  /** The database. */
  BoltFile file() {
    return file;
  }

  /** How the bytes were had. */
  Origin origin() {
    return origin;
  }

  /** True when a server holds the file open. */
  boolean isLive() {
    return isLive;
  }

  /** A small file is copied faster than a clone is set up, so that is tried first, once. */
  private static DbImage openLive(Path path) throws IOException, FormatException {
    if (Files.size(path) <= MEMORY_LIMIT_BYTES) {
      Optional<DbImage> copy = tryCopy(path, DbImage::copy, false);
      if (copy.isPresent()) {
        return copy.get();
      }
    }
    Optional<Reflink> clone = Reflink.of(path);
    if (clone.isPresent()) {
      return of(clone.get(), path);
    }
    try {
      return of(LiveCopy.of(path, scratch(), () -> {}), Origin.COPY);
    } catch (CorruptFileException damagedTree) {
      return copyBetweenCommits(path, DbImage::copy);
    }
  }

  /** Where copies go: what the shell says, else what Java says. */
  private static Path scratch() {
    String named = System.getenv("TMPDIR");
    return Path.of(named == null || named.isEmpty() ? System.getProperty("java.io.tmpdir") : named);
  }

  /**
   * Copies until no commit comes in between.
   *
   * @throws ChangingException when one came every time
   */
  static DbImage copyBetweenCommits(Path path, Copier copier) throws IOException, FormatException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<DbImage> copy = tryCopy(path, copier, true);
      if (copy.isPresent()) {
        return copy.get();
      }
    }
    throw new ChangingException(path.toString(), ATTEMPTS);
  }

  /** Nothing when a commit came in between. */
  private static Optional<DbImage> tryCopy(Path path, Copier copier, boolean afterCommit)
      throws IOException, FormatException {
    try (ByteSource live = ByteSource.map(path)) {
      if (afterCommit) {
        awaitCommit(live);
      }
      BoltFile before = BoltFile.open(live);
      if (before.missingBytes() > 0 && Files.size(path) > live.size()) {
        // A commit made the file longer after it was mapped, and its meta is there already.
        return Optional.empty();
      }
      long bytes = Math.min(before.pageCount() * before.pageSize(), live.size());
      ByteSource copied = copier.copy(live, bytes);
      if (before.metasUnchanged()) {
        return Optional.of(of(copied, Origin.COPY));
      }
      copied.close();
      return Optional.empty();
    }
  }

  private static ByteSource copy(ByteSource live, long bytes) throws IOException, FormatException {
    return bytes <= MEMORY_LIMIT_BYTES ? ByteSource.copyOf(live, bytes) : spill(live, bytes);
  }

  private static ByteSource spill(ByteSource live, long bytes) throws IOException, FormatException {
    Path folder = scratch();
    Path file = Files.createTempFile(folder, "drydock-live-", ".db");
    try (FileChannel to = FileChannel.open(file, StandardOpenOption.WRITE)) {
      LiveCopy.requireRoom(Path.of(live.name()), folder, bytes, LiveCopy.HELD);
      BoltFile before = BoltFile.open(live);
      for (long done = 0; done < bytes && before.metasUnchanged(); ) {
        long chunk = Math.min(CHUNK_BYTES, bytes - done);
        ByteBuffer buffer = live.view(done, chunk).asByteBuffer();
        while (buffer.hasRemaining()) {
          to.write(buffer);
        }
        live.touched(chunk);
        done += chunk;
      }
      return ByteSource.map(file, live.name());
    } finally {
      Files.delete(file);
    }
  }

  /** Returns right after the next commit, or after a while in which there is none. */
  private static void awaitCommit(ByteSource live) throws FormatException {
    BoltFile now = BoltFile.open(live);
    long deadline = System.nanoTime() + COMMIT_WAIT_NANOS;
    while (now.metasUnchanged() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  @Override
  public void close() throws IOException {
    file.source().close();
    if (clone.isPresent()) {
      clone.get().close();
    }
  }
}
