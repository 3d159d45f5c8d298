package io.drydock.formats.bolt;

import io.drydock.formats.Extent;
import io.drydock.formats.Finding;
import io.drydock.formats.Severity;
import java.util.ArrayList;
import java.util.List;

/**
 * What a check of a bbolt file found, and what it went over.
 *
 * @param findings in the order of the check, the first ones when there were too many to keep
 * @param omitted how many more there were
 * @param errors findings of severity ERROR, the omitted ones included
 * @param reachedPages pages in trees and of the freelist; metas not included
 * @param elements keys in leaves, buckets included
 */
public record BoltReport(
    List<Finding> findings, long omitted, long errors, long reachedPages, long elements) {

  /** Copies the list. */
  public BoltReport {
    findings = List.copyOf(findings);
  }

  /** True when nothing at all was found. */
  public boolean isClean() {
    return findings.isEmpty();
  }

  /** Collects findings and keeps the first ones. */
  static final class Builder {
    private final int kept;
    private final List<Finding> findings = new ArrayList<>();
    private long omitted;
    private long errors;

    Builder(int kept) {
      this.kept = kept;
    }

    void add(BoltProblem problem, Extent at, String message) {
      errors += problem.severity() == Severity.ERROR ? 1 : 0;
      if (findings.size() < kept) {
        findings.add(new Finding(problem.code(), problem.severity(), at, message));
      } else {
        omitted++;
      }
    }

    /** All so far, omitted ones included. */
    long count() {
      return findings.size() + omitted;
    }

    BoltReport build(long reachedPages, long elements) {
      return new BoltReport(findings, omitted, errors, reachedPages, elements);
    }
  }
}
