package io.drydock.tools.fsck.peers;

import io.drydock.formats.Severity;
import io.drydock.tools.fsck.examine.Diagnosis;
import java.util.List;

/**
 * Members, compared.
 *
 * @param diagnoses worst first
 * @param pairs that were looked at side by side
 */
public record Comparison(List<Diagnosis> diagnoses, List<Pair> pairs) {

  /** Copies the lists. */
  public Comparison {
    diagnoses = List.copyOf(diagnoses);
    pairs = List.copyOf(pairs);
  }

  /** No finding is an error. */
  public boolean isSound() {
    return diagnoses.stream().noneMatch(one -> one.finding().severity() == Severity.ERROR);
  }
}
