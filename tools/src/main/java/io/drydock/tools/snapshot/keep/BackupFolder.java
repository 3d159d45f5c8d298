package io.drydock.tools.snapshot.keep;

import io.drydock.formats.bytes.Bytes;
import io.drydock.tools.snapshot.manifest.Manifest;
import io.drydock.tools.snapshot.manifest.ManifestFile;
import io.drydock.tools.snapshot.manifest.Sha256;
import io.drydock.tools.write.PartPath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/** The files of a folder that are snapshots with a manifest, or manifests without one. */
final class BackupFolder {

  private static final int BLOCK_BYTES = 1 << 18;
  private static final int HEAD_BYTES = 20;
  private static final int BOLT_MAGIC_OFFSET = 16;
  private static final byte[] BOLT_MAGIC = {(byte) 0xed, (byte) 0xda, 0x0c, (byte) 0xed};
  private static final byte[] ZSTD = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd};
  private static final byte[] GZIP = {0x1f, (byte) 0x8b};

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

    /** Reads the file to its end. */
    Bytes sha256(LongConsumer watcher) throws IOException {
      MessageDigest digest = Sha256.begin();
      try (InputStream in = Files.newInputStream(file)) {
        byte[] block = new byte[BLOCK_BYTES];
        for (int read = in.read(block); read >= 0; read = in.read(block)) {
          digest.update(block, 0, read);
          watcher.accept(read);
        }
      }
      return Bytes.adopt(digest.digest());
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
    try (InputStream in = Files.newInputStream(file)) {
      byte[] head = in.readNBytes(HEAD_BYTES);
      return head.length == HEAD_BYTES
          && (startsWith(head, 0, ZSTD)
              || startsWith(head, 0, GZIP)
              || startsWith(head, BOLT_MAGIC_OFFSET, BOLT_MAGIC));
    }
  }

  private static boolean startsWith(byte[] head, int at, byte[] magic) {
    return Arrays.equals(head, at, at + magic.length, magic, 0, magic.length);
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
