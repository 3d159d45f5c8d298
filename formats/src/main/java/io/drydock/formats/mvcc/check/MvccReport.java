package io.drydock.formats.mvcc.check;

import io.drydock.formats.Finding;
import io.drydock.formats.Severity;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What {@link MvccCheck} found.
 *
 * @param findings in the order they were met, at most {@link #MAX_LISTED} of a code
 * @param counts how many there are of each code, listed or not
 * @param records how many records of bucket {@code key} could be read
 * @param keys how many different keys they are of
 */
public record MvccReport(
    List<Finding> findings, SortedMap<String, Long> counts, long records, long keys) {

  /** How many findings of one code are listed. */
  public static final int MAX_LISTED = 100;

  /** Copies list and map. */
  public MvccReport {
    findings = List.copyOf(findings);
    counts = Collections.unmodifiableSortedMap(new TreeMap<>(counts));
  }

  /** True without findings that are worse than {@link Severity#INFO}. */
  public boolean isSound() {
    return findings.stream().allMatch(finding -> finding.severity() == Severity.INFO);
  }
}
