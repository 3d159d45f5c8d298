package io.drydock.formats.wal.write;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The real file system. Files are 0600 and folders 0700, as etcd's are.
 *
 * <p>The lock is POSIX's: it keeps out an etcd that writes the segment, and etcd it, but it goes
 * when this process closes <em>any</em> descriptor of the file.
 */
final class DiskFiles implements ResumableFiles {

  private static final FileAttribute<Set<PosixFilePermission>> OWNER_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  @Override
  public WalFile create(Path file, long bytes) throws IOException {
    Set<OpenOption> options =
        Set.of(
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    var created = new DiskFile(locked(file, FileChannel.open(file, options, OWNER_FILE)), 0);
    created.extend(bytes);
    return created;
  }

  @Override
  public WalFile open(Path file, long offset) throws IOException {
    return new DiskFile(locked(file, FileChannel.open(file, StandardOpenOption.WRITE)), offset);
  }

  @Override
  public void delete(Path file) throws IOException {
    Files.deleteIfExists(file);
  }

  @Override
  public void createFolder(Path folder) throws IOException {
    Files.createDirectory(folder, OWNER_FOLDER);
  }

  @Override
  public void deleteFolder(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        Files.delete(entry);
      }
    } catch (DirectoryIteratorException failure) {
      throw failure.getCause();
    }
    Files.delete(folder);
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void syncFolder(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static FileChannel locked(Path file, FileChannel channel) throws IOException {
    boolean isLocked = false;
    try {
      isLocked = channel.tryLock() != null;
    } catch (OverlappingFileLockException heldByThisProcess) {
      isLocked = false;
    } finally {
      if (!isLocked) {
        channel.close();
      }
    }
    if (!isLocked) {
      throw new IOException(file + ": locked by a running server or another writer");
    }
    return channel;
  }

  /**
   * Blocks of a hole are found at the sync of each write into it, which then takes nearly twice as
   * long. So zeros are written ahead of the records, much at once.
   */
  private static final class DiskFile implements WalFile {

    private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(1 << 20).asReadOnlyBuffer();

    private final FileChannel channel;
    private long offset;
    private long zeroedTo;
    private long holeEnd;

    DiskFile(FileChannel channel, long offset) {
      this.channel = channel;
      this.offset = offset;
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
      while (bytes.hasRemaining()) {
        offset += channel.write(bytes, offset);
      }
      if (offset > zeroedTo && offset < holeEnd) {
        fillHole();
      }
    }

    @Override
    public long offset() {
      return offset;
    }

    @Override
    public void truncate() throws IOException {
      channel.truncate(offset);
      holeEnd = 0;
    }

    @Override
    public void extend(long bytes) throws IOException {
      zeroedTo = channel.size();
      if (zeroedTo < bytes) {
        channel.write(ByteBuffer.allocate(1), bytes - 1);
        holeEnd = bytes;
      }
    }

    @Override
    public void sync() throws IOException {
      channel.force(false);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }

    private void fillHole() throws IOException {
      ByteBuffer zeros = ZEROS.duplicate();
      zeros.limit((int) Math.min(zeros.capacity(), holeEnd - offset));
      zeroedTo = offset;
      while (zeros.hasRemaining()) {
        zeroedTo += channel.write(zeros, zeroedTo);
      }
    }
  }
}
