package io.drydock.formats.mvcc;

import java.util.Objects;

/**
 * The answer to a question about a revision, with etcd's two refusals.
 *
 * @param <T> what is asked for
 */
public sealed interface RevisionAnswer<T> {

  /**
   * There is an answer.
   *
   * @param value the answer
   * @param <T> what is asked for
   */
  record Found<T>(T value) implements RevisionAnswer<T> {

    /** The answer is required. */
    public Found {
      Objects.requireNonNull(value, "value");
    }
  }

  /**
   * etcd's {@code mvcc: required revision has been compacted}.
   *
   * @param revision what was asked for
   * @param compactRevision the oldest revision that there is an answer for
   * @param <T> what is asked for
   */
  record Compacted<T>(long revision, long compactRevision) implements RevisionAnswer<T> {}

  /**
   * etcd's {@code mvcc: required revision is a future revision}.
   *
   * @param revision what was asked for
   * @param currentRevision the newest revision
   * @param <T> what is asked for
   */
  record Future<T>(long revision, long currentRevision) implements RevisionAnswer<T> {}
}
