package io.drydock.tools.db.salvage;

import io.drydock.formats.bolt.BoltFile;
import io.drydock.formats.bolt.KeyOrder;
import io.drydock.formats.bolt.LeafElement;
import io.drydock.formats.bolt.salvage.KeySpans;
import io.drydock.formats.bolt.salvage.RowTest;
import java.lang.foreign.MemorySegment;
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
   * @param isContradicted another leaf has another value for its key
   */
  record Row(LeafElement element, FillLeaf.Source source, boolean isContradicted) {}

  private final BoltFile file;
  private final Hole hole;
  private final RowTest test;
  private final PriorityQueue<Open> open =
      new PriorityQueue<>(
          Comparator.comparing((Open leaf) -> leaf.row.key(), KeyOrder::compare)
              .thenComparing(leaf -> leaf.source)
              .thenComparing(leaf -> leaf.row.offset(), Comparator.reverseOrder()));
  private int opened;
  private Optional<Row> next = Optional.empty();

  private static final class Open {
    private final FillLeaf.Source source;
    private final Iterator<LeafElement> rest;
    private LeafElement row;

    Open(FillLeaf.Source source, Iterator<LeafElement> rows) {
      this.source = source;
      this.rest = rows;
      this.row = rows.next();
    }
  }

  FillRows(BoltFile file, Hole hole, RowTest test) {
    this.file = file;
    this.hole = hole;
    this.test = test;
    advance();
  }

  /** The next row, when its key comes before this one. */
  Optional<Row> nextBefore(MemorySegment key) {
    return next.filter(row -> KeyOrder.compare(row.element().key(), key) < 0);
  }

  /** The next row. */
  Optional<Row> next() {
    return next;
  }

  /** Moves behind the row. */
  void advance() {
    openLeaves();
    if (open.isEmpty()) {
      next = Optional.empty();
      return;
    }
    LeafElement row = open.peek().row;
    FillLeaf.Source source = open.peek().source;
    boolean isContradicted = false;
    while (!open.isEmpty() && KeyOrder.compare(open.peek().row.key(), row.key()) == 0) {
      isContradicted |= open.peek().row.value().mismatch(row.value()) >= 0;
      turn(open.poll());
      openLeaves();
    }
    next = Optional.of(new Row(row, source, isContradicted));
  }

  private void turn(Open leaf) {
    if (leaf.rest.hasNext()) {
      leaf.row = leaf.rest.next();
      open.add(leaf);
    }
  }

  /** All that may begin before the first key of those that are open. */
  private void openLeaves() {
    List<FillLeaf> leaves = hole.leaves();
    while (opened < leaves.size()
        && (open.isEmpty() || isReached(leaves.get(opened), open.peek().row))) {
      FillLeaf leaf = leaves.get(opened++);
      KeySpans holes = leaf.source() == FillLeaf.Source.COMMIT ? hole.all() : hole.open();
      List<LeafElement> rows = leaf.rows(file, holes, test);
      if (!rows.isEmpty()) {
        open.add(new Open(leaf.source(), rows.iterator()));
      }
    }
  }

  private static boolean isReached(FillLeaf leaf, LeafElement row) {
    return KeyOrder.compare(leaf.span().low().segment(), row.key()) <= 0;
  }
}
