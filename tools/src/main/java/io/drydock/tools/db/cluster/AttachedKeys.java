package io.drydock.tools.db.cluster;

import io.drydock.formats.FormatException;
import io.drydock.formats.backend.BackendView;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.mvcc.KeyValueView;
import io.drydock.formats.mvcc.LiveKeys;
import java.util.ArrayList;
import java.util.Collections;
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

  /** Two scans in the order of the file; keeps the names only when they are wanted. */
  static AttachedKeys of(BackendView view, boolean keepNames) throws FormatException {
    var attached = new AttachedKeys();
    LiveKeys.visitNewest(view, record -> attached.note(record.keyValue(), keepNames));
    attached.byLease.values().forEach(counter -> Collections.sort(counter.keys));
    return attached;
  }

  private void note(KeyValueView message, boolean keepName) {
    if (message.lease() != 0) {
      Counter counter = byLease.computeIfAbsent(message.lease(), id -> new Counter());
      counter.count++;
      if (keepName) {
        counter.keys.add(Bytes.copyOf(message.key()));
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
