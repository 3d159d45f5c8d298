package io.drydock.node.engine;

import io.drydock.formats.member.Membership;
import io.drydock.formats.proto.etcdserverpb.AlarmMember;
import java.util.List;
import java.util.Optional;

/**
 * A member as others see it at one moment; immutable.
 *
 * @param term raft's term
 * @param leader id of the leader as far as it is known; 0 for none
 * @param commitIndex what is committed, as far as this member knows
 * @param appliedIndex what it has applied
 * @param members of the cluster
 * @param clusterVersion that they have agreed on
 * @param alarms raised ones
 * @param dbBytes size of the backend
 * @param dbInUseBytes the part of it that living rows take
 * @param counts what has happened since the start
 */
public record Status(
    long term,
    long leader,
    long commitIndex,
    long appliedIndex,
    Membership members,
    Optional<String> clusterVersion,
    List<AlarmMember> alarms,
    long dbBytes,
    long dbInUseBytes,
    Counts counts) {

  /**
   * Numbers that alerts look at.
   *
   * @param leaderChanges how often another leader was seen
   * @param pendingProposals that wait now
   * @param failedProposals that found no leader, or were not applied in time
   */
  public record Counts(long leaderChanges, long pendingProposals, long failedProposals) {}
}
