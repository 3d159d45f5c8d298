package io.drydock.node.raft.progress;

import java.util.Arrays;

/**
 * The append messages that are on their way to one member, oldest first: a window that bounds how
 * far a leader runs ahead of the answers.
 *
 * <p>Mutable, owned by one thread.
 */
public final class Inflights {

  private static final int FIRST_SLOTS = 8;

  private final int messagesMax;
  private final long bytesMax;
  private long[] lastIndexes;
  private long[] sizes;
  private int oldest;
  private int count;
  private long bytes;

  /**
   * An empty window.
   *
   * @param messagesMax at most so many messages, at least 1
   * @param bytesMax full as soon as messages on the way hold this many bytes of entries
   */
  public Inflights(int messagesMax, long bytesMax) {
    if (messagesMax < 1 || bytesMax < 1) {
      throw new IllegalArgumentException(
          "a window of " + messagesMax + " messages and " + bytesMax + " bytes");
    }
    this.messagesMax = messagesMax;
    this.bytesMax = bytesMax;
    this.lastIndexes = new long[Math.min(FIRST_SLOTS, messagesMax)];
    this.sizes = new long[lastIndexes.length];
  }

  /** True when nothing more may be sent before an answer comes. */
  public boolean isFull() {
    return count == messagesMax || bytes >= bytesMax;
  }

  /** Number of messages on the way. */
  public int count() {
    return count;
  }

  /**
   * Adds a message that was sent.
   *
   * @param lastIndex of its last entry; larger than that of the message before
   * @param entryBytes size of its entries
   * @throws IllegalStateException when the window is full
   */
  public void add(long lastIndex, long entryBytes) {
    if (isFull()) {
      throw new IllegalStateException("a message behind a full window: index " + lastIndex);
    }
    if (count == lastIndexes.length) {
      grow();
    }
    int slot = slot(count);
    lastIndexes[slot] = lastIndex;
    sizes[slot] = entryBytes;
    bytes += entryBytes;
    count++;
  }

  /** Takes out all messages whose last entry is not beyond this index: they were answered. */
  public void freeUpTo(long index) {
    while (count > 0 && lastIndexes[oldest] <= index) {
      bytes -= sizes[oldest];
      oldest = slot(1);
      count--;
    }
  }

  /** Forgets everything on the way. */
  public void clear() {
    oldest = 0;
    count = 0;
    bytes = 0;
  }

  private int slot(int place) {
    return (oldest + place) % lastIndexes.length;
  }

  private void grow() {
    int slots = Math.min(2 * lastIndexes.length, messagesMax);
    lastIndexes = unrolled(lastIndexes, slots);
    sizes = unrolled(sizes, slots);
    oldest = 0;
  }

  private long[] unrolled(long[] ring, int slots) {
    long[] straight = Arrays.copyOf(ring, slots);
    System.arraycopy(ring, oldest, straight, 0, ring.length - oldest);
    System.arraycopy(ring, 0, straight, ring.length - oldest, oldest);
    return straight;
  }
}
