package io.drydock.tools.db.salvage;

import io.drydock.formats.bolt.BoltFile;
import io.drydock.formats.bolt.KeyOrder;
import io.drydock.formats.bolt.LeafElement;
import io.drydock.formats.bolt.salvage.KeySpans;
import io.drydock.formats.bolt.salvage.RowTest;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * The rows of all leaves that fill the holes of one bucket, in key order, each once. Leaves are
 * opened when their first key is reached, so that only those lie in memory that overlap.
 */
final class FillRows {

  /**
   * A row for a hole.
   *
   * @param element the row
   * @param source of the best leaf that has it
   * @param verdict on a row of bucket {@code key}; certain in others
   * @param isContradicted another leaf has another value for its key
   */
  record Row(
      LeafElement element, FillLeaf.Source source, Verdict verdict, boolean isContradicted) {}

  /** What to think of a row of a stray leaf. */
  @FunctionalInterface
  interface Judge {
    /** Thinks. */
    Verdict on(LeafElement row);
  }

  private final BoltFile file;
  private final Hole hole;
  private final RowTest test;
  private final Judge judge;
  private final PriorityQueue<Open> open =
      new PriorityQueue<>(
          Comparator.comparing((Open leaf) -> leaf.row.key(), KeyOrder::compare)
              .thenComparing(Open::source)
              .thenComparing(leaf -> leaf.row.offset(), Comparator.reverseOrder()));
  private int opened;
  private Optional<Row> next = Optional.empty();

  /** A leaf on its way. */
  private static final class Open {
    private final FillLeaf leaf;
    private final LeafElement first;
    private final Iterator<LeafElement> rest;
    private final boolean isWhole;
    private LeafElement row;

    Open(FillLeaf leaf, List<LeafElement> rows) {
      this.leaf = leaf;
      this.isWhole = rows.size() == rows.getFirst().page().count();
      this.first = rows.getFirst();
      this.rest = rows.iterator();
      this.row = rest.next();
    }

    FillLeaf.Source source() {
      return leaf.source();
    }

    /** It has rows before and behind this key. */
    boolean lacks(MemorySegment key) {
      return isWhole && KeyOrder.compare(first.key(), key) < 0;
    }
  }

  FillRows(BoltFile file, Hole hole, RowTest test, Judge judge) {
    this.file = file;
    this.hole = hole;
    this.test = test;
    this.judge = judge;
    advance();
  }

  /** The next row, when its key comes before this one. */
  Optional<Row> nextBefore(MemorySegment key) {
    return next.filter(row -> KeyOrder.compare(row.element().key(), key) < 0);
  }

  /** True when the next row has this key. */
  boolean isAt(MemorySegment key) {
    return next.filter(row -> KeyOrder.compare(row.element().key(), key) == 0).isPresent();
  }

  /** The next row. */
  Optional<Row> next() {
    return next;
  }

  /** Moves behind the row. */
  void advance() {
    next = Optional.empty();
    openLeaves();
    while (next.isEmpty() && !open.isEmpty()) {
      List<Open> holders = new ArrayList<>();
      holders.add(open.poll());
      Open best = holders.getFirst();
      LeafElement row = best.row;
      while (!open.isEmpty() && KeyOrder.compare(open.peek().row.key(), row.key()) == 0) {
        holders.add(open.poll());
      }
      KeySpans wanted = best.source() == FillLeaf.Source.COMMIT ? hole.all() : hole.open();
      if (wanted.contains(row.key())) {
        boolean isContradicted =
            holders.stream().anyMatch(other -> other.row.value().mismatch(row.value()) >= 0);
        next = Optional.of(new Row(row, best.source(), verdict(best), isContradicted));
      }
      holders.forEach(this::turn);
      openLeaves();
    }
  }

  /**
   * Revisions only ever come behind all others. So a leaf with rows on both sides of one that it
   * has not was written when that one had gone.
   */
  private Verdict verdict(Open holder) {
    if (holder.source() == FillLeaf.Source.COMMIT) {
      return Verdict.CERTAIN;
    }
    Verdict verdict = judge.on(holder.row);
    boolean isMissed =
        verdict == Verdict.DOUBTFUL && open.stream().anyMatch(leaf -> leaf.lacks(holder.row.key()));
    return isMissed ? Verdict.COMPACTED : verdict;
  }

  private void turn(Open leaf) {
    if (leaf.rest.hasNext()) {
      leaf.row = leaf.rest.next();
      open.add(leaf);
    }
  }

  /** All that may begin before the first key of those that are open. */
  private void openLeaves() {
    FillLeaves leaves = hole.leaves();
    while (opened < leaves.size()
        && (open.isEmpty() || leaves.get(opened).mayBeginBy(open.peek().row))) {
      FillLeaf leaf = leaves.get(opened++);
      List<LeafElement> rows = leaf.rows(file, test);
      if (!rows.isEmpty()) {
        open.add(new Open(leaf, rows));
      }
    }
  }
}
