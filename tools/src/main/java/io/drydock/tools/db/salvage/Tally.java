package io.drydock.tools.db.salvage;

import io.drydock.formats.Extent;
import io.drydock.formats.backend.RevisionKey;
import io.drydock.formats.bolt.LeafElement;
import io.drydock.formats.bytes.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a copy of the rows came to. */
final class Tally {

  private static final int MAX_SUSPECT = 1_000;

  private final Losses losses;
  private final List<Suspect> suspect = new ArrayList<>();
  private long suspects;
  private final SortedMap<Bytes, Filled> filled = new TreeMap<>();
  private long reachedKeyRows;
  private long doubtful;
  private long compacted;
  private long firstDoubtful;
  private long lastDoubtful;

  /**
   * Rows of one bucket that were put into holes.
   *
   * @param fromCommits from the tree of another commit
   * @param strays from leaves that nothing leads to
   * @param contradicted rows among these for which another value was found, too
   */
  record Filled(long fromCommits, long strays, long contradicted) {

    static final Filled NONE = new Filled(0, 0, 0);

    private Filled with(FillRows.Row row) {
      boolean isStray = row.source() == FillLeaf.Source.STRAY;
      return new Filled(
          fromCommits + (isStray ? 0 : 1),
          strays + (isStray ? 1 : 0),
          contradicted + (row.isContradicted() ? 1 : 0));
    }
  }

  /** A row that is kept, with a value that looks overwritten. */
  record Suspect(Bytes bucket, Bytes key, Extent at) {}

  Tally(Losses losses) {
    this.losses = losses;
  }

  void reached(boolean isKey) {
    reachedKeyRows += isKey ? 1 : 0;
  }

  /** A row for a hole, taken or not. */
  void offered(Bytes bucket, FillRows.Row row) {
    switch (row.verdict()) {
      case CERTAIN -> filled.merge(bucket, Filled.NONE.with(row), (before, _) -> before.with(row));
      case DOUBTFUL -> doubtful(RevisionKey.main(row.element().key(), 0));
      case COMPACTED -> compacted++;
    }
  }

  private void doubtful(long main) {
    firstDoubtful = doubtful == 0 ? main : firstDoubtful;
    lastDoubtful = main;
    doubtful++;
  }

  void suspect(Bytes bucket, LeafElement row) {
    suspects++;
    if (suspect.size() < MAX_SUSPECT) {
      suspect.add(new Suspect(bucket, Bytes.copyOf(row.key()), row.at()));
    }
  }

  /** Rows whose values look overwritten; the first of them. */
  List<Suspect> suspect() {
    return suspect;
  }

  /** How many there are. */
  long suspects() {
    return suspects;
  }

  Losses losses() {
    return losses;
  }

  /** By bucket; only those with rows. */
  SortedMap<Bytes, Filled> filled() {
    return filled;
  }

  /** Rows of bucket {@code key} that the tree leads to. */
  long reachedKeyRows() {
    return reachedKeyRows;
  }

  /** Rows of bucket {@code key} in stray leaves that a compaction took; left out. */
  long compacted() {
    return compacted;
  }

  /** Rows of bucket {@code key} that may have been compacted. */
  long doubtful() {
    return doubtful;
  }

  /** The lowest main revision of a doubtful row. */
  long firstDoubtful() {
    return firstDoubtful;
  }

  /** The highest one. */
  long lastDoubtful() {
    return lastDoubtful;
  }
}
