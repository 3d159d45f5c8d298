package io.drydock.node.lease;

import com.google.protobuf.ByteString;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;

/** A granted lease with what changes of it. */
final class Held {

  static final Comparator<Held> BY_DUE =
      Comparator.<Held>comparingLong(each -> each.dueMillis).thenComparingLong(each -> each.id);
  static final Comparator<Held> BY_CHECKPOINT =
      Comparator.<Held>comparingLong(each -> each.checkpointMillis)
          .thenComparingLong(each -> each.id);
  static final Comparator<Held> BY_EXPIRY =
      Comparator.<Held>comparingLong(each -> each.expiryMillis)
          .thenComparing(each -> each.id, Long::compareUnsigned);

  final long id;
  final long ttlSeconds;
  final Set<ByteString> keys = new HashSet<>();

  /** What a checkpoint left of it, 0 without one. */
  long remainingSeconds;

  /** When it ends. */
  long expiryMillis = Lessor.FOREVER;

  /** When it is told of as expired: at its end, and later again as long as it is there. */
  long dueMillis = Lessor.FOREVER;

  /** When its remaining time should be made known. */
  long checkpointMillis = Lessor.FOREVER;

  Held(long id, long ttlSeconds) {
    this.id = id;
    this.ttlSeconds = ttlSeconds;
  }

  /** Seconds from a renewal to the end. */
  long lifeSeconds() {
    return remainingSeconds > 0 ? remainingSeconds : ttlSeconds;
  }
}
