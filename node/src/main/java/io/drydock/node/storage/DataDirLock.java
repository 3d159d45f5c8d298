package io.drydock.node.storage;

import io.drydock.formats.datadir.MemberDirectory;
import io.drydock.formats.wal.WalDirectory;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps a data directory to one server.
 *
 * <p>Two locks do it. One is on {@code member/lock}, a file that etcd ignores: it keeps out another
 * of our own from before anything is read. The other is etcd's, on the newest segment of the WAL:
 * the writer of the log holds it as long as it is open, and here it is only tried, so that a
 * running etcd is noticed before anything is repaired. Both are POSIX locks and end with the
 * process.
 */
public final class DataDirLock implements Closeable {

  private final FileChannel channel;

  private DataDirLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock where its file is there, which it is once a server of ours has run; otherwise
   * only looks for a running etcd. Changes nothing.
   *
   * @param member the directory {@code member}; need not be there
   * @param walFolder where the log is, or will be
   * @throws IOException when another server holds either lock, in a sentence that says so, or when
   *     a file cannot be opened
   */
  public static Optional<DataDirLock> takeExisting(Path member, Path walFolder) throws IOException {
    Path file = member.resolve(MemberDirectory.LOCK);
    if (!Files.exists(file)) {
      requireNoEtcd(walFolder);
      return Optional.empty();
    }
    return Optional.of(take(file, walFolder, Set.of(StandardOpenOption.WRITE)));
  }

  /**
   * Makes the file of the lock, and takes it.
   *
   * @param member the directory {@code member}, which must be there
   * @param walFolder where the log is, or will be
   * @throws IOException as {@link #takeExisting}, or when another server has made the file since
   */
  public static DataDirLock takeNew(Path member, Path walFolder) throws IOException {
    Path file = member.resolve(MemberDirectory.LOCK);
    try {
      return take(file, walFolder, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    } catch (FileAlreadyExistsException otherServer) {
      throw new DataDirInUseException(member);
    }
  }

  private static DataDirLock take(Path file, Path walFolder, Set<StandardOpenOption> options)
      throws IOException {
    var channel = FileChannel.open(file, options);
    boolean isDone = false;
    try {
      requireLock(channel, file.getParent());
      requireNoEtcd(walFolder);
      isDone = true;
      return new DataDirLock(channel);
    } finally {
      if (!isDone) {
        channel.close();
      }
    }
  }

  /** Lets another server in. The file stays. */
  @Override
  public void close() throws IOException {
    channel.close();
  }

  private static void requireNoEtcd(Path walFolder) throws IOException {
    if (!Files.isDirectory(walFolder)) {
      return;
    }
    var segments = WalDirectory.list(walFolder).segments();
    if (segments.isEmpty()) {
      return;
    }
    Path newest = segments.getLast().path();
    try (FileChannel segment = FileChannel.open(newest, StandardOpenOption.WRITE)) {
      requireLock(segment, walFolder);
    }
  }

  private static void requireLock(FileChannel channel, Path what) throws IOException {
    boolean isLocked;
    try {
      isLocked = channel.tryLock() != null;
    } catch (OverlappingFileLockException heldByThisProcess) {
      isLocked = false;
    }
    if (!isLocked) {
      throw new DataDirInUseException(what);
    }
  }
}
