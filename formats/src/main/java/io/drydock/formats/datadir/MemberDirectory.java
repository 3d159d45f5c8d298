package io.drydock.formats.datadir;

import io.drydock.formats.rocks.FreshDirectory;
import io.drydock.formats.rocks.KvDirectory;
import io.drydock.formats.snap.SnapDirectory;
import io.drydock.formats.wal.WalDirectory;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A member's data directory: {@code member/wal} (or a WAL directory of its own) and {@code
 * member/snap}, listed by name.
 *
 * <pre>
 * DATA-DIR/member/wal/         the log
 * DATA-DIR/member/snap/        raft snapshots and the backend, db
 * DATA-DIR/member/wal.tmp/     a log that was being created
 * DATA-DIR/member/wal.broken.* a log that could not be created
 * DATA-DIR/member/kv/          the backend of a Drydock node: {@link KvDirectory}
 * DATA-DIR/member/lock         locked by a Drydock node that runs
 * DATA-DIR/member/kv.new/      one that was being made
 * </pre>
 *
 * <p>A directory that lost a part is still listed; {@link #missing} says which. Source: etcd 3.4 to
 * 3.7, {@code datadir}.
 *
 * @param member the directory {@code member}
 * @param walPath where the log is, or should be
 * @param wal the log; empty when its directory is missing
 * @param snap raft snapshots and backend; empty when the directory is missing
 * @param rows the backend of a Drydock node; empty in a directory of etcd. Where it is there, a
 *     {@code db} beside it is not read any more
 * @param others what else lies in {@code member} and beside it, by path
 */
public record MemberDirectory(
    Path member,
    Path walPath,
    Optional<WalDirectory> wal,
    Optional<SnapDirectory> snap,
    Optional<Path> rows,
    List<Other> others) {

  /** Name of the empty file that a Drydock node holds a lock on while it runs; etcd ignores it. */
  public static final String LOCK = "lock";

  private static final String MEMBER = "member";
  private static final String WAL = "wal";
  private static final String SNAP = "snap";

  /** What an entry is that belongs neither to the log nor to the snapshots. */
  public enum Kind {
    /** {@code wal.tmp}: a log that was being created; the next creation removes it. */
    WAL_IN_CREATION,
    /** {@code wal.broken.*}: a log set aside because its creation failed at the end. */
    WAL_SET_ASIDE,
    /** {@code kv.new}: rows that were being imported; the next start of the node removes them. */
    ROWS_IN_CREATION,
    /** {@code member/wal} although the log is said to be elsewhere. */
    UNUSED_WAL,
    /** Nothing that etcd puts here. */
    FOREIGN
  }

  /**
   * An entry beside the log and the snapshots.
   *
   * @param path where it is
   * @param kind what it is
   */
  public record Other(Path path, Kind kind) {

    /** Both parts are required. */
    public Other {
      Objects.requireNonNull(path, "path");
      Objects.requireNonNull(kind, "kind");
    }
  }

  /** Copies the list. */
  public MemberDirectory {
    Objects.requireNonNull(member, "member");
    Objects.requireNonNull(walPath, "walPath");
    Objects.requireNonNull(wal, "wal");
    Objects.requireNonNull(snap, "snap");
    Objects.requireNonNull(rows, "rows");
    others = List.copyOf(others);
  }

  /**
   * Lists a data directory whose log is inside.
   *
   * @param given the data directory, or the directory {@code member} in it
   * @throws NoSuchFileException when there is nothing of that name
   * @throws NotADataDirectoryException when it is something else
   * @throws IOException when it cannot be read
   */
  public static MemberDirectory list(Path given) throws IOException {
    return list(given, Optional.empty());
  }

  /**
   * Lists a data directory.
   *
   * @param given the data directory, or the directory {@code member} in it
   * @param walDir the log, when the server was told {@code --wal-dir}
   * @throws NoSuchFileException when there is nothing of one of the names
   * @throws NotADataDirectoryException when {@code given} is something else
   * @throws IOException when one cannot be read
   */
  public static MemberDirectory list(Path given, Optional<Path> walDir) throws IOException {
    Path member = find(given);
    Path inside = member.resolve(WAL);
    Path walPath = walDir.orElse(inside);
    // A log that was named must be there; one that is missing from the directory is a finding.
    Optional<WalDirectory> wal =
        walDir.isPresent() || Files.exists(walPath)
            ? Optional.of(WalDirectory.list(walPath))
            : Optional.empty();
    Path snapPath = member.resolve(SNAP);
    Optional<SnapDirectory> snap =
        Files.isDirectory(snapPath) ? Optional.of(SnapDirectory.list(snapPath)) : Optional.empty();
    Path kv = member.resolve(KvDirectory.NAME);
    Optional<Path> rows = KvDirectory.isMarked(kv) ? Optional.of(kv) : Optional.empty();
    List<Other> others = others(member, given);
    rows.ifPresent(ours -> others.removeIf(other -> other.path().equals(ours)));
    if (walDir.isPresent() && Files.exists(inside) && !Files.isSameFile(inside, walPath)) {
      others.add(new Other(inside, Kind.UNUSED_WAL));
    }
    others.sort((one, other) -> one.path().compareTo(other.path()));
    return new MemberDirectory(member, walPath, wal, snap, rows, others);
  }

  /** The folder of raft snapshots, and of etcd's backend: where it is, or should be. */
  public Path snapPath() {
    return member.resolve(SNAP);
  }

  /** Where the backend is, or should be: rows of a node before a database of etcd. */
  public Path backendPath() {
    return rows.orElseGet(() -> snapPath().resolve("db"));
  }

  /** True when there is one. */
  public boolean hasBackend() {
    return rows.isPresent() || snap.flatMap(SnapDirectory::backend).isPresent();
  }

  /** The parts without which a server does not start or forgets: log, snapshots, backend. */
  public List<Path> missing() {
    List<Path> missing = new ArrayList<>();
    if (wal.map(log -> log.segments().isEmpty()).orElse(true)) {
      missing.add(walPath);
    }
    if (snap.isEmpty()) {
      missing.add(snapPath());
    }
    if (snap.isPresent() && !hasBackend()) {
      missing.add(backendPath());
    }
    return missing;
  }

  private static Path find(Path given) throws IOException {
    if (!Files.exists(given)) {
      throw new NoSuchFileException(given.toString());
    }
    if (!Files.isDirectory(given)) {
      throw new NotADataDirectoryException(given, "it is a file");
    }
    if (Files.isDirectory(given.resolve(MEMBER))) {
      return given.resolve(MEMBER);
    }
    if (Files.isDirectory(given.resolve(SNAP)) || Files.isDirectory(given.resolve(WAL))) {
      return given;
    }
    throw new NotADataDirectoryException(given, reason(given));
  }

  /** What is missing, and where to look instead when that can be told. */
  private static String reason(Path given) throws IOException {
    String missing = "neither member/ nor wal/ or snap/ is in it";
    boolean isPart =
        !WalDirectory.list(given).segments().isEmpty()
            || !SnapDirectory.list(given).raftSnapshots().isEmpty()
            || SnapDirectory.list(given).backend().isPresent();
    Path above = given.toAbsolutePath().normalize().getParent();
    return isPart && above != null && above.endsWith(MEMBER)
        ? missing + "; it is a part of " + above.getParent()
        : missing;
  }

  private static List<Other> others(Path member, Path given) throws IOException {
    List<Other> others = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(member)) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        if (!name.equals(WAL) && !name.equals(SNAP) && !name.equals(LOCK)) {
          others.add(new Other(entry, kind(name)));
        }
      }
    } catch (DirectoryIteratorException failure) {
      throw failure.getCause();
    }
    if (!member.equals(given)) {
      addBeside(given, others);
    }
    return others;
  }

  private static void addBeside(Path dataDir, List<Other> others) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(dataDir)) {
      for (Path entry : entries) {
        if (!entry.getFileName().toString().equals(MEMBER)) {
          others.add(new Other(entry, Kind.FOREIGN));
        }
      }
    } catch (DirectoryIteratorException failure) {
      throw failure.getCause();
    }
  }

  private static Kind kind(String name) {
    if (name.equals("wal.tmp")) {
      return Kind.WAL_IN_CREATION;
    }
    if (name.equals(KvDirectory.NAME + FreshDirectory.SUFFIX)) {
      return Kind.ROWS_IN_CREATION;
    }
    return name.startsWith("wal.broken.") ? Kind.WAL_SET_ASIDE : Kind.FOREIGN;
  }
}
