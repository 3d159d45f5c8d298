package io.drydock.node.membership;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.drydock.formats.Extent;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.member.ClusterId;
import io.drydock.formats.member.ConfChangeContext;
import io.drydock.formats.member.MemberAttributes;
import io.drydock.formats.member.MemberId;
import io.drydock.formats.member.MemberRecord;
import io.drydock.formats.member.RaftAttributes;
import io.drydock.formats.proto.etcdserverpb.InternalRaftRequest;
import io.drydock.formats.proto.etcdserverpb.Request;
import io.drydock.formats.proto.raftpb.ConfChange;
import io.drydock.formats.proto.raftpb.ConfChangeType;
import io.drydock.formats.request.EntryPayload;
import io.drydock.formats.v2store.V2Replay;
import io.drydock.formats.v2store.V2Rules;
import io.drydock.formats.v2store.V2Store;
import io.drydock.node.EtcdError;
import io.drydock.node.RefusedException;
import io.drydock.node.StopException;
import io.drydock.node.testing.MapBackend;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClusterTest {

  private static final MemberId SELF = new MemberId(0xa1);
  private static final MemberId OTHER = new MemberId(0xb2);

  private final MapBackend rows = new MapBackend();
  private Cluster cluster;

  @BeforeEach
  void aClusterOfOne() throws Exception {
    cluster = new Cluster(new ClusterId(7), SELF, store(V2Store.empty()), Set.of());
    cluster.change(adding(SELF, "http://a:2380", false), true, rows);
  }

  @Test
  void publishedNamesReachTheRowAndTheV2Store() throws Exception {
    cluster.apply(
        set("/0/members/a1/attributes", "{\"name\":\"one\",\"clientURLs\":[\"http://a:2379\"]}"),
        true,
        rows);
    assertEquals("one", cluster.members().member(SELF).orElseThrow().attributes().name());
    assertEquals(
        "{\"id\":161,\"peerURLs\":[\"http://a:2380\"],\"name\":\"one\","
            + "\"clientURLs\":[\"http://a:2379\"]}",
        row(Bucket.MEMBERS, "a1").orElseThrow());
    assertTrue(cluster.storeJson().toUtf8().contains("/0/members/a1/attributes"));
  }

  @Test
  void theVersionIsSetByBothForms() throws Exception {
    assertEquals(Optional.empty(), cluster.version());
    cluster.apply(set("/0/version", "3.5.0"), true, rows);
    assertEquals(Optional.of("3.5.0"), cluster.version());
    var newer = InternalRaftRequest.newBuilder();
    newer.getClusterVersionSetBuilder().setVerBytes(ByteString.copyFromUtf8("3.6.0"));
    cluster.apply(newer.build(), true, rows);
    assertEquals(Optional.of("3.6.0"), cluster.version());
    assertEquals(Optional.of("3.6.0"), row(Bucket.CLUSTER, "clusterVersion"));
  }

  @Test
  void refusalsHaveTheTextsOfClients() throws Exception {
    refused(EtcdError.MEMBER_EXISTS, adding(SELF, "http://c:2380", false));
    refused(EtcdError.PEER_URLS_EXIST, adding(OTHER, "http://a:2380", false));
    refused(EtcdError.MEMBER_NOT_FOUND, removing(OTHER));
    cluster.change(adding(OTHER, "http://b:2380", true), true, rows);
    refused(EtcdError.TOO_MANY_LEARNERS, adding(new MemberId(3), "http://c:2380", true));
    cluster.change(removing(OTHER), true, rows);
    refused(EtcdError.MEMBER_NOT_FOUND, adding(OTHER, "http://b:2380", false));
  }

  @Test
  void aRemovedMemberLeavesItsIdBehind() throws Exception {
    cluster.change(adding(OTHER, "http://b:2380", false), true, rows);
    cluster.change(removing(OTHER), true, rows);
    assertEquals(Optional.empty(), row(Bucket.MEMBERS, "b2"));
    assertEquals(Optional.of("removed"), row(Bucket.MEMBERS_REMOVED, "b2"));
    assertTrue(cluster.members().removed().contains(OTHER));
  }

  @Test
  void whatTheBackendHasSeenChangesNoRow() throws Exception {
    cluster.change(adding(OTHER, "http://b:2380", false), false, rows);
    cluster.apply(set("/0/version", "3.5.0"), false, rows);
    assertEquals(Optional.empty(), row(Bucket.MEMBERS, "b2"));
    assertEquals(Optional.empty(), row(Bucket.CLUSTER, "clusterVersion"));
    assertTrue(cluster.members().member(OTHER).isPresent());
  }

  @Test
  void rowsOfUnknownMembersGo() throws Exception {
    rows.put(Bucket.MEMBERS, "dead".getBytes(), "{}".getBytes());
    var stored = Set.of(SELF, new MemberId(0xdead));
    cluster = new Cluster(new ClusterId(7), SELF, store(V2Store.empty()), stored);
    cluster.change(adding(SELF, "http://a:2380", false), true, rows);
    assertEquals(Optional.empty(), row(Bucket.MEMBERS, "dead"));
    assertEquals(Optional.of("removed"), row(Bucket.MEMBERS_REMOVED, "dead"));
  }

  @Test
  void keysOfTheV2ApiLeaveNoRow() throws Exception {
    cluster.apply(set("/1/key", "value"), true, rows);
    assertTrue(cluster.storeJson().toUtf8().contains("/1/key"));
    assertEquals(1, rows().rows(Bucket.MEMBERS).size());
  }

  @Test
  void whatEtcdStopsAtStopsTheMember() {
    var strange = Request.newBuilder().setMethod(ByteString.copyFromUtf8("TRACE")).build();
    assertThrows(StopException.class, () -> cluster.apply(strange, true, rows));
  }

  private void refused(EtcdError error, EntryPayload.ConfigChange change) {
    var refusal = assertThrows(RefusedException.class, () -> cluster.change(change, true, rows));
    assertEquals(error, refusal.error());
  }

  private MapBackend rows() {
    rows.commit();
    return rows;
  }

  private Optional<String> row(Bucket bucket, String key) {
    return Optional.ofNullable(rows().rows(bucket).get(Bytes.ofUtf8(key))).map(Bytes::toUtf8);
  }

  private static V2Replay store(V2Store store) throws Exception {
    return new V2Replay(store, V2Rules.ETCD_3_5, new Extent("test", 0, 0));
  }

  private static Request set(String path, String value) {
    return Request.newBuilder()
        .setMethod(ByteString.copyFromUtf8("PUT"))
        .setPath(ByteString.copyFromUtf8(path))
        .setVal(ByteString.copyFromUtf8(value))
        .build();
  }

  private static EntryPayload.ConfigChange adding(MemberId id, String url, boolean isLearner) {
    var record =
        new MemberRecord(id, new RaftAttributes(List.of(url), isLearner), MemberAttributes.EMPTY);
    var context = new ConfChangeContext.OfMember(record, false);
    return change(
        id,
        isLearner ? ConfChangeType.ConfChangeAddLearnerNode : ConfChangeType.ConfChangeAddNode,
        context.encode());
  }

  private static EntryPayload.ConfigChange removing(MemberId id) {
    return change(id, ConfChangeType.ConfChangeRemoveNode, Bytes.EMPTY);
  }

  private static EntryPayload.ConfigChange change(MemberId id, ConfChangeType type, Bytes context) {
    return new EntryPayload.ConfigChange(
        ConfChange.newBuilder()
            .setType(type)
            .setNodeId(id.value())
            .setContext(context.toByteString())
            .build(),
        ConfChangeContext.decode(context));
  }
}
