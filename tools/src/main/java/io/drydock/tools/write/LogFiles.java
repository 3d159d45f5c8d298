package io.drydock.tools.write;

import io.drydock.formats.wal.write.WalFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * The files of a WAL that is made, as changes of the disk like all others. Nothing is locked: they
 * lie where no server looks until they are whole.
 *
 * @param ops the disk
 */
public record LogFiles(FileOps ops) implements WalFiles {

  @Override
  public WalFile create(Path file, long bytes) throws IOException {
    var created = new Segment(ops.create(file));
    created.extend(bytes);
    return created;
  }

  @Override
  public void createFolder(Path folder) throws IOException {
    ops.createFolder(folder);
  }

  @Override
  public void deleteFolder(Path folder) throws IOException {
    PartPath.remove(folder, ops);
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    ops.rename(from, to);
  }

  @Override
  public void syncFolder(Path folder) throws IOException {
    ops.syncFolder(folder);
  }

  private static final class Segment implements WalFile {

    private final FileChannel channel;
    private long offset;

    Segment(FileChannel channel) {
      this.channel = channel;
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
      while (bytes.hasRemaining()) {
        offset += channel.write(bytes, offset);
      }
    }

    @Override
    public long offset() {
      return offset;
    }

    @Override
    public void truncate() throws IOException {
      channel.truncate(offset);
    }

    /** All but the last byte is a hole. */
    @Override
    public void extend(long bytes) throws IOException {
      if (channel.size() < bytes) {
        channel.write(ByteBuffer.allocate(1), bytes - 1);
      }
    }

    @Override
    public void sync() throws IOException {
      channel.force(true);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
