package io.drydock.node.storage;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.proto.raftpb.Snapshot;
import io.drydock.formats.raft.LogPosition;
import io.drydock.formats.snap.SnapDirectory;
import io.drydock.formats.snap.SnapEncoder;
import io.drydock.formats.snap.SnapFileName;
import io.drydock.formats.snap.SnapItem;
import io.drydock.formats.snap.SnapReader;
import io.drydock.formats.wal.write.ResumableFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The {@code .snap} files of a member.
 *
 * <p>A file is written under a name that servers take for a partial transfer and delete, forced to
 * the disk, and then renamed: it is there whole or not at all. Used by one thread at a time.
 */
final class SnapStore {

  private static final String TEMPORARY = "tmp-raft-snapshot";

  private final ResumableFiles files;
  private final Path folder;
  private final int keep;

  /**
   * The files in a folder.
   *
   * @param keep how many to keep; 0 for all
   */
  SnapStore(ResumableFiles files, Path folder, int keep) {
    this.files = files;
    this.folder = folder;
    this.keep = keep;
  }

  /** Makes the folder, unless it is there. */
  void createFolder() throws IOException {
    if (!Files.isDirectory(folder)) {
      files.createFolder(folder);
    }
  }

  /** Writes a file; durable on return. */
  void save(Snapshot snapshot) throws IOException {
    Path temporary = folder.resolve(TEMPORARY);
    ByteBuffer content = ByteBuffer.wrap(SnapEncoder.encode(snapshot).toByteArray());
    try (var file = files.create(temporary, 0)) {
      file.write(content);
      file.sync();
    }
    var name = new SnapFileName(LogTail.position(snapshot));
    files.rename(temporary, folder.resolve(name.toString()));
    files.syncFolder(folder);
  }

  /**
   * The newest snapshot that can be read and is wanted. Changes nothing.
   *
   * @param isWanted asked with the position of each file that can be read
   * @param broken receives those that cannot, with the reason
   */
  Optional<Snapshot> newest(Predicate<LogPosition> isWanted, Map<Path, String> broken)
      throws IOException {
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    for (SnapItem.RaftSnapshot item : SnapDirectory.list(folder).raftSnapshots()) {
      Optional<Snapshot> read = read(item.path(), broken);
      if (read.filter(one -> isWanted.test(LogTail.position(one))).isPresent()) {
        return read;
      }
    }
    return Optional.empty();
  }

  /**
   * Gives a file the ending {@code .broken}, as etcd does with one that it cannot read.
   *
   * @return its new name
   */
  Path setAside(Path file) throws IOException {
    Path aside = file.resolveSibling(file.getFileName() + ".broken");
    files.rename(file, aside);
    return aside;
  }

  /** Deletes the oldest files beyond the number to keep; how many. */
  int purge() throws IOException {
    List<SnapItem.RaftSnapshot> newestFirst = SnapDirectory.list(folder).raftSnapshots();
    if (keep == 0 || newestFirst.size() <= keep) {
      return 0;
    }
    List<SnapItem.RaftSnapshot> old = newestFirst.subList(keep, newestFirst.size());
    for (SnapItem.RaftSnapshot item : old) {
      files.delete(item.path());
    }
    return old.size();
  }

  private static Optional<Snapshot> read(Path file, Map<Path, String> broken) throws IOException {
    try (var source = ByteSource.map(file)) {
      return Optional.of(SnapReader.read(source).raftSnapshot());
    } catch (CorruptFileException damage) {
      broken.put(file, damage.getMessage());
      return Optional.empty();
    }
  }
}
