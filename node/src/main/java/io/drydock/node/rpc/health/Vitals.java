package io.drydock.node.rpc.health;

import io.netty.util.concurrent.EventExecutor;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** What a member knows of its health. Used by event loops. */
public interface Vitals {
  /** The alarms that are raised: {@code NOSPACE}, {@code CORRUPT}. */
  Set<String> alarms();

  /** Whether the member knows of a leader. */
  boolean hasLeader();

  /** Whether the member has no vote. */
  boolean isLearner();

  /** The cluster's version such as {@code 3.5.0}; empty until it is agreed on. */
  Optional<String> clusterVersion();

  /**
   * Tries a read of one key.
   *
   * @param serializable whether of this member alone
   * @param loop on which {@code done} gets why it failed, or nothing when it did not
   */
  void tryRead(boolean serializable, EventExecutor loop, Consumer<Optional<String>> done);
}
