package io.drydock.formats.member;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.member.MembershipChange.Applied;
import io.drydock.formats.member.MembershipChange.Fatal;
import io.drydock.formats.member.MembershipChange.Refusal;
import io.drydock.formats.member.MembershipChange.Refused;
import io.drydock.formats.proto.raftpb.ConfChange;
import io.drydock.formats.proto.raftpb.ConfChangeType;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The rules by which a configuration change in the log takes effect or does not. */
final class MembershipTest {

  private static final MembershipRules RULES = MembershipRules.SINCE_3_6;

  private Membership now = Membership.EMPTY;

  @Test
  void membersAreAddedUpdatedPromotedAndRemoved() {
    applied(add(1, "http://a"));
    applied(addLearner(2, "http://b"));
    applied(change(ConfChangeType.ConfChangeUpdateNode, record(2, false, "http://c")));
    assertEquals(new RaftAttributes(List.of("http://c"), true), raft(2));
    applied(promote(2));
    assertEquals(new RaftAttributes(List.of("http://c"), false), raft(2));
    applied(remove(1));
    assertEquals(Set.of(new MemberId(2)), now.members().keySet());
    assertEquals(Set.of(new MemberId(1)), now.removed());
  }

  @Test
  void refusedChangesChangeNothing() {
    applied(add(1, "http://a"));
    applied(add(3, "http://gone"));
    applied(remove(3));

    refused(Refusal.ID_REMOVED, add(3, "http://new"));
    refused(Refusal.ID_EXISTS, add(1, "http://new"));
    refused(Refusal.PEER_URL_EXISTS, add(2, "http://a"));
    refused(Refusal.ID_NOT_FOUND, remove(2));
    refused(Refusal.ID_NOT_FOUND, promote(2));
    refused(Refusal.NOT_A_LEARNER, promote(1));
    refused(
        Refusal.ID_NOT_FOUND,
        change(ConfChangeType.ConfChangeUpdateNode, record(2, false, "http://b")));
    applied(add(2, "http://b"));
    refused(
        Refusal.PEER_URL_EXISTS,
        change(ConfChangeType.ConfChangeUpdateNode, record(2, false, "http://a")));
  }

  @Test
  void secondLearnerIsRefusedUnlessAllowed() {
    applied(add(1, "http://a"));
    applied(addLearner(2, "http://b"));

    refused(Refusal.TOO_MANY_LEARNERS, addLearner(3, "http://c"));
    var two = new MembershipRules(2, true);
    assertInstanceOf(Applied.class, now.apply(addLearner(3, "http://c"), two));
  }

  @Test
  void updateMayRepeatTheMembersOwnUrl() {
    applied(add(1, "http://a"));

    applied(change(ConfChangeType.ConfChangeUpdateNode, record(1, false, "http://a", "http://z")));
    assertEquals(List.of("http://a", "http://z"), raft(1).peerUrls());
  }

  @Test
  void updateLosesTheLearnerFlagUpTo35() {
    applied(addLearner(1, "http://a"));
    var update = change(ConfChangeType.ConfChangeUpdateNode, record(1, false, "http://b"));

    var result = assertInstanceOf(Applied.class, now.apply(update, MembershipRules.UP_TO_3_5));
    var after = result.after().member(new MemberId(1)).orElseThrow();
    assertEquals(new RaftAttributes(List.of("http://b"), false), after.raft());
  }

  @Test
  void whatStopsEtcdIsFatal() {
    applied(add(1, "http://a"));
    var withoutRecord =
        ConfChange.newBuilder().setType(ConfChangeType.ConfChangeAddNode).setNodeId(2).build();
    var otherRecord = add(2, "http://b").toBuilder().setNodeId(4).build();

    assertInstanceOf(Fatal.class, now.apply(withoutRecord, RULES));
    assertEquals(
        new Fatal("configuration change of 4 with the record of 2"), now.apply(otherRecord, RULES));
  }

  @Test
  void publishedAttributesGoToMembersOnly() {
    applied(add(1, "http://a"));
    var published = new MemberAttributes("m1", List.of("http://client"));

    assertEquals(
        published,
        now.withAttributes(new MemberId(1), published)
            .member(new MemberId(1))
            .orElseThrow()
            .attributes());
    assertSame(now, now.withAttributes(new MemberId(2), published));
  }

  private void applied(ConfChange change) {
    now = assertInstanceOf(Applied.class, now.apply(change, RULES)).after();
  }

  private void refused(Refusal reason, ConfChange change) {
    assertEquals(new Refused(reason), now.apply(change, RULES));
  }

  private RaftAttributes raft(long id) {
    return now.member(new MemberId(id)).orElseThrow().raft();
  }

  private static ConfChange add(long id, String url) {
    return change(ConfChangeType.ConfChangeAddNode, record(id, false, url));
  }

  private static ConfChange addLearner(long id, String url) {
    return change(ConfChangeType.ConfChangeAddLearnerNode, record(id, true, url));
  }

  private static ConfChange promote(long id) {
    var member = new MemberRecord(new MemberId(id), RaftAttributes.EMPTY, MemberAttributes.EMPTY);
    return change(id, new ConfChangeContext.OfMember(member, true).encode());
  }

  private static ConfChange remove(long id) {
    return ConfChange.newBuilder()
        .setType(ConfChangeType.ConfChangeRemoveNode)
        .setNodeId(id)
        .build();
  }

  private static MemberRecord record(long id, boolean isLearner, String... urls) {
    var raft = new RaftAttributes(List.of(urls), isLearner);
    return new MemberRecord(new MemberId(id), raft, MemberAttributes.EMPTY);
  }

  private static ConfChange change(ConfChangeType type, MemberRecord record) {
    return change(record.id().value(), record.encode()).toBuilder().setType(type).build();
  }

  private static ConfChange change(long id, Bytes context) {
    return ConfChange.newBuilder()
        .setType(ConfChangeType.ConfChangeAddNode)
        .setNodeId(id)
        .setContext(context.toByteString())
        .build();
  }
}
