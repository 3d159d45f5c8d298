package io.drydock.tools.db.cluster;

import io.drydock.formats.FormatException;
import io.drydock.formats.backend.BackendView;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.mvcc.KeyRange;
import io.drydock.formats.mvcc.KeyRecord;
import io.drydock.formats.mvcc.LiveKeys;
import io.drydock.formats.mvcc.RevisionAnswer.Found;
import io.drydock.formats.mvcc.RevisionBounds;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The living keys by the lease that they are attached to, as a server finds them at its start: by
 * the lease of the last put. Leases are taken out one by one; what stays is of no granted lease.
 */
final class AttachedKeys {

  /** Nothing attached. */
  static final Attached NONE = new Attached(0, List.of());

  private final SortedMap<Long, Counter> byLease = new TreeMap<>(Long::compareUnsigned);

  private AttachedKeys() {}

  /**
   * The keys of one lease.
   *
   * @param count how many
   * @param keys their names in order, when they were asked for
   */
  record Attached(long count, List<Bytes> keys) {

    /** Copies the list. */
    Attached {
      keys = List.copyOf(keys);
    }
  }

  private static final class Counter {
    private long count;
    private final List<Bytes> keys = new ArrayList<>();
  }

  /** One scan; keeps the names only when they are wanted. */
  static AttachedKeys of(BackendView view, boolean keepNames) throws FormatException {
    var attached = new AttachedKeys();
    var found = LiveKeys.at(view, RevisionBounds.CURRENT, KeyRange.ALL);
    if (!(found instanceof Found<LiveKeys>(LiveKeys living))) {
      throw new IllegalStateException("the current revision can always be read");
    }
    try (living) {
      for (var key = living.next(); key.isPresent(); key = living.next()) {
        attached.note(key.get().value(), keepNames);
      }
    }
    return attached;
  }

  private void note(KeyRecord.Version version, boolean keepName) {
    if (version.lease() != 0) {
      Counter counter = byLease.computeIfAbsent(version.lease(), id -> new Counter());
      counter.count++;
      if (keepName) {
        counter.keys.add(version.key());
      }
    }
  }

  /** Takes out what is attached to this lease. */
  Attached take(long leaseId) {
    Counter counter = byLease.remove(leaseId);
    return counter == null ? NONE : new Attached(counter.count, counter.keys);
  }

  /** The leases that are left, ascending. */
  List<Long> leases() {
    return List.copyOf(byLease.keySet());
  }
}
