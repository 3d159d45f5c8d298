package io.drydock.formats.mvcc.check;

import io.drydock.formats.Extent;
import io.drydock.formats.Finding;
import io.drydock.formats.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Collects findings: all are counted, the first ones of each code are listed. */
final class MvccFindings {

  private final List<Finding> listed = new ArrayList<>();
  private final SortedMap<String, Long> counts = new TreeMap<>();

  void error(String code, Extent at, String message) {
    add(code, Severity.ERROR, at, message);
  }

  void warning(String code, Extent at, String message) {
    add(code, Severity.WARNING, at, message);
  }

  void info(String code, Extent at, String message) {
    add(code, Severity.INFO, at, message);
  }

  private void add(String code, Severity severity, Extent at, String message) {
    if (counts.merge(code, 1L, Long::sum) <= MvccReport.MAX_LISTED) {
      listed.add(new Finding(code, severity, at, message));
    }
  }

  /** A finding of another check, as it is. */
  void add(Finding finding) {
    add(finding.code(), finding.severity(), finding.at(), finding.message());
  }

  MvccReport report(long records, long keys) {
    return new MvccReport(listed, counts, records, keys);
  }
}
