package io.drydock.node.mvcc;

import java.util.List;
import java.util.Objects;

/**
 * What became of a write.
 *
 * @param response the answer; of its header, and of those inside, only the revision is set
 * @param revision main revision of the store afterwards
 * @param changes in the order of their sub revisions; empty when nothing changed, and the revision
 *     stayed
 * @param <R> the message of the answer
 */
public record Applied<R>(R response, long revision, List<KeyChange> changes) {

  /** Takes the list over: it changes no more. */
  public Applied {
    Objects.requireNonNull(response, "response");
    Objects.requireNonNull(changes, "changes");
  }
}
