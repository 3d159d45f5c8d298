package io.drydock.formats.v2store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The last changes of the store, in a ring that watchers start from.
 *
 * <pre>{@code
 * {"Queue":{"Events":[EVENT or null, …],"Size":3,"Front":0,"Back":3,"Capacity":1000},
 *  "StartIndex":1,"LastIndex":3}
 * }</pre>
 *
 * <p>A server writes to slot {@code Back} without looking: {@code Events} must have {@code
 * Capacity} slots, or it panics at the next change.
 */
public final class V2EventHistory {

  /** What every release uses. */
  public static final int CAPACITY = 1000;

  private final List<Optional<V2Event>> slots;
  private final long capacity;
  private long size;
  private long front;
  private long back;
  private long startIndex;
  private long lastIndex;

  /**
   * The numbers beside the slots.
   *
   * @param size slots in use
   * @param front slot of the oldest event
   * @param back slot of the next event
   * @param capacity what the number of slots should be
   */
  record Ring(long size, long front, long back, long capacity) {

    static final Ring EMPTY = new Ring(0, 0, 0, CAPACITY);
  }

  V2EventHistory(List<Optional<V2Event>> slots, Ring ring, long startIndex, long lastIndex) {
    this.slots = new ArrayList<>(slots);
    this.capacity = ring.capacity();
    this.size = ring.size();
    this.front = ring.front();
    this.back = ring.back();
    this.startIndex = startIndex;
    this.lastIndex = lastIndex;
  }

  static V2EventHistory empty() {
    List<Optional<V2Event>> slots = new ArrayList<>();
    for (int i = 0; i < CAPACITY; i++) {
      slots.add(Optional.empty());
    }
    return new V2EventHistory(slots, Ring.EMPTY, 0, 0);
  }

  /** The events, oldest first. */
  public List<V2Event> events() {
    List<V2Event> events = new ArrayList<>();
    for (long i = 0; isUsable() && i < size; i++) {
      slots.get((int) ((front + i) % capacity)).ifPresent(events::add);
    }
    return events;
  }

  /** Index of the oldest event; 0 without one. */
  public long startIndex() {
    return startIndex;
  }

  /** Index of the newest event; 0 without one. */
  public long lastIndex() {
    return lastIndex;
  }

  /** True when the ring is one that a server can go on with. */
  public boolean isUsable() {
    return capacity > 0
        && slots.size() == capacity
        && isWithin(size, capacity + 1)
        && isWithin(front, capacity)
        && isWithin(back, capacity);
  }

  List<Optional<V2Event>> slots() {
    return slots;
  }

  Ring ring() {
    return new Ring(size, front, back, capacity);
  }

  /** Adds an event, in place of the oldest when the ring is full. */
  void add(V2Event event) {
    if (!isUsable()) {
      throw new IllegalStateException("a replay begins with a usable ring of events");
    }
    slots.set((int) back, Optional.of(event));
    back = (back + 1) % capacity;
    if (size == capacity) {
      front = (front + 1) % capacity;
    } else {
      size++;
    }
    lastIndex = event.index();
    startIndex = slots.get((int) front).map(V2Event::index).orElse(startIndex);
  }

  private static boolean isWithin(long number, long limit) {
    return number >= 0 && number < limit;
  }
}
