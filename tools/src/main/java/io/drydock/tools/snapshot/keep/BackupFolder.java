package io.drydock.tools.snapshot.keep;

import io.drydock.tools.snapshot.manifest.Manifest;
import io.drydock.tools.snapshot.manifest.ManifestFile;
import io.drydock.tools.source.Packed;
import io.drydock.tools.write.PartPath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The files of a folder that are snapshots with a manifest, or manifests without one. */
final class BackupFolder {

  private static final int BOLT_MAGIC_OFFSET = 16;
  private static final byte[] BOLT_MAGIC = {(byte) 0xed, (byte) 0xda, 0x0c, (byte) 0xed};

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

  /**
   * A file that looks like a snapshot and has no manifest.
   *
   * @param file of the snapshot, or of something that begins like one
   * @param bytes its size
   * @param changed when it was written last
   */
  record Unproven(Path file, long bytes, Instant changed) {}

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

  /** Files that begin as a bbolt database or a compressed file does, by name. */
  static List<Unproven> withoutManifest(Path folder) throws IOException {
    List<Unproven> found = new ArrayList<>();
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path file : entries.sorted().toList()) {
        boolean isCandidate =
            Files.isRegularFile(file)
                && !file.getFileName().toString().endsWith(PartPath.SUFFIX)
                && !(ManifestFile.read(ManifestFile.beside(file))
                    instanceof ManifestFile.Found.Present)
                && beginsLikeASnapshot(file);
        if (isCandidate) {
          Instant changed = Files.getLastModifiedTime(file).toInstant();
          found.add(new Unproven(file, Files.size(file), changed));
        }
      }
    }
    return found;
  }

  private static boolean beginsLikeASnapshot(Path file) throws IOException {
    if (Packed.of(file).isPresent()) {
      return true;
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] head = in.readNBytes(BOLT_MAGIC_OFFSET + BOLT_MAGIC.length);
      int magic = Math.min(BOLT_MAGIC_OFFSET, head.length);
      return Arrays.equals(head, magic, head.length, BOLT_MAGIC, 0, BOLT_MAGIC.length);
    }
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
