package io.drydock.formats.backend;

import io.drydock.formats.Located;
import io.drydock.formats.member.MemberId;
import io.drydock.formats.member.MemberRecord;
import java.util.List;
import java.util.Optional;

/**
 * What the backend says of the cluster: buckets {@code cluster}, {@code members}, {@code
 * members_removed} and {@code alarm}.
 *
 * @param clusterVersion as text, {@code 3.5.0}
 * @param downgrade the last downgrade request
 * @param members in the order of their ids as text; before 3.6 the v2 store is what counts
 * @param removedMembers in the same order
 * @param alarms in the order of their bytes
 */
public record ClusterState(
    Optional<String> clusterVersion,
    Optional<BackendRow.Downgrade> downgrade,
    List<Located<MemberRecord>> members,
    List<MemberId> removedMembers,
    List<Located<BackendRow.Alarm>> alarms) {

  /** Copies the lists. */
  public ClusterState {
    members = List.copyOf(members);
    removedMembers = List.copyOf(removedMembers);
    alarms = List.copyOf(alarms);
  }
}
