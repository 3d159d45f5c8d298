package io.drydock.formats.bolt.salvage;

import io.drydock.formats.bolt.KeyOrder;
import io.drydock.formats.bolt.LeafElement;
import io.drydock.formats.bolt.LeafPage;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The elements of one leaf that can be believed.
 *
 * <ol>
 *   <li>Key and value lie in the page behind the element table, and all that are believed have room
 *       there together: elements that overlap could make a small page stand for terabytes. They
 *       follow each other without a gap ({@link LeafPage#isInLine}).
 *   <li>The caller's {@link RowTest} passes them.
 *   <li>Their keys lie in the range that is asked for and ascend. Of two that do not, the one goes
 *       that does not fit between its other neighbours.
 * </ol>
 */
public final class LeafRows {

  private LeafRows() {}

  /** The believed elements of a page whose keys lie in this range, in key order. */
  public static List<LeafElement> of(LeafPage page, KeySpan span, RowTest test) {
    List<LeafElement> rows = new ArrayList<>(page.count());
    long bytes = 0;
    for (int i = 0; i < page.count(); i++) {
      Optional<LeafElement> element = page.soundElement(i).filter(test::passes);
      if (element.isPresent() && page.isInLine(i)) {
        LeafElement row = element.get();
        bytes += row.keyBytes() + row.valueBytes();
        if (span.contains(row.key())) {
          rows.add(row);
        }
      }
    }
    return bytes > page.at().length() ? List.of() : ascending(rows);
  }

  /** True when an element that passes the test has its key in this range. */
  static boolean hasAny(LeafPage page, KeySpan span, RowTest test) {
    for (int i = 0; i < page.count(); i++) {
      if (page.soundElement(i)
          .filter(row -> span.contains(row.key()))
          .filter(test::passes)
          .isPresent()) {
        return true;
      }
    }
    return false;
  }

  private static List<LeafElement> ascending(List<LeafElement> rows) {
    boolean isAscending = true;
    for (int i = 1; i < rows.size() && isAscending; i++) {
      isAscending = isBefore(rows.get(i - 1), rows.get(i));
    }
    if (isAscending) {
      return rows;
    }
    List<LeafElement> kept = new ArrayList<>(rows.size());
    for (int i = 0; i < rows.size(); i++) {
      boolean comesNext = kept.isEmpty() || isBefore(kept.getLast(), rows.get(i));
      if (comesNext && !isTooHigh(kept, rows, i)) {
        kept.add(rows.get(i));
      }
    }
    return kept;
  }

  /** The one behind is in order without this one, and is not with it. */
  private static boolean isTooHigh(List<LeafElement> kept, List<LeafElement> rows, int i) {
    return i + 1 < rows.size()
        && !isBefore(rows.get(i), rows.get(i + 1))
        && (kept.isEmpty() || isBefore(kept.getLast(), rows.get(i + 1)));
  }

  private static boolean isBefore(LeafElement a, LeafElement b) {
    MemorySegment first = a.key();
    return KeyOrder.compare(first, b.key()) < 0;
  }
}
