package io.drydock.tools.db.command;

import io.drydock.formats.mvcc.RevisionBounds;
import io.drydock.tools.UsageException;

/** What is said about revisions that a user asks for. */
public final class Revisions {

  private Revisions() {}

  /**
   * Rejects what is no revision at all.
   *
   * @throws UsageException when it is negative
   */
  public static void requirePossible(long revision) {
    if (revision < 0) {
      throw new UsageException("--rev " + revision + ": a revision is 1 or more, 0 the current");
    }
  }

  /** Why there is no answer for a revision out of the bounds, and which there are answers for. */
  public static String refusal(long revision, RevisionBounds bounds) {
    long oldest = Math.max(bounds.compactRevision(), RevisionBounds.EMPTY_STORE);
    String why = revision < oldest ? "has been compacted away" : "is in the future";
    return "revision %d %s: revisions %d to %d can be read"
        .formatted(revision, why, oldest, bounds.currentRevision());
  }
}
