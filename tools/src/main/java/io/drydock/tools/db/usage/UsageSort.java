package io.drydock.tools.db.usage;

import io.drydock.formats.mvcc.usage.PrefixUsage;
import java.util.Comparator;
import java.util.function.ToLongFunction;

/** Values of {@code du --sort}: the largest first, names ascending. */
enum UsageSort {
  /** All bytes. */
  total(PrefixUsage::totalBytes),
  /** Bytes of living keys. */
  live(PrefixUsage::liveBytes),
  /** Bytes of history. */
  history(PrefixUsage::historyBytes),
  /** Number of deletions kept. */
  tombstones(PrefixUsage::tombstones),
  /** Number of keys with a lease. */
  leased(PrefixUsage::leasedKeys),
  /** The largest value. */
  max(PrefixUsage::maxValueBytes),
  /** The last change. */
  rev(PrefixUsage::lastRevision),
  /** The prefix itself. */
  name(usage -> 0);

  private final ToLongFunction<PrefixUsage> measure;

  UsageSort(ToLongFunction<PrefixUsage> measure) {
    this.measure = measure;
  }

  /** What the order goes by; 0 for names. */
  long measure(PrefixUsage usage) {
    return measure.applyAsLong(usage);
  }

  /** Largest first; among equals by name. */
  Comparator<PrefixUsage> order() {
    return Comparator.comparingLong(measure).reversed().thenComparing(PrefixUsage::prefix);
  }
}
