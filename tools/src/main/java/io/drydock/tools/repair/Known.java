package io.drydock.tools.repair;

import io.drydock.formats.backend.BackendState;
import io.drydock.formats.backend.ReleaseLine;
import io.drydock.formats.member.MemberRecord;
import io.drydock.formats.member.Membership;
import io.drydock.formats.wal.replay.LogReplay;
import io.drydock.tools.fsck.examine.Examination;
import io.drydock.tools.member.OwnerProof;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is known of a member beside the records of its log.
 *
 * @param line the release that starts on it
 * @param applied raft index that the database has applied; u64, 0 for nothing
 * @param appliedTerm of that entry, as noted by the database since 3.5
 * @param owner member and cluster
 * @param members of the cluster; empty when nothing tells
 */
record Known(
    ReleaseLine line,
    long applied,
    OptionalLong appliedTerm,
    Optional<LogReplay.Owner> owner,
    Optional<Membership> members) {

  static Known of(Examination examination, BackendState state, Survey survey) {
    Examination.Identity identity = examination.identity();
    return new Known(
        identity.line(),
        state.meta().consistentIndex().orElse(0),
        state.meta().term(),
        survey.replay().owner().or(() -> OwnerProof.of(survey.claimedOwner(), identity.members())),
        identity.members());
  }

  /** How many members the cluster has; 0 when nothing tells. */
  int memberCount() {
    return members.map(known -> known.members().size()).orElse(0);
  }

  /** The member decides alone what is committed: it acknowledges what is on its disk. */
  boolean isOnlyVoter() {
    Collection<MemberRecord> all = members.map(known -> known.members().values()).orElse(List.of());
    List<Long> voters =
        all.stream()
            .filter(member -> !member.raft().isLearner())
            .map(member -> member.id().value())
            .toList();
    return owner.map(one -> voters.equals(List.of(one.nodeId()))).orElse(false);
  }

  /** What is proved to be committed: by a state of the log, or by what was applied. */
  long committed(LogReplay replay) {
    return max(replay.commit(), applied);
  }

  static long max(long a, long b) {
    return Long.compareUnsigned(a, b) >= 0 ? a : b;
  }

  static long min(long a, long b) {
    return Long.compareUnsigned(a, b) <= 0 ? a : b;
  }
}
