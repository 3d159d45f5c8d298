package io.drydock.tools.report.page;

import io.drydock.tools.fsck.examine.Examination;
import io.drydock.tools.fsck.peers.Comparison;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the page tells.
 *
 * @param members in the order of the command line
 * @param comparison of several members
 * @param madeAt when they were read
 * @param toolVersion of Drydock
 */
public record Incident(
    List<MemberPart> members, Optional<Comparison> comparison, Instant madeAt, String toolVersion) {

  /** Copies the list. */
  public Incident {
    members = List.copyOf(members);
  }

  List<Examination> examinations() {
    return members.stream().map(MemberPart::examination).toList();
  }

  /** No finding is an error. */
  public boolean isSound() {
    return members.stream().allMatch(member -> member.examination().isSound())
        && comparison.map(Comparison::isSound).orElse(true);
  }
}
