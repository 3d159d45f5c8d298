package io.drydock.tools.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The standard output. A failure of it is told apart from that of a file, and one of a reader that
 * went away ({@code | head}) from all others. After a failure nothing is written any more, and each
 * call fails as the first did.
 */
public final class Stdout extends OutputStream {

  private final OutputStream stream;
  private final BooleanSupplier readerIsGone;
  private Optional<Failed> failed = Optional.empty();

  /**
   * Writes to this stream.
   *
   * @param readerIsGone asked when it fails; {@link #readerIsGone()} for the process's own
   */
  public Stdout(OutputStream stream, BooleanSupplier readerIsGone) {
    this.stream = stream;
    this.readerIsGone = readerIsGone;
  }

  /** Nothing can be written any more. */
  static final class Failed extends IOException {

    private static final long serialVersionUID = 1L;

    private final boolean isReaderGone;

    private Failed(IOException cause, boolean isReaderGone) {
      super("stdout: " + cause.getMessage(), cause);
      this.isReaderGone = isReaderGone;
    }

    boolean isReaderGone() {
      return isReaderGone;
    }
  }

  private interface Call {
    void run() throws IOException;
  }

  private void guard(Call call) throws IOException {
    if (failed.isEmpty()) {
      try {
        call.run();
        return;
      } catch (IOException failure) {
        failed = Optional.of(new Failed(failure, readerIsGone.getAsBoolean()));
      }
    }
    throw failed.get();
  }

  @Override
  public void write(int value) throws IOException {
    guard(() -> stream.write(value));
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    guard(() -> stream.write(bytes, from, length));
  }

  @Override
  public void flush() throws IOException {
    guard(stream::flush);
  }

  /**
   * True when stdout is a pipe or a connection whose reader has closed it, by poll(2): the text of
   * an error depends on the language of the system. False where the system has no poll.
   */
  public static boolean readerIsGone() {
    return Poll.answer(Poll.STDOUT).filter(events -> (events & Poll.GONE) != 0).isPresent();
  }

  /**
   * The system call. Its {@code struct pollfd}:
   *
   * <pre>
   * 0 | 4 | i32 | descriptor
   * 4 | 2 | i16 | events asked for; none
   * 6 | 2 | i16 | events that came; errors come unasked
   * </pre>
   */
  private static final class Poll {
    static final int STDOUT = 1;

    /** POLLERR and POLLHUP, the same numbers on Linux and macOS. */
    static final int GONE = 0x8 | 0x10;

    private static final int EVENTS_AT = 6;

    private Poll() {}

    @SuppressWarnings("restricted") // calling the system is the point; the launcher allows it
    static Optional<Integer> answer(int descriptor) {
      Linker linker = Linker.nativeLinker();
      MemoryLayout pointer = ValueLayout.ADDRESS;
      var form =
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT, pointer, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT);
      Optional<MemorySegment> poll = linker.defaultLookup().find("poll");
      if (poll.isEmpty()) {
        return Optional.empty();
      }
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment asked = arena.allocate(Long.BYTES, Integer.BYTES);
        asked.set(ValueLayout.JAVA_INT, 0, descriptor);
        int ready = (int) linker.downcallHandle(poll.get(), form).invokeExact(asked, 1L, 0);
        return ready > 0
            ? Optional.of((int) asked.get(ValueLayout.JAVA_SHORT, EVENTS_AT))
            : Optional.empty();
      } catch (Throwable impossible) { // CHECKSTYLE-OFF-LINE IllegalCatch: invokeExact's signature
        throw new IllegalStateException("poll", impossible);
      }
    }
  }
}
