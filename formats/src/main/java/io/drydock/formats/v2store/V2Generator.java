package io.drydock.formats.v2store;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.Extent;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.member.MemberAttributes;
import io.drydock.formats.member.MemberId;
import io.drydock.formats.member.MemberRecord;
import io.drydock.formats.member.Membership;
import java.util.Collection;
import java.util.List;

/**
 * Makes stores that hold nothing but the cluster, with the events and counters of their making.
 *
 * <p>etcd 3.6 and later make one for each {@code .snap} file, up to 3.5 only a restore does.
 * Members come in no order (Go's map order) in the former, ascending in the latter.
 */
public final class V2Generator {

  private V2Generator() {}

  /**
   * The store that etcd 3.6 and 3.7 put into a {@code .snap} file, a restore included.
   *
   * @param members in the order in which they are made
   * @param cluster removed ids and version are taken from here
   */
  public static V2Store generate(List<MemberRecord> members, V2Cluster cluster) {
    V2Store store = V2Store.empty();
    var operations = new V2Operations(store, V2Rules.SINCE_3_6);
    // etcd makes sure that the new store has no members, and that look counts as a failed read.
    store.stats().count(V2Stats.Counter.GETS_FAIL);
    for (MemberRecord member : members) {
      add(operations, member);
      if (!member.attributes().clientUrls().isEmpty()) {
        MemberAttributes published = member.attributes();
        operations.set(V2Write.file(V2Cluster.attributesPath(member.id()), published.encode()));
      }
    }
    for (MemberId id : cluster.membership().removed()) {
      operations.create(V2Write.file(V2Cluster.removedPath(id), Bytes.EMPTY));
    }
    cluster
        .clusterVersion()
        .map(Bytes::ofUtf8)
        .ifPresent(version -> operations.set(V2Write.file("/0/version", version)));
    return store;
  }

  /** The store of a restore by etcd 3.4 and 3.5: raft attributes of new members, ascending. */
  public static V2Store restored(Collection<MemberRecord> members) {
    V2Store store = V2Store.empty();
    var operations = new V2Operations(store, V2Rules.ETCD_3_5);
    members.stream()
        .sorted((one, other) -> one.id().compareTo(other.id()))
        .forEach(member -> add(operations, member));
    return store;
  }

  /**
   * Puts one member in the place of all, and forgets those that were removed, as {@code etcdutl
   * backup} of 3.5 does.
   *
   * @throws CorruptFileException when what the store says about members cannot be read
   */
  public static void replaceMembers(V2Store store, MemberRecord only, Extent at)
      throws CorruptFileException {
    Membership old = V2Cluster.of(store, at).membership();
    var operations = new V2Operations(store, V2Rules.ETCD_3_5);
    for (MemberId id : old.members().keySet()) {
      operations.delete(Bytes.ofUtf8(V2Cluster.memberPath(id)), true, true);
    }
    for (MemberId id : old.removed()) {
      operations.delete(Bytes.ofUtf8(V2Cluster.removedPath(id)), true, true);
    }
    add(operations, only);
  }

  private static void add(V2Operations operations, MemberRecord member) {
    operations.create(
        V2Write.file(V2Cluster.raftAttributesPath(member.id()), member.raft().encode()));
  }
}
