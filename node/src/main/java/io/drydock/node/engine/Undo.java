package io.drydock.node.engine;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** What is to be given back, the latest first, unless all of it was to be had. */
final class Undo implements Closeable {

  private final Deque<Closeable> steps = new ArrayDeque<>();

  /** Something was taken. */
  void add(Closeable step) {
    steps.push(step);
  }

  /** All of it is kept. */
  void forget() {
    steps.clear();
  }

  /** Gives back what is not kept; all of it is tried. */
  @Override
  public void close() throws IOException {
    if (steps.isEmpty()) {
      return;
    }
    try (Closeable _ = steps.pop()) {
      close();
    }
  }
}
