package io.drydock.formats.apply;

import io.drydock.formats.FormatException;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.gojson.GoEscapes;
import io.drydock.formats.gojson.GoJsonWriter;
import io.drydock.formats.member.MemberId;
import io.drydock.formats.member.MemberRecord;
import io.drydock.formats.member.MembershipChange.Refusal;
import io.drydock.formats.proto.etcdserverpb.InternalRaftRequest;
import io.drydock.formats.proto.etcdserverpb.Request;
import io.drydock.formats.proto.membershippb.DowngradeInfoSetRequest;
import io.drydock.formats.proto.raftpb.ConfChange;
import io.drydock.formats.request.EntryPayload;
import io.drydock.formats.v2store.V2Replay;
import io.drydock.formats.v2store.V2Result;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Buckets {@code members}, {@code members_removed} and {@code cluster}, and the ConfState in {@code
 * meta}: what configuration changes, published attributes and cluster versions store.
 *
 * <p>Who is a member, and so which change is refused, a server up to 3.5 takes from its v2 store,
 * which it makes again from its {@code .snap} file and every entry behind it; a later one takes it
 * from the backend.
 */
final class Members {

  private static final Pattern ATTRIBUTES =
      Pattern.compile("/0/members/([0-9A-Fa-f]{1,16})/attributes");
  private static final String VERSION_PATH = "/0/version";
  private static final Bytes CLUSTER_VERSION = Bytes.ofUtf8("clusterVersion");
  private static final Bytes DOWNGRADE = Bytes.ofUtf8("downgrade");
  private static final Bytes CONF_STATE = Bytes.ofUtf8("confState");
  private static final Bytes REMOVED = Bytes.ofUtf8("removed");

  private final Rows rows;
  private final ApplyRules rules;
  private final MemberId self;
  private final V2Replay store;
  private final Voters voters;
  private boolean isStaleRowLeft;

  Members(Rows rows, ApplyRules rules, MemberId self, V2Replay store, Voters voters) {
    this.rows = rows;
    this.rules = rules;
    this.self = self;
    this.store = store;
    this.voters = voters;
  }

  boolean isOnlyVoter(MemberId id) {
    return voters.isOnly(id.value());
  }

  /** True when a row was written by the rule of the newest release, and an older one has not. */
  boolean isStaleRowLeft() {
    return isStaleRowLeft;
  }

  /**
   * Applies a configuration change.
   *
   * @param isNew whether the backend has not seen it yet
   */
  void change(EntryPayload.ConfigChange payload, boolean isNew)
      throws FormatException, Refused, Stop {
    require(store.apply(payload).orElseThrow());
    ConfChange change = payload.change();
    voters.apply(change);
    if (isNew && rules.storesTerm()) {
      rows.put(Bucket.META, CONF_STATE, voters.json());
    }
    var id = new MemberId(change.getNodeId());
    if (!isNew && !rules.rewritesAppliedMembership()) {
      return;
    }
    Optional<MemberRecord> member = store.membership().member(id);
    if (member.isPresent()) {
      save(member.get());
    } else {
      remove(id);
    }
    removeUnknown();
  }

  /** Applies a v2 request; all but two leave no trace in the backend. */
  void apply(Request request, boolean isNew) throws FormatException, Refused, Stop {
    String path = request.getPath().toStringUtf8();
    boolean isSet =
        request.getMethod().toStringUtf8().equals("PUT")
            && !request.hasPrevExist()
            && request.getPrevIndex() == 0
            && request.getPrevValue().isEmpty();
    Matcher attributes = ATTRIBUTES.matcher(path);
    boolean isPublication = isSet && attributes.find();
    boolean isVersion = isSet && !isPublication && path.equals(VERSION_PATH);
    if (!rules.isMembershipInV2Store() && !isPublication && !isVersion) {
      throw Stop.panic("a v2 request of method " + request.getMethod().toStringUtf8());
    }
    V2Result result = store.apply(new EntryPayload.V2Request(request)).orElseThrow();
    if (!isPublication && !isVersion) {
      requireDefined(result);
      return;
    }
    require(result);
    if (!isNew && !rules.rewritesAppliedMembership()) {
      return;
    }
    if (isVersion) {
      rows.put(Bucket.CLUSTER, CLUSTER_VERSION, Bytes.copyOf(request.getVal()));
    } else {
      published(MemberId.parse(attributes.group(1)).orElseThrow());
    }
  }

  void setVersion(InternalRaftRequest request, boolean isNew) throws Refused, Stop {
    require(store.apply(new EntryPayload.InternalRequest(request)).orElseThrow());
    if (isNew) {
      Bytes version = Bytes.copyOf(request.getClusterVersionSet().getVerBytes());
      rows.put(Bucket.CLUSTER, CLUSTER_VERSION, version);
    }
  }

  void publish(InternalRaftRequest request, boolean isNew) throws FormatException, Refused, Stop {
    require(store.apply(new EntryPayload.InternalRequest(request)).orElseThrow());
    if (isNew) {
      published(new MemberId(request.getClusterMemberAttrSet().getMemberID()));
    }
  }

  void setDowngrade(DowngradeInfoSetRequest request) {
    var out = new GoJsonWriter(GoEscapes.SINCE_GO_1_22).beginObject();
    out.key("target-version").string(request.getEnabled() ? request.getVer() : "");
    out.key("enabled").bool(request.getEnabled()).endObject();
    rows.put(Bucket.CLUSTER, DOWNGRADE, out.toBytes());
  }

  /** A removed member may still publish; nobody takes notice. */
  private void published(MemberId id) throws FormatException, Stop {
    Optional<MemberRecord> member = store.membership().member(id);
    if (member.isPresent()) {
      save(member.get());
      if (id.equals(self)) {
        removeUnknown();
      }
    }
  }

  private void save(MemberRecord member) throws FormatException {
    Bytes key = Bytes.ofUtf8(member.id().hex());
    Bytes row = new MemberRecord(member.id(), member.raft(), member.attributes()).encode();
    Optional<Bytes> stored = rows.get(Bucket.MEMBERS, key);
    if (stored.isPresent() && !stored.get().equals(row)) {
      switch (rules.rewritesMembers()) {
        case NO -> {
          return;
        }
        case OPEN -> isStaleRowLeft = true;
        case YES -> {
          // As it should be.
        }
      }
    }
    rows.put(Bucket.MEMBERS, key, row);
  }

  private void remove(MemberId id) {
    Bytes key = Bytes.ofUtf8(id.hex());
    rows.delete(Bucket.MEMBERS, key);
    rows.put(Bucket.MEMBERS_REMOVED, key, REMOVED);
  }

  /** Rows that a bug of older releases left behind. */
  private void removeUnknown() throws FormatException {
    if (rules.removesUnknownMembers() == Choice.NO) {
      return;
    }
    for (Bytes key : rows.all(Bucket.MEMBERS).keySet()) {
      Optional<MemberId> id = MemberId.parse(key.toUtf8());
      if (id.isPresent() && store.membership().member(id.get()).isEmpty()) {
        remove(id.get());
        isStaleRowLeft |= rules.removesUnknownMembers() == Choice.OPEN;
      }
    }
  }

  private void require(V2Result result) throws Refused, Stop {
    switch (result) {
      case V2Result.Done _, V2Result.Accepted _ -> {
        // As it should be.
      }
      case V2Result.Refused(Refusal reason) -> {
        if (reason == Refusal.TOO_MANY_LEARNERS && !rules.isMembershipInV2Store()) {
          throw Stop.unknown(
              "a second learner, which is added or not by the flag --max-learners",
              "one learner at a time");
        }
        throw new Refused(io.drydock.formats.apply.Refusal.MEMBERSHIP);
      }
      case V2Result.Failed(V2Result.Code code, _, _) ->
          throw Stop.panic("a membership change that the v2 store refuses with " + code);
      case V2Result.Fatal(String reason) -> throw Stop.panic(reason);
    }
  }

  private static void requireDefined(V2Result result) throws Refused, Stop {
    switch (result) {
      case V2Result.Done _, V2Result.Accepted _ -> {
        // In the v2 store, which no backend holds.
      }
      case V2Result.Refused _, V2Result.Failed _ ->
          throw new Refused(io.drydock.formats.apply.Refusal.MEMBERSHIP);
      case V2Result.Fatal(String reason) -> throw Stop.panic(reason);
    }
  }
}
