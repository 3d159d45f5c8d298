package io.drydock.tools.db.salvage;

import io.drydock.formats.bolt.salvage.KeySpans;

/**
 * What is known about the holes of one bucket.
 *
 * @param all where rows of the best commit may be lost
 * @param open what no other commit fills either
 * @param leaves with rows for them, sorted
 */
record Hole(KeySpans all, KeySpans open, FillLeaves leaves) {

  static final Hole NONE = new Hole(KeySpans.NONE, KeySpans.NONE, new FillLeaves());

  /** What is left when all rows are written. */
  Hole withoutLeaves() {
    return new Hole(all, open, new FillLeaves());
  }
}
