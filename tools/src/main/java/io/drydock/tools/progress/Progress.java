package io.drydock.tools.progress;

/** One piece of work under way. */
public interface Progress extends AutoCloseable {

  /** Work that nobody watches. */
  Progress NONE = new Progress() {};

  /** So many more bytes are done; calls may be frequent and are cheap. */
  default void advance(long bytes) {}

  /** The work is over, well or not: takes the bar away. */
  @Override
  default void close() {}
}
