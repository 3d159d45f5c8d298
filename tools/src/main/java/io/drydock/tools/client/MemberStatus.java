package io.drydock.tools.client;

import io.drydock.formats.member.ClusterId;
import io.drydock.formats.member.MemberId;
import io.drydock.formats.proto.etcdserverpb.StatusResponse;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a member says of itself.
 *
 * @param clusterId of its cluster
 * @param memberId its own
 * @param leader whom it takes for the leader; 0 for nobody
 * @param etcdVersion of the program
 * @param dbBytes size of its database file
 * @param appliedIndex raft index up to which it has applied the log, u64
 * @param isLearner has no vote, and answers no linearizable read
 * @param errors alarms of the whole cluster, and the want of a leader, in etcd's words
 */
public record MemberStatus(
    ClusterId clusterId,
    MemberId memberId,
    MemberId leader,
    String etcdVersion,
    long dbBytes,
    long appliedIndex,
    boolean isLearner,
    List<String> errors) {

  private static final MemberId NOBODY = new MemberId(0);

  /** Copies the list. */
  public MemberStatus {
    errors = List.copyOf(errors);
  }

  static MemberStatus of(StatusResponse answer) {
    return new MemberStatus(
        new ClusterId(answer.getHeader().getClusterId()),
        new MemberId(answer.getHeader().getMemberId()),
        new MemberId(answer.getLeader()),
        answer.getVersion(),
        answer.getDbSize(),
        answer.getRaftAppliedIndex() == 0 ? answer.getRaftIndex() : answer.getRaftAppliedIndex(),
        answer.getIsLearner(),
        answer.getErrorsList());
  }

  /** True when it knows of a leader. */
  public boolean hasLeader() {
    return !leader.equals(NOBODY);
  }

  /** True when it leads. */
  public boolean isLeader() {
    return leader.equals(memberId);
  }

  /** True when the cluster says that this member's data differ from the others'. */
  public boolean isCorrupt() {
    var own = Pattern.compile("memberID:" + Long.toUnsignedString(memberId.value()) + "(?![0-9])");
    return errors.stream()
        .filter(error -> error.contains("alarm:CORRUPT"))
        .anyMatch(error -> own.matcher(error).find());
  }
}
