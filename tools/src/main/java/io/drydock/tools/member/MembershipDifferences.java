package io.drydock.tools.member;

import io.drydock.formats.member.MemberId;
import io.drydock.formats.member.MemberRecord;
import io.drydock.formats.member.Membership;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** What sets the members in a database apart from those that are right, in words. */
final class MembershipDifferences {

  private MembershipDifferences() {}

  /** One sentence part a member that differs; nothing when all are alike. */
  static List<String> of(Membership members, Membership stored) {
    List<String> differences = new ArrayList<>();
    var ids = new TreeSet<MemberId>(members.members().keySet());
    ids.addAll(stored.members().keySet());
    for (MemberId id : ids) {
      Optional<MemberRecord> right = members.member(id);
      Optional<MemberRecord> other = stored.member(id);
      if (other.isEmpty()) {
        differences.add(name(right.orElseThrow()) + " is missing there");
      } else if (right.isEmpty()) {
        differences.add(name(other.get()) + " is there and is no member");
      } else {
        List<String> fields = fields(right.get(), other.get());
        if (!fields.isEmpty()) {
          differences.add(name(right.get()) + " is there " + String.join(" and ", fields));
        }
      }
    }
    return differences;
  }

  private static List<String> fields(MemberRecord right, MemberRecord stored) {
    List<String> fields = new ArrayList<>();
    if (right.raft().isLearner() != stored.raft().isLearner()) {
      fields.add(stored.raft().isLearner() ? "a learner" : "a voter");
    }
    if (!right.raft().peerUrls().equals(stored.raft().peerUrls())) {
      fields.add("with peer URL " + String.join(",", stored.raft().peerUrls()));
    }
    // From bootstrap or restore on the database has the name; the v2 store once it is published.
    boolean isUnpublished = !right.isStarted() && stored.attributes().clientUrls().isEmpty();
    if (!isUnpublished && !right.attributes().equals(stored.attributes())) {
      fields.add(
          stored.attributes().clientUrls().isEmpty()
              ? "without client URLs"
              : "with another name or client URL");
    }
    return fields;
  }

  private static String name(MemberRecord member) {
    return member.isStarted() ? member.attributes().name() : member.id().hex();
  }
}
