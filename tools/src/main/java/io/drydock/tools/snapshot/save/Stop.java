package io.drydock.tools.snapshot.save;

import io.drydock.tools.client.SnapshotStream;
import io.drydock.tools.client.TimeLimit;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Whether to go on: the user may stop a save at any time, and its time may be over. */
final class Stop {

  private final TimeLimit limit;
  private volatile boolean isAsked;
  private volatile Optional<SnapshotStream> stream = Optional.empty();

  Stop(TimeLimit limit) {
    this.limit = limit;
  }

  /** Called by the thread that handles the signal. */
  void ask() {
    isAsked = true;
    stream.ifPresent(SnapshotStream::stop);
  }

  /** What is to be ended, too, when the user stops. */
  void watch(SnapshotStream open) {
    stream = Optional.of(open);
  }

  /**
   * Between two steps.
   *
   * @throws IOException when it is to stop
   */
  void check() throws IOException {
    if (isAsked) {
      throw new InterruptedIOException("stopped; nothing was saved");
    }
    limit.check();
  }

  /** As {@link #check()}, inside of work that only reports how far it is. */
  void checkQuietly() {
    try {
      check();
    } catch (IOException stop) {
      throw new UncheckedIOException(stop);
    }
  }
}
