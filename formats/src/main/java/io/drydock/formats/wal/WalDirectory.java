package io.drydock.formats.wal;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What lies in a WAL directory, by name; no segment is opened.
 *
 * @param folder the directory
 * @param segments the files that etcd takes for segments, in its order
 * @param ignored all other entries, by name
 */
public record WalDirectory(Path folder, List<WalSegment> segments, List<Ignored> ignored) {

  /** What an entry is that etcd does not read. */
  public enum Kind {
    /** {@code N.tmp}: the next segment, preallocated; left behind by a server that was killed. */
    NEXT_SEGMENT,
    /** {@code *.broken}: the copy that a server keeps before it repairs a torn segment. */
    BROKEN_COPY,
    /** Anything else; a server logs a warning. */
    FOREIGN
  }

  /** An entry that etcd does not read. */
  public record Ignored(Path path, Kind kind) {}

  /**
   * Neighbours whose sequence numbers do not differ by one.
   *
   * @param before the older segment
   * @param after the newer one
   */
  public record SequenceGap(WalSegment before, WalSegment after) {

    /**
     * Whether a server refuses to start over it. It skips the check behind sequence 0, so a gap
     * there goes unnoticed (etcd 3.4 to 3.7, {@code isValidSeq}).
     */
    public boolean isNoticed() {
      return before.name().sequence() != 0;
    }
  }

  /** Both lists are copied. */
  public WalDirectory {
    segments = List.copyOf(segments);
    ignored = List.copyOf(ignored);
  }

  /**
   * Lists a directory. Files that vanish meanwhile, as they do while a server purges, are left out.
   *
   * @throws NoSuchFileException when there is nothing of that name
   * @throws NotDirectoryException when it is no directory
   * @throws IOException when it cannot be read
   */
  public static WalDirectory list(Path folder) throws IOException {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new NotDirectoryException(folder.toString());
    }
    var segments = new ArrayList<WalSegment>();
    var ignored = new ArrayList<Ignored>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        sort(entry, segments, ignored);
      }
    } catch (DirectoryIteratorException failure) {
      throw failure.getCause();
    }
    Collections.sort(segments);
    ignored.sort((a, b) -> a.path().compareTo(b.path()));
    return new WalDirectory(folder, segments, ignored);
  }

  /**
   * The segments that a server reads whose snapshot has this index: from the last one whose name
   * does not lie beyond it. Empty when there is none, over which a server refuses to start.
   */
  public List<WalSegment> from(long snapshotIndex) {
    for (int i = segments.size() - 1; i >= 0; i--) {
      if (Long.compareUnsigned(segments.get(i).name().index(), snapshotIndex) <= 0) {
        return segments.subList(i, segments.size());
      }
    }
    return List.of();
  }

  /** All places where sequence numbers do not go up by one. */
  public List<SequenceGap> gaps() {
    var gaps = new ArrayList<SequenceGap>();
    for (int i = 1; i < segments.size(); i++) {
      WalSegment before = segments.get(i - 1);
      WalSegment after = segments.get(i);
      if (after.name().sequence() != before.name().sequence() + 1) {
        gaps.add(new SequenceGap(before, after));
      }
    }
    return gaps;
  }

  private static void sort(Path entry, List<WalSegment> segments, List<Ignored> ignored)
      throws IOException {
    String name = entry.getFileName().toString();
    var parsed = WalFileName.parse(name);
    try {
      var attributes = Files.readAttributes(entry, BasicFileAttributes.class);
      if (parsed.isPresent() && !attributes.isDirectory()) {
        segments.add(
            new WalSegment(entry, parsed.get(), attributes.size(), attributes.lastModifiedTime()));
      } else {
        ignored.add(new Ignored(entry, kind(name)));
      }
    } catch (NoSuchFileException purged) {
      ignored.removeIf(other -> other.path().equals(entry));
    }
  }

  private static Kind kind(String name) {
    if (name.endsWith(".tmp")) {
      return Kind.NEXT_SEGMENT;
    }
    return name.endsWith(".broken") ? Kind.BROKEN_COPY : Kind.FOREIGN;
  }
}
