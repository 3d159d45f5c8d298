package io.drydock.node.storage;

import io.drydock.formats.datadir.MemberDirectory;
import io.drydock.formats.wal.WalDirectory;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
   * Takes the lock.
   *
   * @param member the directory {@code member}, which must be there
   * @param walFolder where the log is, or will be
   * @throws IOException when another server holds either lock, in a sentence that says so, or when
   *     a file cannot be opened
   */
  public static DataDirLock acquire(Path member, Path walFolder) throws IOException {
    Path file = member.resolve(MemberDirectory.LOCK);
    var channel =
        FileChannel.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE));
    boolean isDone = false;
    try {
      requireLock(channel, member);
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
