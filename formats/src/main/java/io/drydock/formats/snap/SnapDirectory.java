package io.drydock.formats.snap;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What lies in {@code member/snap}; no file is opened.
 *
 * @param path the directory
 * @param items by name, ascending
 */
public record SnapDirectory(Path path, List<SnapItem> items) {

  /** Copies the list. */
  public SnapDirectory {
    Objects.requireNonNull(path, "path");
    items = List.copyOf(items);
  }

  /**
   * Lists the directory. A file that goes away meanwhile is left out: a running server purges.
   *
   * @throws IOException when it cannot be listed
   */
  public static SnapDirectory list(Path directory) throws IOException {
    List<SnapItem> items = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        item(entry).ifPresent(items::add);
      }
    } catch (DirectoryIteratorException failure) {
      throw failure.getCause();
    }
    items.sort(Comparator.comparing(item -> item.path().getFileName().toString()));
    return new SnapDirectory(directory, items);
  }

  /** Raft snapshots, newest first: the order in which servers try them. */
  public List<SnapItem.RaftSnapshot> raftSnapshots() {
    return items.stream()
        .filter(SnapItem.RaftSnapshot.class::isInstance)
        .map(SnapItem.RaftSnapshot.class::cast)
        .sorted(Comparator.comparing(SnapItem.RaftSnapshot::name).reversed())
        .toList();
  }

  /** The backend file. */
  public Optional<SnapItem.Backend> backend() {
    return items.stream()
        .filter(SnapItem.Backend.class::isInstance)
        .map(SnapItem.Backend.class::cast)
        .findFirst();
  }

  private static Optional<SnapItem> item(Path entry) throws IOException {
    try {
      if (Files.isDirectory(entry)) {
        return Optional.of(new SnapItem.Foreign(entry, 0, true));
      }
      return Optional.of(SnapItem.ofFile(entry, Files.size(entry)));
    } catch (NoSuchFileException gone) {
      return Optional.empty();
    }
  }
}
