package io.drydock.node.testing;

import io.drydock.formats.wal.write.ResumableFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A disk that forgets what was not forced to it: the real file system up to a chosen operation, at
 * which the power goes. {@link #crash} then undoes, sector by sector and name by name as the seed
 * will have it, what no sync had made durable.
 *
 * <p>Nothing is forced to the disk beneath, which stays powered. The operation that ends it has
 * failed: a write of it got some of its sectors out.
 */
public final class SimDisk implements ResumableFiles {

  /** No operation fails. */
  public static final int ENDLESS = Integer.MAX_VALUE;

  private static final int SECTOR_BYTES = 512;

  private final ResumableFiles disk = ResumableFiles.onDisk();
  private final Deque<Undo> notDurable = new ArrayDeque<>();
  private final List<SimFile> open = new ArrayList<>();
  private final List<SimFile> written = new ArrayList<>();
  private int left;
  private int operations;

  /** The power goes at the operation of this number, counted from 0. */
  public SimDisk(int operations) {
    this.left = operations;
  }

  /** How many operations were done. */
  public int operations() {
    return operations;
  }

  /** The power is gone: closes all files and undoes some of what was not durable. */
  public void crash(RandomGenerator random) throws IOException {
    for (SimFile file : open) {
      file.file.close();
    }
    while (!notDurable.isEmpty()) {
      notDurable.pop().run(random);
    }
  }

  @Override
  public WalFile create(Path file, long bytes) throws IOException {
    note("create " + file.getFileName());
    if (Files.exists(file)) {
      byte[] before = Files.readAllBytes(file);
      notDurable.push(new Undo(file, false, _ -> Files.write(file, before)));
    }
    return opened(file, disk.create(file, bytes));
  }

  @Override
  public WalFile open(Path file, long offset) throws IOException {
    note("open " + file.getFileName());
    return opened(file, disk.open(file, offset));
  }

  @Override
  public void delete(Path file) throws IOException {
    note("delete " + file.getFileName());
    if (Files.exists(file)) {
      byte[] before = Files.readAllBytes(file);
      notDurable.push(
          new Undo(
              file,
              true,
              random -> {
                if (random.nextBoolean()) {
                  Files.write(file, before);
                }
              }));
      disk.delete(file);
    }
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
    note("rename " + from.getFileName());
    move(from, to);
    notDurable.push(
        new Undo(
            to,
            true,
            random -> {
              if (random.nextBoolean()) {
                move(to, from);
              }
            }));
  }

  @Override
  public void syncFolder(Path folder) throws IOException {
    note("sync folder " + folder.getFileName());
    notDurable.removeIf(undo -> undo.isName && folder.equals(undo.path.getParent()));
  }

  private void note(String operation) throws IOException {
    if (left == 0) {
      throw new IOException("no power: " + operation);
    }
    left--;
    operations++;
  }

  private void move(Path from, Path to) throws IOException {
    disk.rename(from, to);
    for (SimFile file : written) {
      if (file.path.startsWith(from)) {
        file.path = to.resolve(from.relativize(file.path));
      }
    }
  }

  private SimFile opened(Path path, WalFile file) {
    var opened = new SimFile(path, file);
    written.add(opened);
    open.add(opened);
    return opened;
  }

  /** Puts back what was there before something that may not have reached the disk. */
  private record Undo(Path path, boolean isName, Step step) {

    void run(RandomGenerator random) throws IOException {
      step.run(random);
    }
  }

  @FunctionalInterface
  private interface Step {
    void run(RandomGenerator random) throws IOException;
  }

  private final class SimFile implements WalFile {

    private final WalFile file;
    private final Path identity;
    private Path path;

    SimFile(Path path, WalFile file) {
      this.path = path;
      this.identity = path.resolveSibling(path.getFileName() + "#" + written.size());
      this.file = file;
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
      remember(file.offset(), bytes.remaining());
      if (left == 0) {
        file.write(bytes);
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
      remember(file.offset(), (int) Math.max(0, Files.size(path) - file.offset()));
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
      notDurable.removeIf(undo -> !undo.isName && undo.path.equals(identity));
    }

    @Override
    public void close() throws IOException {
      file.close();
      open.remove(this);
    }

    /** Each sector of the range is later kept or put back by itself. */
    private void remember(long offset, int length) throws IOException {
      try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
        for (long from = offset; from < offset + length; ) {
          long to = Math.min((from / SECTOR_BYTES + 1) * SECTOR_BYTES, offset + length);
          var before = ByteBuffer.allocate((int) (to - from));
          channel.read(before, from);
          notDurable.push(putBack(from, before.array()));
          from = to;
        }
      }
    }

    private Undo putBack(long offset, byte[] before) {
      return new Undo(
          identity,
          false,
          random -> {
            if (random.nextBoolean()) {
              try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap(before), offset);
              }
            }
          });
    }
  }
}
