package io.drydock.node.storage;

import io.drydock.formats.wal.write.ResumableFiles;
import io.drydock.node.DiskTimes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Files whose writes and syncs are timed. */
record TimedFiles(ResumableFiles files, DiskTimes times) implements ResumableFiles {

  @Override
  public WalFile create(Path file, long bytes) throws IOException {
    return new Timed(files.create(file, bytes), times);
  }

  @Override
  public WalFile open(Path file, long offset) throws IOException {
    return new Timed(files.open(file, offset), times);
  }

  @Override
  public void createFolder(Path folder) throws IOException {
    files.createFolder(folder);
  }

  @Override
  public void deleteFolder(Path folder) throws IOException {
    files.deleteFolder(folder);
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    files.rename(from, to);
  }

  @Override
  public void syncFolder(Path folder) throws IOException {
    files.syncFolder(folder);
  }

  @Override
  public void delete(Path file) throws IOException {
    files.delete(file);
  }

  private record Timed(WalFile file, DiskTimes times) implements WalFile {

    @Override
    public void write(ByteBuffer bytes) throws IOException {
      long size = bytes.remaining();
      long begin = System.nanoTime();
      file.write(bytes);
      times.logWritten(size, System.nanoTime() - begin);
    }

    @Override
    public long offset() {
      return file.offset();
    }

    @Override
    public void truncate() throws IOException {
      file.truncate();
    }

    @Override
    public void extend(long bytes) throws IOException {
      file.extend(bytes);
    }

    @Override
    public void sync() throws IOException {
      long begin = System.nanoTime();
      file.sync();
      times.logSynced(System.nanoTime() - begin);
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
