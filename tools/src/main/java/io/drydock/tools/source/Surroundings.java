package io.drydock.tools.source;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The file system that a folder lies on, and who may do what with the files in it.
 *
 * @param type as the system names it: {@code ext4}, {@code xfs}, {@code nfs4}
 * @param totalBytes of the file system
 * @param usableBytes that this process could write, as far as the system tells
 * @param isReadOnly mounted so
 * @param entries the folder and what is in it, by path; what vanished meanwhile is left out
 */
public record Surroundings(
    String type, long totalBytes, long usableBytes, boolean isReadOnly, List<Entry> entries) {

  private static final int PERMISSION_BITS = 0777;
  private static final int LEVELS = 4;

  /** File systems over a network, where locks and syncs may mean less. */
  private static final List<String> OVER_A_NETWORK =
      List.of("nfs", "cifs", "smb", "9p", "ceph", "glusterfs", "fuse.gluster", "lustre", "afs");

  /**
   * A file or folder.
   *
   * @param path below the folder that was asked for, or itself
   * @param isDirectory else a file
   * @param mode permission bits, such as 0700
   * @param owner number of the user
   */
  public record Entry(Path path, boolean isDirectory, int mode, int owner) {}

  /** Copies the list. */
  public Surroundings {
    entries = List.copyOf(entries);
  }

  /**
   * Looks at a folder; opens no file.
   *
   * @throws IOException when it cannot be listed, or the system does not tell
   */
  public static Surroundings of(Path folder) throws IOException {
    FileStore store = Files.getFileStore(folder);
    List<Entry> entries = new ArrayList<>();
    Files.walkFileTree(folder, Set.of(), LEVELS, new Visitor(entries));
    entries.sort(Comparator.comparing(Entry::path));
    return new Surroundings(
        store.type(), store.getTotalSpace(), store.getUsableSpace(), store.isReadOnly(), entries);
  }

  /** True on a file system over a network. */
  public boolean isNetwork() {
    String lower = type.toLowerCase(Locale.ROOT);
    return OVER_A_NETWORK.stream().anyMatch(lower::startsWith);
  }

  /** A running server purges and renames: what is gone when its turn comes is left out. */
  private static final class Visitor extends SimpleFileVisitor<Path> {
    private final List<Entry> entries;

    Visitor(List<Entry> entries) {
      this.entries = entries;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes basic)
        throws IOException {
      return visitFile(path, basic);
    }

    @Override
    public FileVisitResult visitFile(Path path, BasicFileAttributes basic) throws IOException {
      try {
        var facts = Files.readAttributes(path, "unix:mode,uid");
        int mode = ((Number) facts.get("mode")).intValue() & PERMISSION_BITS;
        int owner = ((Number) facts.get("uid")).intValue();
        entries.add(new Entry(path, basic.isDirectory(), mode, owner));
        return FileVisitResult.CONTINUE;
      } catch (NoSuchFileException gone) {
        return FileVisitResult.CONTINUE;
      }
    }

    @Override
    public FileVisitResult visitFileFailed(Path path, IOException failure) throws IOException {
      if (failure instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw failure;
    }
  }
}
