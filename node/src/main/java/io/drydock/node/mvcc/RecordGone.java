package io.drydock.node.mvcc;

import io.drydock.node.StopException;

/** A record that the index of a reader names is not in the store any more. */
final class RecordGone extends Exception {

  private static final long serialVersionUID = 1L;

  RecordGone(long main, long sub) {
    super("no record of revision " + main + "_" + sub, null, false, false);
  }

  /** For one that no compaction has taken. */
  StopException unaccounted() {
    return new StopException("bucket key: " + getMessage() + ", which was not compacted", this);
  }
}
