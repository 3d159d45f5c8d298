package io.drydock.formats.v2store;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.Extent;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.member.MemberAttributes;
import io.drydock.formats.member.MemberId;
import io.drydock.formats.member.MemberRecord;
import io.drydock.formats.member.Membership;
import io.drydock.formats.member.RaftAttributes;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the store says about the cluster.
 *
 * <pre>
 * /0/members/HEX/raftAttributes   {"peerURLs":[…],"isLearner":true}
 * /0/members/HEX/attributes       {"name":"…","clientURLs":[…]}; absent until the member started
 * /0/removed_members/HEX          empty
 * /0/version                      3.5.0; absent until the leader has set it
 * </pre>
 *
 * <p>Servers up to 3.5 take the membership from here when they start.
 *
 * @param membership members and removed ids
 * @param clusterVersion as text
 */
public record V2Cluster(Membership membership, Optional<String> clusterVersion) {

  private static final String MEMBERS = "/0/members";
  private static final String REMOVED = "/0/removed_members";
  private static final Bytes RAFT_ATTRIBUTES = Bytes.ofUtf8("raftAttributes");
  private static final Bytes ATTRIBUTES = Bytes.ofUtf8("attributes");

  /** Both parts are required. */
  public V2Cluster {
    Objects.requireNonNull(membership, "membership");
    Objects.requireNonNull(clusterVersion, "clusterVersion");
  }

  /**
   * Reads it from the store; hidden nodes are left out, as etcd does.
   *
   * @param at what a failure names
   * @throws CorruptFileException when a name is no id, raft attributes are missing or cannot be
   *     read, or a member has a child of another name; etcd panics on each
   */
  public static V2Cluster of(V2Store store, Extent at) throws CorruptFileException {
    SortedMap<MemberId, MemberRecord> members = new TreeMap<>();
    for (V2Node node : visibleChildren(store.node(MEMBERS))) {
      MemberRecord member = member(node, at);
      members.put(member.id(), member);
    }
    SortedSet<MemberId> removed = new TreeSet<>();
    if (store.node(MEMBERS).isPresent()) {
      for (V2Node node : visibleChildren(store.node(REMOVED))) {
        removed.add(id(node, at));
      }
    }
    Optional<String> version =
        store.node("/0/version").filter(node -> !node.isDirectory()).map(n -> n.value().toUtf8());
    return new V2Cluster(new Membership(members, removed), version);
  }

  static String memberPath(MemberId id) {
    return MEMBERS + "/" + id.hex();
  }

  static String raftAttributesPath(MemberId id) {
    return memberPath(id) + "/" + RAFT_ATTRIBUTES.toUtf8();
  }

  static String attributesPath(MemberId id) {
    return memberPath(id) + "/" + ATTRIBUTES.toUtf8();
  }

  static String removedPath(MemberId id) {
    return REMOVED + "/" + id.hex();
  }

  private static MemberRecord member(V2Node node, Extent at) throws CorruptFileException {
    MemberId id = id(node, at);
    Optional<RaftAttributes> raft = Optional.empty();
    MemberAttributes attributes = MemberAttributes.EMPTY;
    for (V2Node child : visibleChildren(Optional.of(node))) {
      if (child.name().equals(RAFT_ATTRIBUTES)) {
        raft = Optional.of(RaftAttributes.decode(child.value(), at));
      } else if (child.name().equals(ATTRIBUTES)) {
        attributes = MemberAttributes.decode(child.value(), at);
      } else {
        throw new CorruptFileException(at, "v2 store: unknown node " + child.path().toUtf8());
      }
    }
    if (raft.isEmpty()) {
      throw new CorruptFileException(at, "v2 store: member " + id + " without raft attributes");
    }
    return new MemberRecord(id, raft.get(), attributes);
  }

  private static MemberId id(V2Node node, Extent at) throws CorruptFileException {
    return MemberId.parse(node.name().toUtf8())
        .orElseThrow(
            () -> new CorruptFileException(at, "v2 store: no member id: " + node.path().toUtf8()));
  }

  private static Collection<V2Node> visibleChildren(Optional<V2Node> directory) {
    List<V2Node> all = directory.map(node -> List.copyOf(node.children())).orElse(List.of());
    return all.stream().filter(child -> !child.isHidden()).toList();
  }
}
