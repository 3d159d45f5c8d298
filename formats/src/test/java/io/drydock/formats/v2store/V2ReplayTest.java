package io.drydock.formats.v2store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.drydock.formats.CorruptFileException;
import io.drydock.formats.Extent;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.gojson.GoEscapes;
import io.drydock.formats.member.ConfChangeContext;
import io.drydock.formats.member.MemberAttributes;
import io.drydock.formats.member.MemberId;
import io.drydock.formats.member.MemberRecord;
import io.drydock.formats.member.MembershipChange.Refusal;
import io.drydock.formats.member.RaftAttributes;
import io.drydock.formats.proto.etcdserverpb.Request;
import io.drydock.formats.proto.raftpb.ConfChange;
import io.drydock.formats.proto.raftpb.ConfChangeType;
import io.drydock.formats.request.EntryPayload;
import io.drydock.formats.v2store.V2Result.Code;
import io.drydock.formats.v2store.V2Stats.Counter;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What each request does to the store, and what it leaves alone. */
final class V2ReplayTest {

  private static final Extent AT = new Extent("store", 0, 0);
  private static final long SECOND = 1_000_000_000L;
  private static final long YEAR_2026 = 1_795_000_000L * SECOND;

  private final V2Replay replay = replay(V2Rules.ETCD_3_5);

  @Test
  void putWithoutConditionSetsAndMakesParents() {
    assertEquals(V2Event.Action.SET, event(put("/1/a/b", "1")).action());
    assertEquals("1", value("/1/a/b"));
    assertEquals(1, node("/1/a").createdIndex());
    V2Event second = event(put("/1/a/b", "2"));

    assertEquals("1", second.previous().orElseThrow().value().orElseThrow().toUtf8());
    assertEquals(2, node("/1/a/b").createdIndex());
    assertEquals(2, replay.store().currentIndex());
    assertEquals(2, count(Counter.SETS_SUCCESS));
  }

  @Test
  void putThatDemandsPresenceUpdatesAndKeepsTheCreatedIndex() {
    failed(Code.KEY_NOT_FOUND, put("/1/a", "1", request -> request.setPrevExist(true)));
    event(put("/1/a", "1"));
    event(put("/1/a", "2", request -> request.setPrevExist(true)));

    assertEquals(1, node("/1/a").createdIndex());
    assertEquals(2, node("/1/a").modifiedIndex());
    assertEquals(1, count(Counter.UPDATE_FAIL));
  }

  @Test
  void putThatDemandsAbsenceCreates() {
    event(put("/1/a", "1", request -> request.setPrevExist(false)));
    failed(Code.NODE_EXIST, put("/1/a", "2", request -> request.setPrevExist(false)));
    failed(Code.NOT_DIR, put("/1/a/b", "2", request -> request.setPrevExist(false)));

    assertEquals("1", value("/1/a"));
    assertEquals(2, count(Counter.CREATE_FAIL));
    assertEquals(1, count(Counter.SETS_FAIL)); // a path through a file, whatever the operation
  }

  @Test
  void swapNeedsValueAndIndex() {
    event(put("/1/a", "1"));
    failed(Code.TEST_FAILED, put("/1/a", "2", request -> request.setPrevValue(text("x"))));
    failed(Code.TEST_FAILED, put("/1/a", "2", request -> request.setPrevIndex(9)));
    event(put("/1/a", "2", request -> request.setPrevIndex(1).setPrevValue(text("1"))));
    var result = apply(put("/1/a", "3", r -> r.setPrevIndex(9).setPrevValue(text("y"))));

    assertEquals(new V2Result.Failed(Code.TEST_FAILED, utf8("[y != 2] [9 != 2]"), 2), result);
    assertEquals("2", value("/1/a"));
  }

  @Test
  void postChoosesTheNameByTheNextIndex() {
    event(put("/1/a", "1"));
    event(request("POST", "/1/q").setVal(text("x")));

    assertEquals("x", value("/1/q/00000000000000000002"));
  }

  @Test
  void deleteOfADirectoryNeedsToBeMeant() {
    event(put("/1/d/a", "1"));
    failed(Code.NOT_FILE, request("DELETE", "/1/d"));
    failed(Code.DIR_NOT_EMPTY, request("DELETE", "/1/d").setDir(true));
    V2Event deleted = event(request("DELETE", "/1/d").setRecursive(true));

    assertTrue(deleted.node().isDirectory());
    assertTrue(replay.store().node("/1/d").isEmpty());
    assertEquals(2, replay.store().currentIndex());
  }

  @Test
  void conditionalDeleteCountsAsDoneEvenWhenTheConditionFails() {
    event(put("/1/a", "1"));
    failed(Code.TEST_FAILED, request("DELETE", "/1/a").setPrevValue(text("x")));
    failed(Code.KEY_NOT_FOUND, request("DELETE", "/1/b").setPrevValue(text("x")));
    event(request("DELETE", "/1/a").setPrevIndex(1));

    assertEquals(2, count(Counter.COMPARE_AND_DELETE_SUCCESS));
    assertEquals(1, count(Counter.COMPARE_AND_DELETE_FAIL));
  }

  @Test
  void fixedDirectoriesAreReadOnly() {
    for (String path : List.of("/", "/0", "/1/../1", "//1/.")) {
      failed(Code.ROOT_READ_ONLY, put(path, "x"));
      failed(Code.ROOT_READ_ONLY, request("DELETE", path).setRecursive(true));
      failed(Code.ROOT_READ_ONLY, put(path, "x", request -> request.setPrevExist(true)));
      failed(Code.ROOT_READ_ONLY, put(path, "x", request -> request.setPrevIndex(1)));
    }
  }

  @Test
  void syncRemovesWhatIsOverInTheOrderOfTime() {
    event(put("/1/late", "1", request -> request.setExpiration(YEAR_2026 + 2 * SECOND)));
    event(put("/1/soon/x", "1", request -> request.setExpiration(YEAR_2026 + SECOND)));
    event(put("/1/old", "1", request -> request.setExpiration(SECOND)));
    apply(request("SYNC", "").setTime(YEAR_2026 + SECOND - 1));
    assertEquals(3, replay.store().currentIndex());
    apply(request("SYNC", "").setTime(YEAR_2026 + 2 * SECOND));

    assertTrue(replay.store().node("/1/late").isEmpty());
    assertTrue(replay.store().node("/1/soon/x").isEmpty());
    assertTrue(node("/1/old").expireTime().isEmpty(), "a time before 2000 is for ever");
    assertEquals(
        List.of("/1/soon/x", "/1/late"),
        replay.store().history().events().stream()
            .filter(event -> event.action() == V2Event.Action.EXPIRE)
            .map(event -> event.node().key().toUtf8())
            .toList());
    assertEquals(2, count(Counter.EXPIRE_COUNT));
  }

  @Test
  void expiringDirectoryTakesItsContentAlong() {
    event(request("PUT", "/1/d").setDir(true).setExpiration(YEAR_2026 + SECOND));
    event(put("/1/d/a", "1", request -> request.setExpiration(YEAR_2026 + 9 * SECOND)));
    apply(request("SYNC", "").setTime(YEAR_2026 + 2 * SECOND));
    long index = replay.store().currentIndex();
    apply(request("SYNC", "").setTime(YEAR_2026 + 10 * SECOND));

    assertEquals(index, replay.store().currentIndex());
  }

  @Test
  void refreshKeepsTheValueAndIsMarked() {
    event(put("/1/a", "1", request -> request.setExpiration(YEAR_2026)));
    V2Event refreshed =
        event(
            request("PUT", "/1/a")
                .setPrevExist(true)
                .setRefresh(true)
                .setExpiration(YEAR_2026 + SECOND));
    failed(Code.KEY_NOT_FOUND, put("/1/none", "", request -> request.setRefresh(true)));

    assertTrue(refreshed.isRefresh());
    assertEquals("1", value("/1/a"));
    apply(request("SYNC", "").setTime(YEAR_2026));
    assertEquals("1", value("/1/a"));
  }

  @Test
  void updateOfADirectoryIsDoneBy34Only() {
    Request.Builder make = request("PUT", "/1/d").setDir(true);
    Request.Builder update =
        request("PUT", "/1/d").setDir(true).setPrevExist(true).setExpiration(YEAR_2026);
    V2Replay old = replay(V2Rules.ETCD_3_4);
    apply(make);
    failed(Code.NOT_FILE, update);
    old.apply(new EntryPayload.V2Request(make.build()));
    old.apply(new EntryPayload.V2Request(update.build()));

    assertEquals(1, replay.store().currentIndex());
    assertEquals(2, old.store().currentIndex());
    V2Node directory = old.store().node("/1/d").orElseThrow();
    assertTrue(directory.expireTime().isPresent());
    assertEquals(1, directory.modifiedIndex());
  }

  @Test
  void historyKeepsTheLastThousand() {
    for (int i = 0; i < 1005; i++) {
      event(put("/1/a", Integer.toString(i)));
    }

    assertEquals(1000, replay.store().history().events().size());
    assertEquals(6, replay.store().history().startIndex());
    assertEquals(1005, replay.store().history().lastIndex());
    assertEquals(6, replay.store().history().events().getFirst().index());
  }

  @Test
  void configurationChangesReachTheStore() throws Exception {
    apply(change(ConfChangeType.ConfChangeAddNode, member(1, false, "http://a"), false));
    apply(change(ConfChangeType.ConfChangeAddLearnerNode, member(2, true, "http://b"), false));
    assertEquals("{\"peerURLs\":[\"http://b\"],\"isLearner\":true}", raftAttributes(2));
    apply(change(ConfChangeType.ConfChangeAddNode, member(2, false), true));
    assertEquals("{\"peerURLs\":[\"http://b\"]}", raftAttributes(2));
    apply(change(ConfChangeType.ConfChangeUpdateNode, member(2, false, "http://c"), false));
    assertEquals("{\"peerURLs\":[\"http://c\"]}", raftAttributes(2));
    assertEquals(
        Optional.of(new V2Result.Refused(Refusal.PEER_URL_EXISTS)),
        apply(change(ConfChangeType.ConfChangeAddNode, member(3, false, "http://c"), false)));
    apply(remove(1));

    assertTrue(replay.store().node("/0/members/1").isEmpty());
    assertTrue(replay.store().node("/0/removed_members/1").isPresent());
    assertEquals(V2Cluster.of(replay.store(), AT).membership(), replay.membership());
  }

  @Test
  void attributesAndVersionAreSpecialPuts() throws Exception {
    apply(change(ConfChangeType.ConfChangeAddNode, member(0xab, false, "http://a"), false));
    String published = "{\"name\":\"m\",\"clientURLs\":[\"http://c\"]}";
    apply(put("/0/members/ab/attributes", " " + published));
    apply(put("/0/version", "3.5.0"));

    assertEquals(published, value("/0/members/ab/attributes"));
    assertEquals(Optional.of("3.5.0"), V2Cluster.of(replay.store(), AT).clusterVersion());
    assertInstanceOf(V2Result.Fatal.class, apply(put("/0/members/cd/attributes", published)));
    assertInstanceOf(V2Result.Fatal.class, apply(put("/0/members/ab/attributes", "nothing")));
    assertInstanceOf(V2Result.Fatal.class, apply(put("/0/version", "new")));
  }

  @Test
  void customContentIsWhat36Refuses() {
    assertEquals(List.of(), V2Content.custom(replay.store()));
    event(put("/1/_hidden", "1"));
    event(request("PUT", "/2/users").setDir(true));
    assertEquals(List.of(), V2Content.custom(replay.store()));
    event(request("PUT", "/1/empty").setDir(true));
    event(put("/2/users/root", "{}"));

    assertEquals(List.of(utf8("/1"), utf8("/2")), V2Content.custom(replay.store()));
  }

  @Test
  void replayIsRefusedOnARingThatNoServerCouldUse() {
    var parts =
        new V2Store.Parts(
            V2Store.empty().root(),
            new V2EventHistory(List.of(), V2EventHistory.Ring.EMPTY, 0, 0),
            new V2Stats(),
            0,
            2);
    var store = new V2Store(parts, GoEscapes.SINCE_GO_1_22);

    assertThrows(CorruptFileException.class, () -> new V2Replay(store, V2Rules.ETCD_3_5, AT));
  }

  private static V2Replay replay(V2Rules rules) {
    try {
      return new V2Replay(V2Store.empty(), rules, AT);
    } catch (CorruptFileException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private V2Result apply(Request.Builder request) {
    return replay.apply(new EntryPayload.V2Request(request.build())).orElseThrow();
  }

  private Optional<V2Result> apply(EntryPayload payload) {
    return replay.apply(payload);
  }

  private V2Event event(Request.Builder request) {
    return assertInstanceOf(V2Result.Done.class, apply(request)).event();
  }

  private void failed(Code code, Request.Builder request) {
    long before = replay.store().currentIndex();
    assertEquals(code, assertInstanceOf(V2Result.Failed.class, apply(request)).code());
    assertEquals(before, replay.store().currentIndex());
  }

  private V2Node node(String path) {
    return replay.store().node(path).orElseThrow();
  }

  private String value(String path) {
    return node(path).value().toUtf8();
  }

  private String raftAttributes(long id) {
    return value("/0/members/" + Long.toHexString(id) + "/raftAttributes");
  }

  private long count(Counter counter) {
    return replay.store().stats().get(counter);
  }

  private static Request.Builder put(String path, String value) {
    return request("PUT", path).setVal(text(value));
  }

  private static Request.Builder put(
      String path, String value, UnaryOperator<Request.Builder> further) {
    return further.apply(put(path, value));
  }

  private static Request.Builder request(String method, String path) {
    return Request.newBuilder().setMethod(text(method)).setPath(text(path));
  }

  private static MemberRecord member(long id, boolean isLearner, String... urls) {
    var raft = new RaftAttributes(Stream.of(urls).toList(), isLearner);
    return new MemberRecord(new MemberId(id), raft, MemberAttributes.EMPTY);
  }

  private static EntryPayload change(ConfChangeType type, MemberRecord member, boolean isPromote) {
    var context = new ConfChangeContext.OfMember(member, isPromote);
    var change =
        ConfChange.newBuilder()
            .setType(type)
            .setNodeId(member.id().value())
            .setContext(context.encode().toByteString());
    return new EntryPayload.ConfigChange(change.build(), context);
  }

  private static EntryPayload remove(long id) {
    var change =
        ConfChange.newBuilder().setType(ConfChangeType.ConfChangeRemoveNode).setNodeId(id).build();
    return new EntryPayload.ConfigChange(change, new ConfChangeContext.None());
  }

  private static Bytes utf8(String text) {
    return Bytes.ofUtf8(text);
  }

  private static ByteString text(String text) {
    return ByteString.copyFromUtf8(text);
  }
}
