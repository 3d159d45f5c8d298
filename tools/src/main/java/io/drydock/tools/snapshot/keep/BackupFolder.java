package io.drydock.tools.snapshot.keep;

import io.drydock.tools.snapshot.manifest.Manifest;
import io.drydock.tools.snapshot.manifest.ManifestFile;
import io.drydock.tools.source.Packed;
import io.drydock.tools.write.PartPath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A folder of snapshots: files with a manifest of ours, manifests without one, and what looks like
 * a snapshot and has none. One file that cannot be read does not hide the others.
 *
 * @param entries those with a manifest, by name
 * @param unproven those without, by name
 * @param unusable what cannot be told, by name
 */
record BackupFolder(List<Entry> entries, List<Unproven> unproven, List<Unusable> unusable) {

  private static final int BOLT_MAGIC_OFFSET = 16;
  private static final byte[] BOLT_MAGIC = {(byte) 0xed, (byte) 0xda, 0x0c, (byte) 0xed};

  BackupFolder {
    entries = List.copyOf(entries);
    unproven = List.copyOf(unproven);
    unusable = List.copyOf(unusable);
  }

  /**
   * A snapshot file by its manifest.
   *
   * @param file of the snapshot
   * @param manifest beside it
   * @param fileBytes size of the file as it is; -1 when there is none
   * @param link says whereto, when file or manifest is a symbolic link: then it is not a backup of
   *     its own, and nothing that is removed
   */
  record Entry(Path file, Manifest manifest, long fileBytes, Optional<String> link) {

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
   * @param link as of an {@link Entry}
   */
  record Unproven(Path file, long bytes, Instant changed, Optional<String> link) {}

  /**
   * A file that cannot be read, or whose manifest cannot be used.
   *
   * @param file of the snapshot
   * @param reason what is wrong
   * @param changed when file or manifest was written last
   */
  record Unusable(Path file, String reason, Instant changed) {}

  /**
   * Looks at all of it.
   *
   * @throws IOException when the folder cannot be read
   */
  static BackupFolder read(Path folder) throws IOException {
    var found = new Reading();
    List<Path> files = files(folder);
    for (Path file : files) {
      if (file.getFileName().toString().endsWith(Manifest.SUFFIX)) {
        found.manifest(file);
      }
    }
    for (Path file : files) {
      if (!found.known.contains(file) && Files.isRegularFile(file)) {
        found.file(file);
      }
    }
    return new BackupFolder(found.entries, found.unproven, found.unusable);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(each -> !each.getFileName().toString().endsWith(PartPath.SUFFIX))
          .sorted()
          .toList();
    }
  }

  /** Filled file by file. */
  private static final class Reading {

    private final List<Entry> entries = new ArrayList<>();
    private final List<Unproven> unproven = new ArrayList<>();
    private final List<Unusable> unusable = new ArrayList<>();
    private final Set<Path> known = new HashSet<>();

    void manifest(Path place) throws IOException {
      String name = place.getFileName().toString();
      Path file = place.resolveSibling(name.substring(0, name.length() - Manifest.SUFFIX.length()));
      switch (manifestAt(place)) {
        case ManifestFile.Found.Present(Manifest manifest) -> {
          long bytes = Files.isRegularFile(file) ? Files.size(file) : -1;
          entries.add(new Entry(file, manifest, bytes, link(file).or(() -> link(place))));
          known.addAll(List.of(file, place));
        }
        case ManifestFile.Found.Damaged(String reason) -> {
          unusable.add(new Unusable(file, name + ": " + reason, changed(place)));
          known.addAll(List.of(file, place));
        }
        case ManifestFile.Found.Foreign _, ManifestFile.Found.Absent _ -> {}
      }
    }

    /** One that cannot be read is one that cannot be used. */
    private static ManifestFile.Found manifestAt(Path place) {
      try {
        return ManifestFile.read(place);
      } catch (IOException unreadable) {
        return new ManifestFile.Found.Damaged(reason(unreadable));
      }
    }

    void file(Path file) throws IOException {
      try {
        if (beginsLikeASnapshot(file)) {
          unproven.add(new Unproven(file, Files.size(file), changed(file), link(file)));
        }
      } catch (IOException unreadable) {
        unusable.add(
            new Unusable(file, file.getFileName() + ": " + reason(unreadable), changed(file)));
      }
    }

    private static String reason(IOException failure) {
      return failure instanceof AccessDeniedException
          ? "permission denied"
          : String.valueOf(failure.getMessage());
    }

    private static Instant changed(Path file) throws IOException {
      return Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant();
    }

    private static Optional<String> link(Path file) {
      if (!Files.isSymbolicLink(file)) {
        return Optional.empty();
      }
      try {
        return Optional.of(file.getFileName() + ": a link to " + Files.readSymbolicLink(file));
      } catch (IOException gone) {
        return Optional.of(file.getFileName() + ": a link: " + reason(gone));
      }
    }
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
}
