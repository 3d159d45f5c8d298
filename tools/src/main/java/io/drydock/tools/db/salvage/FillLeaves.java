package io.drydock.tools.db.salvage;

import io.drydock.formats.bolt.LeafPage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Leaves with rows for the holes of one bucket. Where the root of a tree is lost there is one for
 * each page of the file, so they are kept as numbers: 48 bytes a leaf, and 4 for their order.
 *
 * <p>Used by one thread: filled, {@linkplain #sort sorted} once, then read.
 */
final class FillLeaves {

  private static final int FIELDS = 6;
  private static final int LEAVES_IN_CHUNK = 1 << 12;

  private final List<long[]> chunks = new ArrayList<>();
  private final Map<Integer, LeafPage> inline = new HashMap<>();
  private int size;
  private boolean hasStrays;
  private int[] order = {};

  int size() {
    return size;
  }

  /** True when one of them is a {@link FillLeaf.Source#STRAY}. */
  boolean hasStrays() {
    return hasStrays;
  }

  void add(FillLeaf leaf) {
    if (size % LEAVES_IN_CHUNK == 0) {
      chunks.add(new long[LEAVES_IN_CHUNK * FIELDS]);
    }
    size++;
    setLast(leaf);
  }

  /** Puts a leaf in the place of the one that was added last. */
  void setLast(FillLeaf leaf) {
    int index = size - 1;
    long[] chunk = chunks.get(index / LEAVES_IN_CHUNK);
    int at = index % LEAVES_IN_CHUNK * FIELDS;
    boolean isStray = leaf.source() == FillLeaf.Source.STRAY;
    chunk[at] = leaf.pageId() << 1 | (isStray ? 1 : 0);
    chunk[at + 1] = leaf.ownBytes();
    chunk[at + 2] = leaf.first().high();
    chunk[at + 3] = leaf.first().low();
    chunk[at + 4] = leaf.last().high();
    chunk[at + 5] = leaf.last().low();
    leaf.inline().ifPresent(page -> inline.put(index, page));
    hasStrays |= isStray;
  }

  /** The leaf that was added last. */
  FillLeaf getLast() {
    return at(size - 1);
  }

  /** Brings them into the order of their first keys; of equal ones, in which they were added. */
  void sort() {
    order = new int[size];
    for (int i = 0; i < size; i++) {
      order[i] = i;
    }
    int[] other = new int[size];
    for (long run = 1; run < size; run *= 2) {
      for (long from = 0; from < size; from += 2 * run) {
        merge(
            other,
            (int) from,
            (int) Math.min(from + run, size),
            (int) Math.min(from + 2 * run, size));
      }
      int[] merged = other;
      other = order;
      order = merged;
    }
  }

  private void merge(int[] into, int from, int middle, int end) {
    int left = from;
    int right = middle;
    for (int i = from; i < end; i++) {
      boolean isLeft =
          left < middle && (right == end || compareFirst(order[left], order[right]) <= 0);
      into[i] = order[isLeft ? left++ : right++];
    }
  }

  private int compareFirst(int one, int other) {
    int byHigh = Long.compareUnsigned(field(one, 2), field(other, 2));
    return byHigh != 0 ? byHigh : Long.compareUnsigned(field(one, 3), field(other, 3));
  }

  /** A leaf, in the order of the last {@link #sort}. */
  FillLeaf get(int ordinal) {
    return at(order[ordinal]);
  }

  private FillLeaf at(int index) {
    return new FillLeaf(
        field(index, 0) >>> 1,
        Optional.ofNullable(inline.get(index)),
        field(index, 1),
        (field(index, 0) & 1) == 1 ? FillLeaf.Source.STRAY : FillLeaf.Source.COMMIT,
        new FillLeaf.Beginning(field(index, 2), field(index, 3)),
        new FillLeaf.Beginning(field(index, 4), field(index, 5)));
  }

  private long field(int index, int field) {
    return chunks.get(index / LEAVES_IN_CHUNK)[index % LEAVES_IN_CHUNK * FIELDS + field];
  }
}
