package io.drydock.tools.source;

import io.drydock.formats.bytes.ByteSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the parts of a member lie.
 *
 * @param named what the user named: the data directory, or its {@code member} folder
 * @param wal folder of the segments
 * @param snap folder of {@code .snap} files and database
 */
public record MemberPaths(Path named, Path wal, Path snap) {

  /**
   * Finds them.
   *
   * @param walFolder given apart by {@code --wal-dir}, as to etcd
   * @throws IOException when there is no such folder, or neither part is in it
   */
  public static MemberPaths of(Path named, Optional<Path> walFolder) throws IOException {
    if (!Files.exists(named)) {
      throw new NoSuchFileException(named.toString());
    }
    Path member = Files.isDirectory(named.resolve("member")) ? named.resolve("member") : named;
    var paths =
        new MemberPaths(named, walFolder.orElse(member.resolve("wal")), member.resolve("snap"));
    if (!Files.isDirectory(paths.wal()) && !Files.isDirectory(paths.snap())) {
      throw new IOException(
          named + ": not an etcd data directory: neither member/wal nor member/snap is in it");
    }
    return paths;
  }

  /** True when the WAL's folder is there. */
  public boolean hasWal() {
    return Files.isDirectory(wal);
  }

  /** True when the folder of snapshots and database is there. */
  public boolean hasSnap() {
    return Files.isDirectory(snap);
  }

  /** The database, when there is one. */
  public Optional<Path> database() {
    Path file = snap.resolve("db");
    return Files.exists(file) ? Optional.of(file) : Optional.empty();
  }

  /**
   * Maps one of the member's files.
   *
   * @throws NoSuchFileException when it is gone: a running server purges old ones
   * @throws IOException when it cannot be opened or mapped
   */
  public static ByteSource open(Path file) throws IOException {
    return ByteSource.map(file);
  }
}
