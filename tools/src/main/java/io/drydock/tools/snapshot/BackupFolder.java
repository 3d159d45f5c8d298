package io.drydock.tools.snapshot;

import io.drydock.tools.write.PartPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The files of a folder that are snapshots with a manifest, or manifests without one. */
final class BackupFolder {

  private BackupFolder() {}

  /**
   * A snapshot file by its manifest.
   *
   * @param file of the snapshot
   * @param manifest beside it
   * @param fileBytes size of the file as it is; -1 when there is none
   */
  record Entry(Path file, Manifest manifest, long fileBytes) {

    /** The file is there, in the size that was proven. */
    boolean isWhole() {
      return fileBytes == manifest.packed().bytes();
    }
  }

  /** All of them, by name. Only a file with a manifest of ours is ever in this list. */
  static List<Entry> read(Path folder) throws IOException {
    List<Entry> entries = new ArrayList<>();
    for (Path place : manifests(folder)) {
      if (ManifestFile.read(place) instanceof ManifestFile.Found.Present(Manifest manifest)) {
        String name = place.getFileName().toString();
        Path file =
            place.resolveSibling(name.substring(0, name.length() - Manifest.SUFFIX.length()));
        entries.add(new Entry(file, manifest, Files.isRegularFile(file) ? Files.size(file) : -1));
      }
    }
    return entries;
  }

  private static List<Path> manifests(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(each -> each.getFileName().toString().endsWith(Manifest.SUFFIX))
          .filter(each -> !each.getFileName().toString().endsWith(PartPath.SUFFIX))
          .sorted()
          .toList();
    }
  }
}
