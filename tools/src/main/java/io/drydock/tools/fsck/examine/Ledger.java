package io.drydock.tools.fsck.examine;

import io.drydock.formats.Finding;
import io.drydock.formats.Severity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Findings as they come: all are counted, the first ones of each code are kept. */
final class Ledger implements Consumer<Finding> {

  /** Of one code; the rest differs in the place only. */
  private static final int KEPT_MAX = 20;

  private final List<Finding> kept = new ArrayList<>();
  private final Map<String, Long> counts = new HashMap<>();
  private long errors;
  private long omitted;

  @Override
  public void accept(Finding finding) {
    errors += finding.severity() == Severity.ERROR ? 1 : 0;
    if (counts.merge(finding.code(), 1L, Long::sum) <= KEPT_MAX) {
      kept.add(finding);
    } else {
      omitted++;
    }
  }

  void acceptAll(List<Finding> findings) {
    findings.forEach(this);
  }

  /** Findings that were counted elsewhere and are not to be had. */
  void omit(long more) {
    omitted += more;
  }

  long errors() {
    return errors;
  }

  long omitted() {
    return omitted;
  }

  List<Finding> findings() {
    return List.copyOf(kept);
  }

  /** All findings of another ledger. */
  void take(Ledger other) {
    other.kept.forEach(this);
    omitted += other.omitted;
  }
}
