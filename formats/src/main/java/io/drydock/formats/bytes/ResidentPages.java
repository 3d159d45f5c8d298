package io.drydock.formats.bytes;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * Keeps the resident part of a mapping small while readers go over it, in whatever order.
 *
 * <p>What all threads touched counts together: resident pages are the mapping's, not a thread's. A
 * look at a single place counts for what Linux maps with it: 64 KiB around it, or the whole folio
 * of the page cache where that is larger (since 6.11, in files that were just written).
 *
 * <p>POSIX {@code madvise(MADV_DONTNEED)} on a read-only mapping of a file only drops page-table
 * entries; nothing is lost. It is never called on other memory, which it would clear. Where the
 * call cannot be reached, reading works the same with more resident memory.
 */
final class ResidentPages {

  /** Between two calls; small enough for the memory goal, large enough to cost nothing. */
  private static final long LIMIT_BYTES = 16L << 20;

  /** What a thread touches before it tells the others. */
  private static final long STEP_BYTES = 1L << 20;

  /** What a look at any of it may bring in: large folios of the page cache come whole. */
  private static final long AROUND_BYTES = 1L << 20;

  /** So little may stay when a reader turns to another file. */
  private static final long REST_BYTES = 4L << 20;

  private static final int MADV_DONTNEED = 4;

  /**
   * What all threads told. When two tell at the same moment one of them may be lost: then a drop
   * comes some steps later.
   */
  private static final class Told {
    private volatile long bytes;
  }

  private final MemorySegment mapping;
  private final Told told;
  private long untoldBytes;

  private ResidentPages(MemorySegment mapping, Told told) {
    this.mapping = mapping;
    this.told = told;
  }

  /** Of a mapping that nobody has read yet. */
  static ResidentPages of(MemorySegment mapping) {
    return new ResidentPages(mapping, new Told());
  }

  /** For another thread that reads the same mapping. */
  ResidentPages forAnotherThread() {
    return new ResidentPages(mapping, told);
  }

  /** So many bytes in a row are read. */
  void touched(long bytes) {
    untoldBytes += bytes;
    if (untoldBytes >= STEP_BYTES) {
      tell(LIMIT_BYTES);
    }
  }

  /** So many bytes anywhere are read. */
  void visited(long bytes) {
    touched(bytes + AROUND_BYTES);
  }

  void finished() {
    tell(REST_BYTES);
  }

  private void tell(long limitBytes) {
    long sum = told.bytes + untoldBytes;
    told.bytes = sum;
    untoldBytes = 0;
    if (sum >= limitBytes) {
      drop();
    }
  }

  /** Two threads may do it at once: all that costs is a page that comes back. */
  private void drop() {
    told.bytes = 0;
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
