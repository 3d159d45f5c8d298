package io.drydock.tools.source;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
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

  private static final int O_RDONLY = 0;
  private static final int O_RDWR = 2;
  private static final int O_CLOEXEC = 0x80000;
  private static final int O_TMPFILE_WITHOUT_DIRECTORY = 0x400000;
  private static final int O_DIRECTORY_X86 = 0x10000;
  private static final int O_DIRECTORY_ARM = 0x4000;
  private static final int OWNER_ONLY = 0600;
  private static final long FICLONE = 0x40049409L;

  private final int descriptor;

  private Reflink(int descriptor) {
    this.descriptor = descriptor;
  }

  /** The clone of the file as it is at this moment, or nothing where that cannot be had. */
  static Optional<Reflink> of(Path file) {
    Optional<Calls> calls = Linked.CALLS;
    Path folder = file.toAbsolutePath().getParent();
    if (calls.isEmpty() || folder == null) {
      return Optional.empty();
    }
    Calls call = calls.get();
    int source = call.open(file, O_RDONLY | O_CLOEXEC);
    if (source < 0) {
      return Optional.empty();
    }
    int clone =
        call.open(folder, O_TMPFILE_WITHOUT_DIRECTORY | directoryFlag() | O_RDWR | O_CLOEXEC);
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
    if (Linked.CALLS.orElseThrow().close(descriptor) != 0) {
      throw new IOException("clone of the database: close failed");
    }
  }

  private static int directoryFlag() {
    return System.getProperty("os.arch").equals("aarch64") ? O_DIRECTORY_ARM : O_DIRECTORY_X86;
  }

  /** Linked once, on first use: the linker costs a cold start some tenths of a second. */
  private static final class Linked {
    static final Optional<Calls> CALLS = Calls.find();
  }

  /** The three system calls; absent where this is not Linux. */
  private record Calls(MethodHandle open, MethodHandle ioctl, MethodHandle close) {

    @SuppressWarnings("restricted") // calling the system is the point; the launcher allows it
    static Optional<Calls> find() {
      if (!System.getProperty("os.name").equals("Linux")) {
        return Optional.empty();
      }
      Linker linker = Linker.nativeLinker();
      var lookup = linker.defaultLookup();
      var open = lookup.find("open");
      var ioctl = lookup.find("ioctl");
      var close = lookup.find("close");
      if (open.isEmpty() || ioctl.isEmpty() || close.isEmpty()) {
        return Optional.empty();
      }
      var i32 = ValueLayout.JAVA_INT;
      var variadic = Linker.Option.firstVariadicArg(2);
      return Optional.of(
          new Calls(
              linker.downcallHandle(
                  open.get(), FunctionDescriptor.of(i32, ValueLayout.ADDRESS, i32, i32), variadic),
              linker.downcallHandle(
                  ioctl.get(),
                  FunctionDescriptor.of(i32, i32, ValueLayout.JAVA_LONG, i32),
                  variadic),
              linker.downcallHandle(close.get(), FunctionDescriptor.of(i32, i32))));
    }

    int open(Path path, int flags) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment name = arena.allocateFrom(path.toString());
        return (int) open.invokeExact(name, flags, OWNER_ONLY);
      } catch (Throwable impossible) { // CHECKSTYLE-OFF-LINE IllegalCatch: invokeExact's signature
        throw new IllegalStateException("open", impossible);
      }
    }

    int ioctl(int descriptor, long request, int argument) {
      try {
        return (int) ioctl.invokeExact(descriptor, request, argument);
      } catch (Throwable impossible) { // CHECKSTYLE-OFF-LINE IllegalCatch: invokeExact's signature
        throw new IllegalStateException("ioctl", impossible);
      }
    }

    int close(int descriptor) {
      try {
        return (int) close.invokeExact(descriptor);
      } catch (Throwable impossible) { // CHECKSTYLE-OFF-LINE IllegalCatch: invokeExact's signature
        throw new IllegalStateException("close", impossible);
      }
    }
  }
}
