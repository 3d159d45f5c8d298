package io.drydock.formats.bytes;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * Keeps the resident part of a mapping small while a reader goes over all of it.
 *
 * <p>POSIX {@code madvise(MADV_DONTNEED)} on a read-only mapping of a file only drops page-table
 * entries; nothing is lost. It is never called on other memory, which it would clear. Where the
 * call cannot be reached, reading works the same with more resident memory.
 */
final class ResidentPages {

  /** Between two calls; small enough for the memory goal, large enough to cost nothing. */
  private static final long LIMIT_BYTES = 64L << 20;

  /** So little may stay when a reader turns to another file. */
  private static final long REST_BYTES = 4L << 20;

  private static final int MADV_DONTNEED = 4;

  private final MemorySegment mapping;
  private long touchedBytes;

  ResidentPages(MemorySegment mapping) {
    this.mapping = mapping;
  }

  void touched(long bytes) {
    touchedBytes += bytes;
    if (touchedBytes >= LIMIT_BYTES) {
      drop();
    }
  }

  void finished() {
    if (touchedBytes >= REST_BYTES) {
      drop();
    }
  }

  private void drop() {
    touchedBytes = 0;
    if (mapping.isMapped() && Madvise.HANDLE.isPresent()) {
      Madvise.call(Madvise.HANDLE.get(), mapping);
    }
  }

  /** Looked up on first use: small files never pay for the linker. */
  private static final class Madvise {

    static final Optional<MethodHandle> HANDLE = lookUp();

    private Madvise() {}

    @SuppressWarnings("restricted") // A native call is what this class is for.
    private static Optional<MethodHandle> lookUp() {
      Linker linker = Linker.nativeLinker();
      return linker
          .defaultLookup()
          .find("madvise")
          .map(symbol ->
              linker.downcallHandle(
                  symbol,
                  FunctionDescriptor.of(
                      ValueLayout.JAVA_INT,
                      ValueLayout.ADDRESS,
                      ValueLayout.JAVA_LONG,
                      ValueLayout.JAVA_INT)));
    }

    /** Advice only: a refusal (a non-zero result) changes nothing for the reader. */
    static int call(MethodHandle madvise, MemorySegment mapping) {
      try {
        return (int) madvise.invokeExact(mapping, mapping.byteSize(), MADV_DONTNEED);
      } catch (Throwable impossible) { // CHECKSTYLE-OFF-LINE IllegalCatch: signature of invokeExact
        throw new IllegalStateException("madvise", impossible);
      }
    }
  }
}
