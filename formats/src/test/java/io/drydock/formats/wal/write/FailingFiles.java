package io.drydock.formats.wal.write;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The real file system up to a chosen operation; that one and all later ones fail, as they would
 * for a process that was killed. A write fails with some whole sectors of it written. What was done
 * is noted.
 */
final class FailingFiles implements ResumableFiles {

  private static final long SECTOR_BYTES = 512;

  static final int NEVER = Integer.MAX_VALUE;

  private final ResumableFiles disk = new DiskFiles();
  private final List<String> done = new ArrayList<>();
  private int left;

  FailingFiles(int operations) {
    this.left = operations;
  }

  /** Each operation, and what it was done to. */
  List<String> done() {
    return done;
  }

  @Override
  public WalFile create(Path file, long bytes) throws IOException {
    note("create " + file.getFileName());
    return new FailingFile(disk.create(file, bytes));
  }

  @Override
  public WalFile open(Path file, long offset) throws IOException {
    note("open " + file.getFileName() + " at " + offset);
    return new FailingFile(disk.open(file, offset));
  }

  @Override
  public void delete(Path file) throws IOException {
    note("delete " + file.getFileName());
    disk.delete(file);
  }

  @Override
  public void createFolder(Path folder) throws IOException {
    note("create folder " + folder.getFileName());
    disk.createFolder(folder);
  }

  @Override
  public void deleteFolder(Path folder) throws IOException {
    note("delete folder " + folder.getFileName());
    disk.deleteFolder(folder);
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    note("rename " + from.getFileName() + " " + to.getFileName());
    disk.rename(from, to);
  }

  @Override
  public void syncFolder(Path folder) throws IOException {
    note("sync folder " + folder.getFileName());
    disk.syncFolder(folder);
  }

  private void note(String operation) throws IOException {
    if (left == 0) {
      throw new IOException("killed before: " + operation);
    }
    left--;
    done.add(operation);
  }

  private final class FailingFile implements WalFile {

    private final WalFile file;

    FailingFile(WalFile file) {
      this.file = file;
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
      if (left == 0) {
        long half = file.offset() + bytes.remaining() / 2;
        long sectors = Math.max(half / SECTOR_BYTES * SECTOR_BYTES - file.offset(), 0);
        file.write(bytes.slice(bytes.position(), (int) sectors));
      }
      note("write");
      file.write(bytes);
    }

    @Override
    public long offset() {
      return file.offset();
    }

    @Override
    public void truncate() throws IOException {
      note("truncate");
      file.truncate();
    }

    @Override
    public void extend(long bytes) throws IOException {
      note("extend");
      file.extend(bytes);
    }

    @Override
    public void sync() throws IOException {
      note("sync");
      file.sync();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
