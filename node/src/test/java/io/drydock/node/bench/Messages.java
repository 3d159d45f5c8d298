package io.drydock.node.bench;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Puts the messages of streams together again. */
final class Messages {

  private static final int HEAD = 5;

  private final Map<Integer, Part> parts = new HashMap<>();

  /** Hears of each message that is whole; it may not keep the array. */
  @FunctionalInterface
  interface Listener {
    /** A message. */
    void message(byte[] bytes, int offset, int length) throws IOException;
  }

  private static final class Part {
    private byte[] bytes = new byte[1024];
    private int length;
  }

  void add(int stream, byte[] bytes, int offset, int length, Listener listener) throws IOException {
    Part part = parts.computeIfAbsent(stream, _ -> new Part());
    if (part.bytes.length - part.length < length) {
      part.bytes = Arrays.copyOf(part.bytes, 2 * (part.length + length));
    }
    System.arraycopy(bytes, offset, part.bytes, part.length, length);
    part.length += length;
    int at = 0;
    while (part.length - at >= HEAD && part.length - at - HEAD >= size(part.bytes, at)) {
      int size = size(part.bytes, at);
      listener.message(part.bytes, at + HEAD, size);
      at += HEAD + size;
    }
    System.arraycopy(part.bytes, at, part.bytes, 0, part.length - at);
    part.length -= at;
  }

  private static int size(byte[] bytes, int at) {
    int size = 0;
    for (int i = 1; i < HEAD; i++) {
      size = size << 8 | bytes[at + i] & 0xff;
    }
    return size;
  }
}
