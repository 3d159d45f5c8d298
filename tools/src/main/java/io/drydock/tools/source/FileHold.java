package io.drydock.tools.source;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The lock that a server takes on its database, held by a command that replaces it.
 *
 * <p>The kernel is asked, not its list of locks: that list leaves out the processes of other PID
 * namespaces, a container beside this one for example. Only commands that replace files ask this
 * way; reading ones take no lock.
 *
 * <p>On systems other than Linux nothing is held.
 */
public final class FileHold implements AutoCloseable {

  private static final int LOCK_EXCLUSIVE = 2;
  private static final int LOCK_EXCLUSIVE_NOW = LOCK_EXCLUSIVE | 4;
  private static final int UNLOCK = 8;
  private static final int NOT_LINUX = -1;

  private final int descriptor;

  private FileHold(int descriptor) {
    this.descriptor = descriptor;
  }

  /**
   * Takes the lock on a database.
   *
   * @throws NoSuchFileException when there is none
   * @throws HeldException when another process has it
   */
  public static FileHold of(Path file) throws IOException {
    if (SystemCalls.find().isEmpty()) {
      return new FileHold(NOT_LINUX);
    }
    SystemCalls call = SystemCalls.find().get();
    int descriptor = call.open(file, SystemCalls.O_RDONLY | SystemCalls.O_CLOEXEC);
    if (descriptor < 0) {
      throw Files.exists(file)
          ? new IOException(file + ": cannot be opened")
          : new NoSuchFileException(file.toString());
    }
    if (call.flock(descriptor, LOCK_EXCLUSIVE_NOW) != 0) {
      call.close(descriptor);
      throw new HeldException(file);
    }
    return new FileHold(descriptor);
  }

  /** True when another process has the lock on a database. */
  public static boolean isHeld(Path file) throws IOException {
    try (var _ = of(file)) {
      return false;
    } catch (HeldException held) {
      return true;
    }
  }

  /** Waits until no other process has the lock on a database, however long that takes. */
  public static void await(Path file) throws IOException {
    Optional<SystemCalls> call = SystemCalls.find();
    if (call.isPresent()) {
      int descriptor = call.get().open(file, SystemCalls.O_RDONLY | SystemCalls.O_CLOEXEC);
      try (var _ = new FileHold(descriptor)) {
        if (descriptor < 0 || call.get().flock(descriptor, LOCK_EXCLUSIVE) != 0) {
          throw new IOException(file + ": cannot wait for its lock");
        }
      }
    }
  }

  /**
   * Makes sure that no process has a lock on a segment of this log.
   *
   * @throws HeldException when one has
   */
  public static void requireFree(Path walFolder) throws IOException {
    if (!Files.isDirectory(walFolder)) {
      return;
    }
    try (Stream<Path> entries = Files.list(walFolder)) {
      for (Path segment : entries.filter(each -> each.toString().endsWith(".wal")).toList()) {
        try (FileChannel channel = FileChannel.open(segment, StandardOpenOption.READ);
            FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true)) {
          if (lock == null) {
            throw new HeldException(segment);
          }
        }
      }
    }
  }

  /** Processes that have the file open, by their ids, as far as this one may look; not itself. */
  public static List<Long> openers(Path file) throws IOException {
    Map<String, Object> wanted = Files.readAttributes(file, "unix:dev,ino");
    List<Long> openers = new ArrayList<>();
    for (ProcessHandle process : ProcessHandle.allProcesses().toList()) {
      if (process.pid() != ProcessHandle.current().pid() && hasOpen(process.pid(), wanted)) {
        openers.add(process.pid());
      }
    }
    return openers;
  }

  /**
   * True when this process has the very file open that has the name now; also on systems that do
   * not tell.
   *
   * @throws IOException when the file cannot be asked for its inode
   */
  public static boolean hasOpen(Path file) throws IOException {
    if (SystemCalls.find().isEmpty()) {
      return true;
    }
    try {
      var wanted = Files.readAttributes(file, "unix:dev,ino");
      return hasOpen(ProcessHandle.current().pid(), wanted);
    } catch (NoSuchFileException gone) {
      return false;
    }
  }

  private static boolean hasOpen(long pid, Map<String, Object> wanted) {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      return descriptors.anyMatch(each -> isSame(each, wanted));
    } catch (IOException notOursOrGone) {
      return false;
    }
  }

  private static boolean isSame(Path descriptor, Map<String, Object> wanted) {
    try {
      return Files.readAttributes(descriptor, "unix:dev,ino").equals(wanted);
    } catch (IOException goneOrNoFile) {
      return false;
    }
  }

  /**
   * Gives the lock up. It is taken back by name, not only by closing the file: a program that is
   * just being started by another thread has the file open, too, for a moment, and would keep it.
   */
  @Override
  public void close() throws IOException {
    if (descriptor < 0) {
      return;
    }
    SystemCalls call = SystemCalls.find().orElseThrow();
    call.flock(descriptor, UNLOCK);
    if (call.close(descriptor) != 0) {
      throw new IOException("lock on the database: close failed");
    }
  }
}
