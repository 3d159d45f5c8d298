package io.drydock.tools.write;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** The disk, and something that is done before each change of it; it may fail, and so does that. */
public final class WatchedFileOps implements FileOps {

  /** What is done before. */
  @FunctionalInterface
  public interface Watch {
    /** Before the operation of this name, on this file. */
    void before(String operation, Path file) throws IOException;
  }

  private final Watch watch;

  /** Watched by this one. */
  public WatchedFileOps(Watch watch) {
    this.watch = watch;
  }

  @Override
  public FileChannel create(Path file) throws IOException {
    watch.before("create", file);
    return DISK.create(file);
  }

  @Override
  public void createFolder(Path folder) throws IOException {
    watch.before("createFolder", folder);
    DISK.createFolder(folder);
  }

  @Override
  public void syncFolder(Path folder) throws IOException {
    watch.before("syncFolder", folder);
    DISK.syncFolder(folder);
  }

  @Override
  public void adopt(Path target, Path like) throws IOException {
    watch.before("adopt", target);
    DISK.adopt(target, like);
  }

  @Override
  public void link(Path existing, Path second) throws IOException {
    watch.before("link", existing);
    DISK.link(existing, second);
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    watch.before("rename", from);
    DISK.rename(from, to);
  }

  @Override
  public void renameToFree(Path from, Path to) throws IOException {
    watch.before("renameToFree", from);
    DISK.renameToFree(from, to);
  }

  @Override
  public void exchange(Path one, Path other) throws IOException {
    watch.before("exchange", one);
    DISK.exchange(one, other);
  }

  @Override
  public void delete(Path file) throws IOException {
    watch.before("delete", file);
    DISK.delete(file);
  }
}
