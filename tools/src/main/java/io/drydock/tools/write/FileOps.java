package io.drydock.tools.write;

import io.drydock.tools.source.FreeName;
import io.drydock.tools.source.Swap;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The changes of the disk that a command is made of, each of them one step that may be the last.
 */
public interface FileOps {

  /** The disk. */
  FileOps DISK = new Disk();

  /** Creates a file for its owner only (0600), open for reading and writing; it must not exist. */
  FileChannel create(Path file) throws IOException;

  /** Creates a folder for its owner only (0700). */
  void createFolder(Path folder) throws IOException;

  /** Makes the entries of the folder durable. */
  void syncFolder(Path folder) throws IOException;

  /** Gives a file or folder the owner, group and permissions of another one. */
  void adopt(Path target, Path like) throws IOException;

  /** Gives the file a second name, which must be free. */
  void link(Path existing, Path second) throws IOException;

  /** Gives the file another name at once; a file that has it loses it. */
  void rename(Path from, Path to) throws IOException;

  /**
   * Gives the file another name, as {@link FreeName#give}.
   *
   * @throws FileAlreadyExistsException when something has it
   */
  void renameToFree(Path from, Path to) throws IOException;

  /** Gives two files or folders each other's name at once. */
  void exchange(Path one, Path other) throws IOException;

  /** Removes a file or an empty folder. */
  void delete(Path file) throws IOException;

  /** Plain system calls. */
  final class Disk implements FileOps {

    private static final FileAttribute<?> OWNER_FILE =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<?> OWNER_FOLDER =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    @Override
    public FileChannel create(Path file) throws IOException {
      Files.createFile(file, OWNER_FILE);
      return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    @Override
    public void createFolder(Path folder) throws IOException {
      Files.createDirectory(folder, OWNER_FOLDER);
    }

    @Override
    public void syncFolder(Path folder) throws IOException {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }

    @Override
    public void adopt(Path target, Path like) throws IOException {
      var facts = Files.readAttributes(like, PosixFileAttributes.class);
      var view = Files.getFileAttributeView(target, PosixFileAttributeView.class);
      var current = view.readAttributes();
      if (!current.owner().equals(facts.owner())) {
        view.setOwner(facts.owner());
      }
      if (!current.group().equals(facts.group())) {
        view.setGroup(facts.group());
      }
      view.setPermissions(facts.permissions());
    }

    @Override
    public void link(Path existing, Path second) throws IOException {
      Files.createLink(second, existing);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void renameToFree(Path from, Path to) throws IOException {
      FreeName.give(from, to);
    }

    @Override
    public void exchange(Path one, Path other) throws IOException {
      Swap.names(one, other);
    }

    @Override
    public void delete(Path file) throws IOException {
      Files.delete(file);
    }
  }
}
