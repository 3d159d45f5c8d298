package io.drydock.tools.write;

import io.drydock.formats.FormatException;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.tools.progress.Progress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Copies what a member has beside its database: the WAL segments and the files of the snap folder.
 *
 * <p>Zeros become holes, as in the segments that etcd preallocates. What an interrupted server left
 * ({@code *.tmp}, {@code tmp*}, {@code db.tmp*}, {@code *.broken}) stays where it is.
 */
public final class DirectoryCopy {

  private static final int BLOCK_BYTES = 1 << 16;

  private final List<Path> segments;
  private final List<Path> snapshots;
  private final List<String> leftBehind;

  private DirectoryCopy(List<Path> segments, List<Path> snapshots, List<String> leftBehind) {
    this.segments = segments;
    this.snapshots = snapshots;
    this.leftBehind = leftBehind;
  }

  /**
   * Looks what there is to copy.
   *
   * @throws IOException when a folder cannot be listed
   */
  public static DirectoryCopy of(Path wal, Path snap) throws IOException {
    List<String> leftBehind = new ArrayList<>();
    List<Path> segments = files(wal, leftBehind);
    List<Path> snapshots = files(snap, leftBehind);
    return new DirectoryCopy(segments, snapshots, leftBehind);
  }

  private static List<Path> files(Path folder, List<String> leftBehind) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<Path> files = new ArrayList<>();
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path entry : entries.sorted().toList()) {
        String name = entry.getFileName().toString();
        boolean belongs =
            name.endsWith(".wal")
                || name.endsWith(".snap")
                || name.endsWith(".snap.db") && !name.startsWith("tmp");
        if (belongs && Files.isRegularFile(entry)) {
          files.add(entry);
        } else if (!name.equals("db")) {
          leftBehind.add(name);
        }
      }
    }
    return files;
  }

  /** The files of the snap folder that are copied. */
  public List<Path> snapshots() {
    return List.copyOf(snapshots);
  }

  /** Names of files that are not copied. */
  public List<String> leftBehind() {
    return leftBehind;
  }

  /**
   * Room that the copies may take.
   *
   * @throws IOException when a file is gone
   */
  public long bytes() throws IOException {
    long sum = 0;
    for (Path file : Stream.concat(segments.stream(), snapshots.stream()).toList()) {
      sum += Files.size(file);
    }
    return sum;
  }

  /**
   * Copies into existing folders; content and folder entries are durable on return.
   *
   * @throws IOException when the disk fails
   * @throws FormatException when a file becomes shorter meanwhile
   */
  public void into(Path wal, Path snap, FileOps ops, Progress progress)
      throws IOException, FormatException {
    for (Path segment : segments) {
      copy(segment, wal.resolve(segment.getFileName()), ops, progress);
    }
    for (Path snapshot : snapshots) {
      copy(snapshot, snap.resolve(snapshot.getFileName()), ops, progress);
    }
    ops.syncFolder(wal);
    ops.syncFolder(snap);
  }

  /**
   * Copies one file, with owner and permissions; its content is durable on return.
   *
   * @throws IOException when the disk fails
   * @throws FormatException when the file becomes shorter meanwhile
   */
  public static void copy(Path from, Path to, FileOps ops, Progress progress)
      throws IOException, FormatException {
    try (ByteSource source = ByteSource.map(from);
        FileChannel target = ops.create(to)) {
      copy(source, source.size(), target, progress);
      target.force(true);
    }
    ops.adopt(to, from);
  }

  /**
   * Copies the first bytes of a file to the start of an empty one.
   *
   * @throws IOException when the disk fails
   * @throws FormatException when the file becomes shorter meanwhile
   */
  public static void copy(ByteSource source, long bytes, FileChannel target, Progress progress)
      throws IOException, FormatException {
    for (long at = 0; at < bytes; at += BLOCK_BYTES) {
      long length = Math.min(BLOCK_BYTES, bytes - at);
      boolean isLast = at + length == bytes;
      if (isLast || !source.isZero(at, length)) {
        write(target, source.view(at, length).asByteBuffer(), at);
      }
      source.touched(length);
      progress.advance(length);
    }
  }

  private static void write(FileChannel target, ByteBuffer bytes, long offset) throws IOException {
    for (long at = offset; bytes.hasRemaining(); ) {
      at += target.write(bytes, at);
    }
  }
}
