package io.drydock.node.apply;

import com.google.protobuf.Message;
import io.drydock.node.mvcc.KeyChange;
import java.util.List;
import java.util.Objects;

/**
 * What came of an entry that was not refused.
 *
 * @param response the answer of the API's method; of its header only the revision is set, if that
 * @param revision main revision of the store afterwards
 * @param changes of keys, at that revision
 * @param isOverQuota true when it was carried out although the backend has no room for it, as on
 *     every other member: its sender is told that it was not
 */
public record Done(Message response, long revision, List<KeyChange> changes, boolean isOverQuota) {

  /** All parts are required; the list is taken over. */
  public Done {
    Objects.requireNonNull(response, "response");
    Objects.requireNonNull(changes, "changes");
  }

  Done overQuota() {
    return new Done(response, revision, changes, true);
  }
}
