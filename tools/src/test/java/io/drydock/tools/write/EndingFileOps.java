package io.drydock.tools.write;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;

/**
 * The disk, until the program is killed: after so many operations the next one never happens. Or
 * until it is full: then writing fails, now and later, but deleting still works.
 *
 * <p>Syncing counts as an operation and is not done: the system below stays up, and waiting for the
 * disk some thousand times is what such a test would spend its time with.
 */
public final class EndingFileOps implements FileOps {

  /** The end of the program. Nothing may catch it. */
  public static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  private final long lastOperation;
  private final boolean isDiskFull;
  private long operations;

  /** Lets so many operations happen. */
  public EndingFileOps(long lastOperation) {
    this(lastOperation, false);
  }

  private EndingFileOps(long lastOperation, boolean isDiskFull) {
    this.lastOperation = lastOperation;
    this.isDiskFull = isDiskFull;
  }

  /** Lets so many operations happen, then the disk is full. */
  public static EndingFileOps fullAfter(long operations) {
    return new EndingFileOps(operations, true);
  }

  /** How many have happened. */
  public long operations() {
    return operations;
  }

  private void step() throws IOException {
    if (operations == lastOperation) {
      if (isDiskFull) {
        throw new IOException("No space left on device");
      }
      throw new Killed();
    }
    operations++;
  }

  @Override
  public FileChannel create(Path file) throws IOException {
    step();
    return new EndingChannel(DISK.create(file));
  }

  @Override
  public void createFolder(Path folder) throws IOException {
    step();
    DISK.createFolder(folder);
  }

  @Override
  public void syncFolder(Path folder) throws IOException {
    step();
  }

  @Override
  public void adopt(Path target, Path like) throws IOException {
    step();
    DISK.adopt(target, like);
  }

  @Override
  public void link(Path existing, Path second) throws IOException {
    step();
    DISK.link(existing, second);
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    step();
    DISK.rename(from, to);
  }

  @Override
  public void renameToFree(Path from, Path to) throws IOException {
    step();
    DISK.renameToFree(from, to);
  }

  @Override
  public void exchange(Path one, Path other) throws IOException {
    step();
    DISK.exchange(one, other);
  }

  @Override
  public void delete(Path file) throws IOException {
    if (!isDiskFull) {
      step();
    }
    DISK.delete(file);
  }

  /** A channel whose writes and syncs are operations too. A write may be cut in the middle. */
  private final class EndingChannel extends FileChannel {

    private final FileChannel disk;

    EndingChannel(FileChannel disk) {
      this.disk = disk;
    }

    private void cut(ByteBuffer bytes, long position) throws IOException {
      if (operations == lastOperation) {
        disk.write(bytes.slice(0, bytes.remaining() / 2), position);
      }
      step();
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
      cut(bytes.slice(), disk.position());
      return disk.write(bytes);
    }

    @Override
    public int write(ByteBuffer bytes, long position) throws IOException {
      cut(bytes.slice(), position);
      return disk.write(bytes, position);
    }

    @Override
    public long write(ByteBuffer[] buffers, int offset, int length) throws IOException {
      step();
      return disk.write(buffers, offset, length);
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
      step();
      disk.truncate(size);
      return this;
    }

    @Override
    public void force(boolean metaData) throws IOException {
      step();
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
      return disk.read(into);
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
      return disk.read(into, position);
    }

    @Override
    public long read(ByteBuffer[] into, int offset, int length) throws IOException {
      return disk.read(into, offset, length);
    }

    @Override
    public long position() throws IOException {
      return disk.position();
    }

    @Override
    public FileChannel position(long position) throws IOException {
      disk.position(position);
      return this;
    }

    @Override
    public long size() throws IOException {
      return disk.size();
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target)
        throws IOException {
      return disk.transferTo(position, count, target);
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count)
        throws IOException {
      step();
      return disk.transferFrom(source, position, count);
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
      return disk.map(mode, position, size);
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) throws IOException {
      return disk.lock(position, size, shared);
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) throws IOException {
      return disk.tryLock(position, size, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
      disk.close();
    }
  }
}
