package io.drydock.formats.backend;

import io.drydock.formats.bytes.Bytes;

/**
 * The two rows of bucket {@code meta} that say how far history is gone. A compaction writes the one
 * before it deletes the first record, and the other after the last; what lies between them after a
 * crash is resumed at start.
 */
public enum CompactionMark {
  /** A compaction was begun. */
  SCHEDULED("scheduledCompactRev"),
  /** It was ended. */
  FINISHED("finishedCompactRev");

  private final Bytes key;

  CompactionMark(String key) {
    this.key = Bytes.ofUtf8(key);
  }

  /** Key of the row. */
  public Bytes key() {
    return key;
  }

  /** Value of the row for a compaction at this main revision. */
  public static Bytes value(long main) {
    return new RevisionKey(new Revision(main, 0), false).encode();
  }
}
