package io.drydock.formats.member;

import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.member.MembershipChange.Applied;
import io.drydock.formats.member.MembershipChange.Fatal;
import io.drydock.formats.member.MembershipChange.Refusal;
import io.drydock.formats.member.MembershipChange.Refused;
import io.drydock.formats.proto.raftpb.ConfChange;
import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * The members at one point of the log, and the ids that were removed before.
 *
 * <p>Replaying a log from a known membership gives the one at its end. A change that failed
 * validation is in the log too, so the rules are applied again here; they decide on the log alone,
 * hence alike on every member.
 *
 * @param members by id, ascending unsigned
 * @param removed never members again
 */
public record Membership(SortedMap<MemberId, MemberRecord> members, SortedSet<MemberId> removed) {

  /** Nobody yet: the start of a log. */
  public static final Membership EMPTY = new Membership(new TreeMap<>(), new TreeSet<>());

  /** Copies both. */
  public Membership {
    members = Collections.unmodifiableSortedMap(new TreeMap<>(members));
    removed = Collections.unmodifiableSortedSet(new TreeSet<>(removed));
  }

  /** These members, none removed. */
  public static Membership of(Collection<MemberRecord> members) {
    SortedMap<MemberId, MemberRecord> byId = new TreeMap<>();
    members.forEach(member -> byId.put(member.id(), member));
    return new Membership(byId, new TreeSet<>());
  }

  /** The member of this id. */
  public Optional<MemberRecord> member(MemberId id) {
    return Optional.ofNullable(members.get(id));
  }

  /** Applies a configuration change as etcd does. */
  public MembershipChange apply(ConfChange change, MembershipRules rules) {
    var context = ConfChangeContext.decode(Bytes.copyOf(change.getContext()));
    var id = new MemberId(change.getNodeId());
    if (removed.contains(id)) {
      return new Refused(Refusal.ID_REMOVED);
    }
    return switch (change.getType()) {
      case ConfChangeAddNode, ConfChangeAddLearnerNode -> addOrPromote(id, context, rules);
      case ConfChangeRemoveNode -> remove(id);
      case ConfChangeUpdateNode -> update(id, context, rules);
      case UNRECOGNIZED -> new Fatal("unknown configuration change type");
    };
  }

  /**
   * What the member publishes of itself; nothing changes for an id that is no member (etcd ignores
   * one that was removed and stops at one that never was).
   */
  public Membership withAttributes(MemberId id, MemberAttributes attributes) {
    return members.containsKey(id) ? change(id, member -> member.with(attributes)) : this;
  }

  private MembershipChange addOrPromote(
      MemberId id, ConfChangeContext context, MembershipRules rules) {
    if (!(context instanceof ConfChangeContext.OfMember(var member, boolean isPromote))) {
      return new Fatal("configuration change without a member record");
    }
    return isPromote ? promote(id, member.id()) : add(id, member, rules);
  }

  private MembershipChange promote(MemberId id, MemberId named) {
    if (!members.containsKey(id)) {
      return new Refused(Refusal.ID_NOT_FOUND);
    }
    if (!members.get(id).raft().isLearner()) {
      return new Refused(Refusal.NOT_A_LEARNER);
    }
    if (!id.equals(named)) {
      return mismatch(id, named);
    }
    return new Applied(
        change(id, member -> member.with(new RaftAttributes(member.raft().peerUrls(), false))));
  }

  private MembershipChange add(MemberId id, MemberRecord member, MembershipRules rules) {
    if (members.containsKey(id)) {
      return new Refused(Refusal.ID_EXISTS);
    }
    if (isAnyUrlTaken(member.raft(), id)) {
      return new Refused(Refusal.PEER_URL_EXISTS);
    }
    if (member.raft().isLearner() && learners() >= rules.maxLearners()) {
      return new Refused(Refusal.TOO_MANY_LEARNERS);
    }
    if (!id.equals(member.id())) {
      return mismatch(id, member.id());
    }
    return new Applied(put(member));
  }

  private MembershipChange remove(MemberId id) {
    if (!members.containsKey(id)) {
      return new Refused(Refusal.ID_NOT_FOUND);
    }
    SortedMap<MemberId, MemberRecord> left = new TreeMap<>(members);
    left.remove(id);
    SortedSet<MemberId> gone = new TreeSet<>(removed);
    gone.add(id);
    return new Applied(new Membership(left, gone));
  }

  private MembershipChange update(MemberId id, ConfChangeContext context, MembershipRules rules) {
    if (!members.containsKey(id)) {
      return new Refused(Refusal.ID_NOT_FOUND);
    }
    if (!(context instanceof ConfChangeContext.OfMember(var update, _))) {
      return new Fatal("configuration change without a member record");
    }
    if (isAnyUrlTaken(update.raft(), id)) {
      return new Refused(Refusal.PEER_URL_EXISTS);
    }
    if (!id.equals(update.id())) {
      return mismatch(id, update.id());
    }
    return new Applied(change(id, member -> member.with(updated(member, update.raft(), rules))));
  }

  private static RaftAttributes updated(
      MemberRecord member, RaftAttributes update, MembershipRules rules) {
    return rules.isUpdateOfUrlsOnly()
        ? new RaftAttributes(update.peerUrls(), member.raft().isLearner())
        : update;
  }

  private static MembershipChange mismatch(MemberId changed, MemberId named) {
    return new Fatal("configuration change of " + changed + " with the record of " + named);
  }

  private boolean isAnyUrlTaken(RaftAttributes wanted, MemberId by) {
    return members.values().stream()
        .filter(member -> !member.id().equals(by))
        .flatMap(member -> member.raft().peerUrls().stream())
        .anyMatch(wanted.peerUrls()::contains);
  }

  private long learners() {
    return members.values().stream().filter(member -> member.raft().isLearner()).count();
  }

  private Membership change(MemberId id, UnaryOperator<MemberRecord> how) {
    return put(how.apply(members.get(id)));
  }

  private Membership put(MemberRecord member) {
    SortedMap<MemberId, MemberRecord> changed = new TreeMap<>(members);
    changed.put(member.id(), member);
    return new Membership(changed, removed);
  }
}
