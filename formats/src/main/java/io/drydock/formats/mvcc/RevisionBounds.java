package io.drydock.formats.mvcc;

import io.drydock.formats.FormatException;
import io.drydock.formats.backend.BackendCursor;
import io.drydock.formats.backend.BackendView;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.backend.MetaState;
import io.drydock.formats.backend.Revision;
import io.drydock.formats.backend.RevisionKey;
import java.util.Optional;

/**
 * From where to where the history reaches.
 *
 * @param compactRevision main revision up to which history is gone, {@link
 *     MetaState#NEVER_COMPACTED} when nothing is
 * @param currentRevision main revision of the store, at least 1: that of the newest record, or the
 *     compaction mark when compaction took all newer records (servers since 3.4.32 and 3.5.14 go by
 *     the scheduled mark, older ones by the finished mark only)
 * @param oldest the first kept record
 * @param newest the last kept record
 */
public record RevisionBounds(
    long compactRevision,
    long currentRevision,
    Optional<Revision> oldest,
    Optional<Revision> newest) {

  /** The revision of a store that nothing was ever put into. */
  public static final long EMPTY_STORE = 1;

  /** What a reader asks for to get the newest state, as in etcd's requests. */
  public static final long CURRENT = 0;

  /**
   * Reads the marks, the first and the last record.
   *
   * @throws FormatException when one of them, or the way to it, is damaged
   */
  public static RevisionBounds of(BackendView view) throws FormatException {
    BackendCursor cursor = view.cursor(Bucket.KEY);
    Optional<Revision> oldest = cursor.next() ? Optional.of(revision(cursor)) : Optional.empty();
    Optional<Revision> newest = cursor.last() ? Optional.of(revision(cursor)) : Optional.empty();
    long compacted = MetaState.read(view).compactRevision();
    long current = Math.max(EMPTY_STORE, newest.map(Revision::main).orElse(EMPTY_STORE));
    return new RevisionBounds(compacted, Math.max(current, compacted), oldest, newest);
  }

  private static Revision revision(BackendCursor cursor) throws FormatException {
    return RevisionKey.decode(cursor.key(), cursor.at()).revision();
  }

  /**
   * What a server answers to a read at this revision, before it reads.
   *
   * @param revision main revision, {@link #CURRENT} for the newest
   */
  public RevisionAnswer<Long> resolve(long revision) {
    if (revision == CURRENT) {
      return new RevisionAnswer.Found<>(currentRevision);
    }
    if (revision < compactRevision) {
      return new RevisionAnswer.Compacted<>(revision, compactRevision);
    }
    if (revision > currentRevision) {
      return new RevisionAnswer.Future<>(revision, currentRevision);
    }
    return new RevisionAnswer.Found<>(revision);
  }
}
