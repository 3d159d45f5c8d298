package io.drydock.tools.db.salvage;

/** What is known about a row of bucket {@code key} in a leaf that nothing leads to. */
enum Verdict {
  /** It was in the last commit. */
  CERTAIN,
  /** It was, or a compaction took it. */
  DOUBTFUL,
  /** A compaction took it. */
  COMPACTED
}
