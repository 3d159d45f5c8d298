package io.drydock.tools.source;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A copy-on-write clone of a file, where the file system can make one (XFS, Btrfs and others).
 *
 * <p>The clone is a nameless file ({@code O_TMPFILE}) on the same file system: no folder gets an
 * entry or a new time, and it is gone with the descriptor. Linux takes the clone of a file between
 * two writes to it, so it is one moment of the file however busy its writer is.
 *
 * <p>Linux system calls through the JDK's linker; constants of the kernel's generic ABI, as on
 * x86-64 and 64-bit ARM.
 */
final class Reflink implements AutoCloseable {

  private static final int O_RDWR = 2;
  private static final int O_TMPFILE_WITHOUT_DIRECTORY = 0x400000;
  private static final int O_DIRECTORY_X86 = 0x10000;
  private static final int O_DIRECTORY_ARM = 0x4000;
  private static final long FICLONE = 0x40049409L;

  private final int descriptor;

  private Reflink(int descriptor) {
    this.descriptor = descriptor;
  }

  /** The clone of the file as it is at this moment, or nothing where that cannot be had. */
  static Optional<Reflink> of(Path file) {
    Optional<SystemCalls> calls = SystemCalls.find();
    Path folder = file.toAbsolutePath().getParent();
    if (calls.isEmpty() || folder == null) {
      return Optional.empty();
    }
    SystemCalls call = calls.get();
    int source = call.open(file, SystemCalls.O_RDONLY | SystemCalls.O_CLOEXEC);
    if (source < 0) {
      return Optional.empty();
    }
    int clone =
        call.open(
            folder, O_TMPFILE_WITHOUT_DIRECTORY | directoryFlag() | O_RDWR | SystemCalls.O_CLOEXEC);
    boolean done = clone >= 0 && call.ioctl(clone, FICLONE, source) == 0;
    call.close(source);
    if (!done && clone >= 0) {
      call.close(clone);
    }
    return done ? Optional.of(new Reflink(clone)) : Optional.empty();
  }

  /** A path that opens the clone, in this process only, until it is closed. */
  Path path() {
    return Path.of("/proc/self/fd/" + descriptor);
  }

  @Override
  public void close() throws IOException {
    if (SystemCalls.find().orElseThrow().close(descriptor) != 0) {
      throw new IOException("clone of the database: close failed");
    }
  }

  private static int directoryFlag() {
    return System.getProperty("os.arch").equals("aarch64") ? O_DIRECTORY_ARM : O_DIRECTORY_X86;
  }
}
