package io.drydock.formats.v2store;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.Extent;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.member.MemberAttributes;
import io.drydock.formats.member.MemberId;
import io.drydock.formats.member.MemberRecord;
import io.drydock.formats.member.Membership;
import io.drydock.formats.member.MembershipChange;
import io.drydock.formats.proto.etcdserverpb.InternalRaftRequest;
import io.drydock.formats.proto.etcdserverpb.Request;
import io.drydock.formats.proto.raftpb.ConfChange;
import io.drydock.formats.request.EntryPayload;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Applies entries of the log to a store, as a server does after it has loaded a {@code .snap} file.
 *
 * <p>Entries are to be given once each, in the order of their indexes, from the one after the
 * snapshot on. v2 requests, configuration changes, published attributes and the cluster version
 * have an effect; all else has none. What differs from the server that wrote the log is told by no
 * file: the seconds left in events (here by the clock of the last SYNC), the counters of reads,
 * and, for nodes that expire at the same nanosecond, which goes first.
 *
 * <p>Mutable, used by one thread; it owns the store.
 */
public final class V2Replay {

  private static final Pattern ATTRIBUTES =
      Pattern.compile("/0/members/[0-9A-Fa-f]{1,16}/attributes");
  private static final String VERSION = "/0/version";
  private static final Pattern SEMVER = Pattern.compile("\\d+\\.\\d+\\.\\d+.*", Pattern.DOTALL);
  private static final long NANOS = 1_000_000_000L;
  private static final Extent NOWHERE = new Extent("entry", 0, 0);

  private final V2Store store;
  private final V2Rules rules;
  private final V2Operations operations;
  private Membership membership;

  /**
   * A replay that goes on from a store.
   *
   * @param at what a failure names
   * @throws CorruptFileException when the store's members cannot be read, or its ring of events is
   *     not one that a server could go on with
   */
  public V2Replay(V2Store store, V2Rules rules, Extent at) throws CorruptFileException {
    if (!store.history().isUsable()) {
      throw new CorruptFileException(at, "v2 store: the ring of events does not fit its capacity");
    }
    this(store, rules, V2Cluster.of(store, at).membership());
  }

  private V2Replay(V2Store store, V2Rules rules, Membership membership) {
    this.store = store;
    this.rules = rules;
    this.operations = new V2Operations(store, rules);
    this.membership = membership;
  }

  /**
   * A replay that goes on from a cluster that is known from elsewhere, as servers since 3.6 do with
   * their backend. The store is the one that they would put into a {@code .snap} file.
   */
  public static V2Replay from(V2Cluster cluster, V2Rules rules) {
    Membership known = cluster.membership();
    V2Store store = V2Generator.generate(List.copyOf(known.members().values()), cluster);
    return new V2Replay(store, rules, known);
  }

  /** The store as it is now. */
  public V2Store store() {
    return store;
  }

  /** The members as they are now. */
  public Membership membership() {
    return membership;
  }

  /** Applies one entry; empty when it does not concern the store. */
  public Optional<V2Result> apply(EntryPayload payload) {
    return switch (payload) {
      case EntryPayload.V2Request(Request request) -> Optional.of(apply(request));
      case EntryPayload.InternalRequest(InternalRaftRequest request) -> apply(request);
      case EntryPayload.ConfigChange(ConfChange change, _) -> Optional.of(apply(change));
      case EntryPayload.Empty _, EntryPayload.ConfigChangeV2 _, EntryPayload.Undecodable _ ->
          Optional.empty();
    };
  }

  private Optional<V2Result> apply(InternalRaftRequest request) {
    if (request.hasV2()) {
      return Optional.of(apply(request.getV2()));
    }
    if (request.hasClusterVersionSet()) {
      var version = request.getClusterVersionSet().getVerBytes();
      return Optional.of(setVersion(Bytes.copyOf(version)));
    }
    if (request.hasClusterMemberAttrSet()) {
      var published = request.getClusterMemberAttrSet().getMemberAttributes();
      var id = new MemberId(request.getClusterMemberAttrSet().getMemberID());
      List<String> clientUrls = List.copyOf(published.getClientUrlsList());
      return Optional.of(publish(id, new MemberAttributes(published.getName(), clientUrls)));
    }
    return Optional.empty();
  }

  private V2Result apply(Request request) {
    Bytes path = Bytes.copyOf(request.getPath());
    var condition = new V2Condition(Bytes.copyOf(request.getPrevValue()), request.getPrevIndex());
    return switch (request.getMethod().toStringUtf8()) {
      case "PUT" -> put(request, write(request), condition);
      case "POST" -> operations.createUnique(write(request));
      case "DELETE" ->
          condition.isAny()
              ? operations.delete(path, request.getDir(), request.getRecursive())
              : operations.compareAndDelete(path, condition);
      case "QGET" -> operations.get(path);
      case "SYNC" -> {
        operations.expire(time(request.getTime()).toInstant());
        yield new V2Result.Accepted();
      }
      case String method -> new V2Result.Fatal("v2 request of the method " + method);
    };
  }

  private V2Result put(Request request, V2Write write, V2Condition condition) {
    if (request.hasPrevExist() && !request.getPrevExist()) {
      return operations.create(write);
    }
    if (!condition.isAny()) {
      return operations.compareAndSwap(write, condition);
    }
    if (request.hasPrevExist()) {
      return operations.update(write);
    }
    String path = V2Path.chars(write.path());
    if (ATTRIBUTES.matcher(path).find()) {
      return publish(write);
    }
    return path.equals(VERSION) ? setVersion(write.value()) : operations.set(write);
  }

  private V2Result publish(V2Write write) {
    List<Bytes> names = V2Path.names(V2Path.clean(write.path()));
    Optional<MemberId> id =
        names.size() < 2
            ? Optional.empty()
            : MemberId.parse(V2Path.chars(names.get(names.size() - 2)));
    if (id.isEmpty()) {
      return new V2Result.Fatal("attributes of no member: " + write.path().toUtf8());
    }
    try {
      return publish(id.get(), MemberAttributes.decode(write.value(), NOWHERE));
    } catch (CorruptFileException malformed) {
      return new V2Result.Fatal("attributes of member " + id.get() + " cannot be read");
    }
  }

  private V2Result publish(MemberId id, MemberAttributes attributes) {
    if (membership.member(id).isPresent()) {
      membership = membership.withAttributes(id, attributes);
      return operations.set(V2Write.file(V2Cluster.attributesPath(id), attributes.encode()));
    }
    return membership.removed().contains(id)
        ? new V2Result.Accepted()
        : new V2Result.Fatal("attributes of the unknown member " + id);
  }

  private V2Result setVersion(Bytes version) {
    return SEMVER.matcher(version.toUtf8()).matches()
        ? operations.set(V2Write.file(VERSION, version))
        : new V2Result.Fatal("cluster version " + version.toUtf8());
  }

  private V2Result apply(ConfChange change) {
    return switch (membership.apply(change, rules.membership())) {
      case MembershipChange.Fatal(String reason) -> new V2Result.Fatal(reason);
      case MembershipChange.Refused(var reason) -> new V2Result.Refused(reason);
      case MembershipChange.Applied(Membership after) -> {
        membership = after;
        yield store(new MemberId(change.getNodeId()));
      }
    };
  }

  /** Brings the store in line with a change of this member. */
  private V2Result store(MemberId id) {
    Optional<MemberRecord> member = membership.member(id);
    if (member.isEmpty()) {
      operations.delete(Bytes.ofUtf8(V2Cluster.memberPath(id)), true, true);
      return operations.create(V2Write.file(V2Cluster.removedPath(id), Bytes.EMPTY));
    }
    Bytes json = member.get().raft().encode();
    var write = V2Write.file(V2Cluster.raftAttributesPath(id), json);
    boolean isKnown = store.node(write.path()).isPresent();
    return isKnown ? operations.update(write) : operations.create(write);
  }

  private static V2Write write(Request request) {
    long expiration = request.getExpiration();
    return new V2Write(
        Bytes.copyOf(request.getPath()),
        request.getDir(),
        Bytes.copyOf(request.getVal()),
        expiration == 0 ? Optional.empty() : Optional.of(time(expiration)),
        request.getRefresh());
  }

  private static OffsetDateTime time(long unixNanos) {
    return Instant.ofEpochSecond(Math.floorDiv(unixNanos, NANOS), Math.floorMod(unixNanos, NANOS))
        .atOffset(ZoneOffset.UTC);
  }
}
