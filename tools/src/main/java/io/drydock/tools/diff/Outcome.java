package io.drydock.tools.diff;

import io.drydock.tools.compare.PartComparison;
import io.drydock.tools.compare.StoreComparison;
import java.util.List;
import java.util.Optional;

/**
 * What came of the comparison.
 *
 * @param stores record by record
 * @param firstRecord the first one that differs
 * @param keys how many differ; empty when that was not asked for or cannot be told
 * @param logs entry by entry
 * @param parts what else is in the databases; empty when that was not asked for
 * @param isSameMoment both have applied the same entries of a log, so that their parts must agree
 */
record Outcome(
    StoreComparison stores,
    Optional<Differing.First> firstRecord,
    Optional<KeyCounts> keys,
    Logs logs,
    List<PartComparison> parts,
    boolean isSameMoment) {

  Outcome {
    parts = List.copyOf(parts);
  }

  /** Parts that must agree and do not. */
  List<PartComparison> oddParts() {
    return isSameMoment ? parts.stream().filter(part -> !part.isSame()).toList() : List.of();
  }

  /** Nothing that was compared differs, and there was something to compare. */
  boolean isSame() {
    return stores.isSame()
        && !isUnknown()
        && keys.map(counts -> counts.all() == 0).orElse(true)
        && logs.isSame()
        && oddParts().isEmpty();
  }

  /** The stores have no revision in common, and their newest were not asked for. */
  boolean isUnknown() {
    return stores.isWithoutOverlap() && keys.isEmpty();
  }
}
