package io.drydock.tools.db.salvage;

import io.drydock.formats.bolt.salvage.KeySpans;
import java.util.Collections;
import java.util.List;

/**
 * What is known about the holes of one bucket.
 *
 * @param all where rows of the best commit may be lost
 * @param open what no other commit fills either
 * @param leaves with rows for them, by their first keys
 */
record Hole(KeySpans all, KeySpans open, List<FillLeaf> leaves) {

  static final Hole NONE = new Hole(KeySpans.NONE, KeySpans.NONE, List.of());

  /** What is left when all rows are written. */
  Hole withoutLeaves() {
    return new Hole(all, open, List.of());
  }

  /** The list is taken over: there may be as many leaves as pages. */
  Hole {
    leaves = Collections.unmodifiableList(leaves);
  }
}
