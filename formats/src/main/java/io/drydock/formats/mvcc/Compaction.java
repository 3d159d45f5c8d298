package io.drydock.formats.mvcc;

import io.drydock.formats.FormatException;
import io.drydock.formats.backend.BackendView;
import io.drydock.formats.backend.MetaState;

/**
 * Which records a compaction leaves: the decision, before anything is written.
 *
 * <p>At revision R a record stays when its main revision is above R, or when it is the newest
 * record up to R of its key and no tombstone; a tombstone at R itself goes by the {@link
 * CompactionRule}. So every read at R or later gives what it gave before.
 *
 * <p>A server writes R as the scheduled compaction first, deletes in batches, and writes R as the
 * finished one last. A backend whose scheduled mark is above the finished one was left in between:
 * it still holds records that no reader may see, and {@link #resume} is what the server would do at
 * its next start.
 *
 * <p>A second {@link KeyScan} of the same view asks {@link #keeps} with its ordinals.
 */
public final class Compaction {

  private final long revision;
  private final CompactionRule rule;
  private final KeptRecords upToRevision;

  private Compaction(long revision, CompactionRule rule, KeptRecords upToRevision) {
    this.revision = revision;
    this.rule = rule;
    this.upToRevision = upToRevision;
  }

  /**
   * A compaction as a client would ask for it.
   *
   * @param revision main revision, from 1
   * @return the decision; or etcd's refusal: {@link RevisionAnswer.Compacted} for a revision that
   *     is not above the last compaction, begun or ended, {@link RevisionAnswer.Future} for one
   *     above the newest
   * @throws FormatException when a record or the tree is damaged
   */
  public static RevisionAnswer<Compaction> at(BackendView view, long revision, CompactionRule rule)
      throws FormatException {
    RevisionBounds bounds = RevisionBounds.of(view);
    if (revision <= Math.max(bounds.compactRevision(), 0)) {
      return new RevisionAnswer.Compacted<>(revision, bounds.compactRevision());
    }
    if (revision > bounds.currentRevision()) {
      return new RevisionAnswer.Future<>(revision, bounds.currentRevision());
    }
    return new RevisionAnswer.Found<>(decide(view, revision, rule));
  }

  /**
   * The compaction that the marks say was begun and not ended, or the last one again: at {@link
   * MetaState#compactRevision()}. Without any mark it keeps everything.
   *
   * @throws FormatException when a record or the tree is damaged
   */
  public static Compaction resume(BackendView view, CompactionRule rule) throws FormatException {
    return decide(view, MetaState.read(view).compactRevision(), rule);
  }

  private static Compaction decide(BackendView view, long revision, CompactionRule rule)
      throws FormatException {
    return new Compaction(
        revision,
        rule,
        KeptRecords.upTo(view, revision, main -> rule.keepsTombstone(main, revision)));
  }

  /** Main revision: the value that both marks have afterwards. */
  public long revision() {
    return revision;
  }

  /** What it goes by for a tombstone at the revision. */
  public CompactionRule rule() {
    return rule;
  }

  /** True when the record with this ordinal in a {@link KeyScan} of the same view stays. */
  public boolean keeps(long ordinal) {
    return ordinal >= upToRevision.scanned() || upToRevision.kept().contains(ordinal);
  }

  /** How many records go. */
  public long droppedRecords() {
    return upToRevision.scanned() - upToRevision.kept().size();
  }
}
