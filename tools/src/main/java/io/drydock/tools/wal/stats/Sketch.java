package io.drydock.tools.wal.stats;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The heaviest of very many things, in bounded memory: the space-saving algorithm (Metwally,
 * Agrawal, El Abbadi: "Efficient Computation of Frequent and Top-k Elements in Data Streams"), with
 * weights.
 *
 * <p>Exact as long as there are not more different things than it has room for. After that a new
 * thing takes the place of the lightest one and begins with its weight, which is then the most that
 * its own weight may be too high. Whatever weighs more than all together / room is never missed.
 *
 * @param <T> the things; equal ones are the same
 */
public final class Sketch<T> {

  /**
   * A thing and its weight.
   *
   * @param weight at most this much
   * @param excess how much of it may belong to others; 0 when the weight is exact
   * @param extra what was noted besides, since the thing has its place
   */
  public record Weighed<T>(T thing, long weight, long excess, long extra) {}

  private final int room;
  private final Map<T, Slot<T>> byThing = new HashMap<>();
  private final List<Slot<T>> heap = new ArrayList<>();
  private boolean isExact = true;

  private static final class Slot<T> {
    private T thing;
    private long weight;
    private long excess;
    private long extra;
    private int place;

    Slot(T thing, int place) {
      this.thing = thing;
      this.place = place;
    }
  }

  /** With room for so many different things, at least one. */
  Sketch(int room) {
    this.room = room;
  }

  /** Adds weight to a thing, and what is to be noted besides. */
  void add(T thing, long weight, long extra) {
    Slot<T> slot = byThing.get(thing);
    if (slot == null) {
      slot = heap.size() < room ? append(thing) : replaceLightest(thing);
      byThing.put(thing, slot);
    }
    slot.weight += weight;
    slot.extra += extra;
    sink(slot);
  }

  /** False once something had to give up its place: then weights may be too high. */
  public boolean isExact() {
    return isExact;
  }

  /** How many different things have a place. */
  int size() {
    return heap.size();
  }

  /** The heaviest ones, the heaviest first; equally heavy ones in this order. */
  public List<Weighed<T>> top(int limit, Comparator<T> order) {
    return heap.stream()
        .map(slot -> new Weighed<>(slot.thing, slot.weight, slot.excess, slot.extra))
        .sorted(
            Comparator.<Weighed<T>>comparingLong(Weighed::weight)
                .reversed()
                .thenComparing(Weighed::thing, order))
        .limit(limit)
        .toList();
  }

  private Slot<T> append(T thing) {
    var slot = new Slot<>(thing, heap.size());
    heap.add(slot);
    rise(slot);
    return slot;
  }

  private Slot<T> replaceLightest(T thing) {
    isExact = false;
    Slot<T> lightest = heap.getFirst();
    byThing.remove(lightest.thing);
    lightest.thing = thing;
    lightest.excess = lightest.weight;
    lightest.extra = 0;
    return lightest;
  }

  private void rise(Slot<T> slot) {
    while (slot.place > 0) {
      Slot<T> above = heap.get((slot.place - 1) / 2);
      if (above.weight <= slot.weight) {
        return;
      }
      swap(slot, above);
    }
  }

  private void sink(Slot<T> slot) {
    while (true) {
      int left = 2 * slot.place + 1;
      if (left >= heap.size()) {
        return;
      }
      int right = left + 1;
      boolean isRightLess = right < heap.size() && heap.get(right).weight < heap.get(left).weight;
      Slot<T> least = heap.get(isRightLess ? right : left);
      if (slot.weight <= least.weight) {
        return;
      }
      swap(slot, least);
    }
  }

  private void swap(Slot<T> a, Slot<T> b) {
    int place = a.place;
    a.place = b.place;
    b.place = place;
    heap.set(a.place, a);
    heap.set(b.place, b);
  }
}
