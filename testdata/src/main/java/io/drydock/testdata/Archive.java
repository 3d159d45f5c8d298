package io.drydock.testdata;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.zstandard.ZstdCompressorInputStream;

/**
 * Unpacks a {@code .tar.zst} of real data directories: GNU or PAX tar, members may be sparse.
 * Permissions and times are those of the archive; blocks of zeros become holes.
 */
public final class Archive {
  private Archive() {}

  /**
   * Unpacks the kept archive of this name.
   *
   * @param name as {@link Testdata#archive}
   * @param into an existing folder without an entry of that name
   * @return the unpacked folder, {@code into/name}
   * @throws IOException when there is no such archive, or reading or writing fails
   */
  public static Path unpack(String name, Path into) throws IOException {
    return unpack(Testdata.archive(name), into);
  }

  /**
   * Unpacks an archive file whose members lie in one folder named like the file.
   *
   * @return the unpacked folder
   * @throws IOException when reading or writing fails, a file is there already, or a member would
   *     land outside {@code into} or is neither file nor folder
   */
  public static Path unpack(Path archive, Path into) throws IOException {
    try (var bytes = new BufferedInputStream(Files.newInputStream(archive));
        var plain = new ZstdCompressorInputStream(bytes);
        var tar = new TarArchiveInputStream(plain)) {
      Deque<Folder> folders = new ArrayDeque<>();
      for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        var target = inside(into, entry.getName(), archive);
        if (entry.isDirectory()) {
          Files.createDirectories(target);
          folders.push(new Folder(target, entry));
        } else if (entry.isFile() || entry.isSparse()) {
          Files.createDirectories(target.getParent());
          unpackFile(tar, entry, target);
        } else {
          throw new IOException(archive + ": " + entry.getName() + ": neither file nor folder");
        }
      }
      for (var folder : folders) {
        setAttributes(folder.entry, folder.path);
      }
    }
    return into.resolve(Testdata.name(archive));
  }

  private record Folder(Path path, TarArchiveEntry entry) {}

  private static void unpackFile(TarArchiveInputStream tar, TarArchiveEntry entry, Path target)
      throws IOException {
    long written = SparseWriter.copy(tar, target);
    if (written != entry.getRealSize()) {
      throw new IOException(
          target + ": expected " + entry.getRealSize() + " bytes, found " + written);
    }
    setAttributes(entry, target);
  }

  private static Path inside(Path into, String name, Path archive) throws IOException {
    var target = into.resolve(name).normalize();
    if (!target.startsWith(into.normalize())) {
      throw new IOException(archive + ": " + name + " lies outside the target folder");
    }
    return target;
  }

  private static void setAttributes(TarArchiveEntry entry, Path target) throws IOException {
    Files.setPosixFilePermissions(target, permissions(entry.getMode()));
    Files.setLastModifiedTime(target, entry.getLastModifiedTime());
  }

  private static Set<PosixFilePermission> permissions(int mode) {
    var permissions = EnumSet.noneOf(PosixFilePermission.class);
    for (var permission : PosixFilePermission.values()) {
      // The enum runs from OWNER_READ (0400) to OTHERS_EXECUTE (0001).
      if ((mode & (0400 >> permission.ordinal())) != 0) {
        permissions.add(permission);
      }
    }
    return permissions;
  }
}
