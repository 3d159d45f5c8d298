package io.drydock.tools.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Tells whether another process holds a lock on a file, without touching that file.
 *
 * <p>A running etcd holds {@code flock(2)} on {@code member/snap/db} and OFD locks on its newest
 * WAL segments. Linux lists both in {@code /proc/locks} as {@code major:minor:inode}; asking there
 * takes no lock ourselves, so a member that starts at this moment is not disturbed. Where there is
 * no such list the answer is "not known", and a live member shows only in that its files change.
 */
public final class FileLocks {

  private static final Path LIST = Path.of("/proc/locks");
  private static final int KIND_FIELD = 1;
  private static final int PROCESS_FIELD = 4;
  private static final int FILE_FIELD = 5;
  private static final int FIELDS = 8;

  private final boolean known;
  private final List<Held> held;

  private FileLocks(boolean known, List<Held> held) {
    this.known = known;
    this.held = held;
  }

  /** One line of the list, of another process. */
  private record Held(long device, long inode) {}

  /**
   * Reads the list as it is now.
   *
   * @throws IOException when the list is there but cannot be read
   */
  public static FileLocks now() throws IOException {
    List<Held> held = new ArrayList<>();
    String self = String.valueOf(ProcessHandle.current().pid());
    try {
      for (String line : Files.readAllLines(LIST)) {
        String[] fields = line.trim().split("\\s+");
        boolean waiting = fields.length > KIND_FIELD && fields[KIND_FIELD].equals("->");
        if (fields.length >= FIELDS && !waiting && !fields[PROCESS_FIELD].equals(self)) {
          held.add(parse(fields[FILE_FIELD].split(":")));
        }
      }
    } catch (NoSuchFileException notLinux) {
      return new FileLocks(false, List.of());
    }
    return new FileLocks(true, held);
  }

  private static Held parse(String[] file) {
    long major = Long.parseLong(file[0], 16);
    long minor = Long.parseLong(file[1], 16);
    return new Held(device(major, minor), Long.parseLong(file[2]));
  }

  /** The encoding of {@code st_dev} in glibc's {@code makedev}. */
  private static long device(long major, long minor) {
    return (minor & 0xff) | ((major & 0xfff) << 8) | ((minor & ~0xffL) << 12);
  }

  /** False where the system has no such list: then nothing can be said about any file. */
  public boolean areKnown() {
    return known;
  }

  /**
   * True when another process holds a lock on the file.
   *
   * @throws IOException when the file cannot be asked for its inode
   */
  public boolean holds(Path file) throws IOException {
    if (held.isEmpty()) {
      return false;
    }
    Map<String, Object> facts = Files.readAttributes(file, "unix:ino,dev");
    long inode = ((Number) facts.get("ino")).longValue();
    long device = ((Number) facts.get("dev")).longValue();
    return held.stream().anyMatch(lock -> lock.inode() == inode && lock.device() == device);
  }

  /**
   * True when another process holds the database, or a segment of the log that lies where a member
   * has it. The list leaves out {@code flock} of other PID namespaces, such as containers, but not
   * the OFD locks of the log.
   *
   * @param db a database file
   * @throws IOException when a file cannot be asked for its inode
   */
  public boolean holdsMemberOf(Path db) throws IOException {
    return holdsMember(db, db.toAbsolutePath().getParent().resolveSibling("wal"));
  }

  /**
   * The same of a node's directory of rows, which RocksDB locks by a file in it.
   *
   * @param kv {@code member/kv}
   * @throws IOException when a file cannot be asked for its inode
   */
  public boolean holdsRows(Path kv) throws IOException {
    Path lock = kv.resolve("LOCK");
    return Files.exists(lock) && holdsMember(lock, kv.toAbsolutePath().resolveSibling("wal"));
  }

  private boolean holdsMember(Path locked, Path folder) throws IOException {
    if (holds(locked)) {
      return true;
    }
    if (held.isEmpty() || !Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path segment : entries.filter(each -> each.toString().endsWith(".wal")).toList()) {
        if (isHeldOrPurged(segment)) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean isHeldOrPurged(Path segment) throws IOException {
    try {
      return holds(segment);
    } catch (NoSuchFileException purged) {
      return true; // by the server that runs here
    }
  }
}
