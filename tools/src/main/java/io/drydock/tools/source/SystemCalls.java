package io.drydock.tools.source;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.Optional;

/** The system calls that the JDK has no method for; absent where this is not Linux. */
record SystemCalls(
    MethodHandle open,
    MethodHandle ioctl,
    MethodHandle flock,
    MethodHandle close,
    Optional<MethodHandle> renameat2) {

  static final int O_RDONLY = 0;
  static final int O_CLOEXEC = 0x80000;

  private static final int OWNER_ONLY = 0600;
  private static final int AT_FDCWD = -100;
  private static final int RENAME_NOREPLACE = 1;
  private static final int RENAME_EXCHANGE = 2;

  /** Linked once, on first use: the linker costs a cold start some tenths of a second. */
  private static final class Linked {
    static final Optional<SystemCalls> CALLS = link();

    private Linked() {}
  }

  static Optional<SystemCalls> find() {
    return Linked.CALLS;
  }

  @SuppressWarnings("restricted") // calling the system is the point; the launcher allows it
  private static Optional<SystemCalls> link() {
    if (!System.getProperty("os.name").equals("Linux")) {
      return Optional.empty();
    }
    Linker linker = Linker.nativeLinker();
    var lookup = linker.defaultLookup();
    var open = lookup.find("open");
    var ioctl = lookup.find("ioctl");
    var flock = lookup.find("flock");
    var close = lookup.find("close");
    if (open.isEmpty() || ioctl.isEmpty() || flock.isEmpty() || close.isEmpty()) {
      return Optional.empty();
    }
    var i32 = ValueLayout.JAVA_INT;
    var variadic = Linker.Option.firstVariadicArg(2);
    return Optional.of(
        new SystemCalls(
            linker.downcallHandle(
                open.get(), FunctionDescriptor.of(i32, ValueLayout.ADDRESS, i32, i32), variadic),
            linker.downcallHandle(
                ioctl.get(), FunctionDescriptor.of(i32, i32, ValueLayout.JAVA_LONG, i32), variadic),
            linker.downcallHandle(flock.get(), FunctionDescriptor.of(i32, i32, i32)),
            linker.downcallHandle(close.get(), FunctionDescriptor.of(i32, i32)),
            lookup
                .find("renameat2")
                .map(address ->
                    linker.downcallHandle(
                        address,
                        FunctionDescriptor.of(
                            i32, i32, ValueLayout.ADDRESS, i32, ValueLayout.ADDRESS, i32)))));
  }

  /** A descriptor, or -1. */
  int open(Path path, int flags) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom(path.toString());
      return (int) open.invokeExact(name, flags, OWNER_ONLY);
    } catch (Throwable impossible) { // CHECKSTYLE-OFF-LINE IllegalCatch: invokeExact's signature
      throw new IllegalStateException("open", impossible);
    }
  }

  /** Swaps two names at once: 0, or -1 where system or file system cannot. */
  int exchange(Path one, Path other) {
    return rename(one, other, RENAME_EXCHANGE);
  }

  /** Renames unless something has the name: 0; else, or where that cannot be done at once, -1. */
  int renameToFree(Path from, Path to) {
    return rename(from, to, RENAME_NOREPLACE);
  }

  private int rename(Path from, Path to, int flag) {
    if (renameat2.isEmpty()) {
      return -1;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment first = arena.allocateFrom(from.toString());
      MemorySegment second = arena.allocateFrom(to.toString());
      return (int) renameat2.get().invokeExact(AT_FDCWD, first, AT_FDCWD, second, flag);
    } catch (Throwable impossible) { // CHECKSTYLE-OFF-LINE IllegalCatch: invokeExact's signature
      throw new IllegalStateException("renameat2", impossible);
    }
  }

  /** 0, or -1. */
  int ioctl(int descriptor, long request, int argument) {
    try {
      return (int) ioctl.invokeExact(descriptor, request, argument);
    } catch (Throwable impossible) { // CHECKSTYLE-OFF-LINE IllegalCatch: invokeExact's signature
      throw new IllegalStateException("ioctl", impossible);
    }
  }

  /** 0, or -1. */
  int flock(int descriptor, int operation) {
    try {
      return (int) flock.invokeExact(descriptor, operation);
    } catch (Throwable impossible) { // CHECKSTYLE-OFF-LINE IllegalCatch: invokeExact's signature
      throw new IllegalStateException("flock", impossible);
    }
  }

  /** 0, or -1. */
  int close(int descriptor) {
    try {
      return (int) close.invokeExact(descriptor);
    } catch (Throwable impossible) { // CHECKSTYLE-OFF-LINE IllegalCatch: invokeExact's signature
      throw new IllegalStateException("close", impossible);
    }
  }
}
