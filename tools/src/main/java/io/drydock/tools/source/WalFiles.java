package io.drydock.tools.source;

import io.drydock.formats.wal.WalDirectory;
import io.drydock.formats.wal.WalFileName;
import io.drydock.formats.wal.WalSegment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The files of a WAL, and which of them a server holds.
 *
 * @param directory what lies there; at least one segment
 * @param others files that are no segments
 * @param areLocksKnown false where the system does not tell; nobody knows then whether a server
 *     runs
 * @param locked segments that some process holds a lock on
 */
public record WalFiles(
    WalDirectory directory, List<Other> others, boolean areLocksKnown, Set<WalSegment> locked) {

  private static final List<Path> PLACES =
      List.of(Path.of("member", "wal"), Path.of("wal"), Path.of(""));

  /**
   * A file that etcd does not read.
   *
   * @param name of the file
   * @param kind why not
   * @param bytes its size
   */
  public record Other(String name, WalDirectory.Kind kind, long bytes) {}

  /** Copies the list and the set. */
  public WalFiles {
    others = List.copyOf(others);
    locked = Set.copyOf(locked);
  }

  /**
   * Finds the WAL of what the user names, lists it and asks who holds its segments.
   *
   * @param named a data directory, its {@code member} or the WAL's own folder
   * @param walFolder the WAL's own folder, when etcd was given one apart
   * @throws IOException when there is no such folder, no segment in it, or it cannot be read
   */
  public static WalFiles open(Path named, Optional<Path> walFolder) throws IOException {
    return list(walFolder.isPresent() ? walFolder.get() : locate(named));
  }

  /**
   * As {@link #open}, empty when the user named a file, or a folder without a segment.
   *
   * @throws IOException when a folder cannot be read
   */
  public static Optional<WalFiles> find(Path named) throws IOException {
    Optional<Path> folder = Files.isDirectory(named) ? below(named) : Optional.empty();
    return folder.isPresent() ? Optional.of(list(folder.get())) : Optional.empty();
  }

  /**
   * The same folder as it is now.
   *
   * @throws IOException when it cannot be read any more
   */
  public WalFiles again() throws IOException {
    return list(folder());
  }

  private static WalFiles list(Path folder) throws IOException {
    WalDirectory directory = WalDirectory.list(folder);
    if (directory.segments().isEmpty()) {
      throw new IOException(folder + ": no WAL here: not one segment *" + WalFileName.SUFFIX);
    }
    FileLocks locks = FileLocks.now();
    var locked = new HashSet<WalSegment>();
    for (WalSegment segment : directory.segments()) {
      if (holds(locks, segment)) {
        locked.add(segment);
      }
    }
    return new WalFiles(directory, others(directory), locks.areKnown(), locked);
  }

  private static Path locate(Path named) throws IOException {
    if (!Files.readAttributes(named, BasicFileAttributes.class).isDirectory()) {
      throw new IOException(named + ": not a directory; expected a data directory");
    }
    Optional<Path> found = below(named);
    if (found.isPresent()) {
      return found.get();
    }
    Path usual = named.resolve(PLACES.getFirst());
    throw new IOException(
        named
            + ": no WAL here: "
            + (Files.isDirectory(usual) ? usual + " is empty" : "there is no member/wal")
            + "; --wal-dir names it when it lies elsewhere");
  }

  private static Optional<Path> below(Path named) throws IOException {
    for (Path place : PLACES) {
      Path folder = place.toString().isEmpty() ? named : named.resolve(place);
      if (Files.isDirectory(folder) && hasSegments(folder)) {
        return Optional.of(folder);
      }
    }
    return Optional.empty();
  }

  private static boolean hasSegments(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.anyMatch(
          entry -> WalFileName.parse(entry.getFileName().toString()).isPresent());
    }
  }

  private static List<Other> others(WalDirectory directory) throws IOException {
    List<Other> others = new ArrayList<>();
    for (WalDirectory.Ignored ignored : directory.ignored()) {
      try {
        Path path = ignored.path();
        others.add(new Other(path.getFileName().toString(), ignored.kind(), Files.size(path)));
      } catch (NoSuchFileException gone) {
        continue; // a server took its next segment, or purged
      }
    }
    return others;
  }

  private static boolean holds(FileLocks locks, WalSegment segment) throws IOException {
    try {
      return locks.holds(segment.path());
    } catch (NoSuchFileException purged) {
      return false;
    }
  }

  /** Where the segments lie, as the user would name it. */
  public Path folder() {
    return directory.folder();
  }

  /** The segments, oldest first. */
  public List<WalSegment> segments() {
    return directory.segments();
  }

  /** True when a server runs on it. */
  public boolean isLive() {
    return !locked.isEmpty();
  }

  /** Bytes of all segments, what is only preallocated included. */
  public long bytes() {
    return segments().stream().mapToLong(WalSegment::bytes).sum();
  }

  /**
   * True when a segment was written, made or removed since this was listed.
   *
   * @throws IOException when the directory cannot be read any more
   */
  public boolean haveChanged() throws IOException {
    return !WalDirectory.list(folder()).segments().equals(segments());
  }
}
