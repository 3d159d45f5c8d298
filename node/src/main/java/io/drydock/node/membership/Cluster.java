package io.drydock.node.membership;

import io.drydock.formats.backend.Bucket;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.member.ClusterId;
import io.drydock.formats.member.MemberId;
import io.drydock.formats.member.MemberRecord;
import io.drydock.formats.member.Membership;
import io.drydock.formats.member.MembershipChange;
import io.drydock.formats.proto.etcdserverpb.InternalRaftRequest;
import io.drydock.formats.proto.etcdserverpb.Request;
import io.drydock.formats.request.EntryPayload;
import io.drydock.formats.v2store.V2Replay;
import io.drydock.formats.v2store.V2Result;
import io.drydock.node.EtcdError;
import io.drydock.node.RefusedException;
import io.drydock.node.RowSink;
import io.drydock.node.StopException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The members of the cluster as the applied log has them. Mutable, owned by the engine thread.
 *
 * <p>The v2 store lives in memory only: it is made again at a start, from the {@code .snap} file
 * and every entry behind it, while rows are written for entries that the backend has not seen.
 */
public final class Cluster {

  private static final Pattern ATTRIBUTES =
      Pattern.compile("/0/members/([0-9A-Fa-f]{1,16})/attributes");
  private static final String VERSION_PATH = "/0/version";
  private static final byte[] VERSION_KEY = utf8("clusterVersion");
  private static final byte[] DOWNGRADE = utf8("downgrade");
  private static final byte[] NO_DOWNGRADE = utf8("{\"target-version\":\"\",\"enabled\":false}");
  private static final byte[] REMOVED = utf8("removed");

  private final ClusterId id;
  private final MemberId self;
  private final V2Replay store;
  private final Set<MemberId> stored = new HashSet<>();

  /**
   * Goes on from a v2 store.
   *
   * @param id of the cluster, as the log's head says
   * @param self this member
   * @param store as the {@code .snap} file has it, or an empty one for a log from its start
   * @param stored ids that have a row in bucket {@code members}
   */
  public Cluster(ClusterId id, MemberId self, V2Replay store, Set<MemberId> stored) {
    this.id = id;
    this.self = self;
    this.store = store;
    this.stored.addAll(stored);
  }

  /** Of the cluster. */
  public ClusterId id() {
    return id;
  }

  /** This member's id. */
  public MemberId self() {
    return self;
  }

  /** The members now. */
  public Membership members() {
    return store.membership();
  }

  /** The version that the members have agreed on, such as 3.5.0; empty before they have. */
  public Optional<String> version() {
    return store
        .store()
        .node(VERSION_PATH)
        .filter(node -> !node.isDirectory())
        .map(node -> node.value().toUtf8());
  }

  /** The v2 store as a {@code .snap} file holds it. */
  public Bytes storeJson() {
    return store.store().encode();
  }

  /**
   * Applies a configuration change.
   *
   * @param isNew whether the backend has not seen it yet
   * @throws RefusedException when it changes nothing on any member
   */
  public void change(EntryPayload.ConfigChange change, boolean isNew, RowSink sink)
      throws RefusedException {
    require(store.apply(change).orElseThrow());
    if (!isNew) {
      return;
    }
    var changed = new MemberId(change.change().getNodeId());
    Optional<MemberRecord> member = members().member(changed);
    if (member.isPresent()) {
      save(member.get(), sink);
    } else {
      remove(changed, sink);
    }
    removeUnknown(sink);
  }

  /**
   * Applies a v2 request: a member's name and client URLs, the cluster's version, or a key of the
   * v2 API, which leaves no row.
   *
   * @return what the v2 store answers
   * @throws RefusedException never for what a server wrote
   */
  public V2Result apply(Request request, boolean isNew, RowSink sink) throws RefusedException {
    V2Result result = store.apply(new EntryPayload.V2Request(request)).orElseThrow();
    String path = request.getPath().toStringUtf8();
    boolean isSet =
        request.getMethod().toStringUtf8().equals("PUT")
            && !request.hasPrevExist()
            && request.getPrevIndex() == 0
            && request.getPrevValue().isEmpty();
    Matcher attributes = ATTRIBUTES.matcher(path);
    if (isSet && attributes.find()) {
      require(result);
      if (isNew) {
        published(MemberId.parse(attributes.group(1)).orElseThrow(), sink);
      }
    } else if (isSet && path.equals(VERSION_PATH)) {
      require(result);
      if (isNew) {
        sink.put(Bucket.CLUSTER, VERSION_KEY, request.getVal().toByteArray());
      }
    } else if (result instanceof V2Result.Fatal(String reason)) {
      throw new StopException(reason);
    }
    return result;
  }

  /** Applies what servers since 3.6 write: attributes of a member, or the cluster's version. */
  public void apply(InternalRaftRequest request, boolean isNew, RowSink sink)
      throws RefusedException {
    require(store.apply(new EntryPayload.InternalRequest(request)).orElseThrow());
    if (!isNew) {
      return;
    }
    if (request.hasClusterVersionSet()) {
      byte[] version = request.getClusterVersionSet().getVerBytes().toByteArray();
      sink.put(Bucket.CLUSTER, VERSION_KEY, version);
    } else {
      published(new MemberId(request.getClusterMemberAttrSet().getMemberID()), sink);
    }
  }

  /** A downgrade has come to its end, or was called off. */
  public void endDowngrade(RowSink sink) {
    sink.put(Bucket.CLUSTER, DOWNGRADE, NO_DOWNGRADE);
  }

  /** A removed member may still publish; nobody takes notice. */
  private void published(MemberId member, RowSink sink) {
    members().member(member).ifPresent(record -> save(record, sink));
    if (member.equals(self)) {
      removeUnknown(sink);
    }
  }

  private void save(MemberRecord member, RowSink sink) {
    byte[] row =
        new MemberRecord(member.id(), member.raft(), member.attributes()).encode().toByteArray();
    sink.put(Bucket.MEMBERS, utf8(member.id().hex()), row);
    stored.add(member.id());
  }

  private void remove(MemberId member, RowSink sink) {
    byte[] key = utf8(member.hex());
    sink.delete(Bucket.MEMBERS, key);
    sink.put(Bucket.MEMBERS_REMOVED, key, REMOVED);
    stored.remove(member);
  }

  /** Rows that older releases left behind (etcd 3.5.26 and later remove them). */
  private void removeUnknown(RowSink sink) {
    for (MemberId each : Set.copyOf(stored)) {
      if (members().member(each).isEmpty()) {
        remove(each, sink);
      }
    }
  }

  private static void require(V2Result result) throws RefusedException {
    switch (result) {
      case V2Result.Done _, V2Result.Accepted _ -> {
        // As it should be.
      }
      case V2Result.Refused(MembershipChange.Refusal reason) ->
          throw new RefusedException(error(reason));
      case V2Result.Failed(V2Result.Code code, _, _) ->
          throw new StopException("a change of members that the v2 store refuses with " + code);
      case V2Result.Fatal(String reason) -> throw new StopException(reason);
    }
  }

  /** As etcd translates its membership errors for clients. */
  private static EtcdError error(MembershipChange.Refusal reason) {
    return switch (reason) {
      case ID_REMOVED, ID_NOT_FOUND -> EtcdError.MEMBER_NOT_FOUND;
      case ID_EXISTS -> EtcdError.MEMBER_EXISTS;
      case PEER_URL_EXISTS -> EtcdError.PEER_URLS_EXIST;
      case NOT_A_LEARNER -> EtcdError.NOT_A_LEARNER;
      case TOO_MANY_LEARNERS -> EtcdError.TOO_MANY_LEARNERS;
    };
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
