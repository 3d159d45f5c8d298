package io.drydock.formats.apply;

import io.drydock.formats.Extent;
import io.drydock.formats.FormatException;
import io.drydock.formats.Located;
import io.drydock.formats.UnsupportedFormatException;
import io.drydock.formats.backend.BackendState;
import io.drydock.formats.backend.BackendView;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.member.MemberId;
import io.drydock.formats.member.MemberRecord;
import io.drydock.formats.member.Membership;
import io.drydock.formats.proto.etcdserverpb.InternalRaftRequest;
import io.drydock.formats.proto.raftpb.ConfState;
import io.drydock.formats.raft.LogPosition;
import io.drydock.formats.request.EntryPayload;
import io.drydock.formats.v2store.V2Cluster;
import io.drydock.formats.v2store.V2Replay;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Applies committed entries to a backend in memory, by the rules of the release whose it is.
 *
 * <p>Entries are given in the order of their indexes, each once, from the one behind the snapshot
 * that the server boots from. Up to the backend's consistent index they only bring the v2 store and
 * the list of members along; from there on they change rows. What a server does at another time
 * than an entry says is left to it: a compaction is scheduled here and not carried out, and neither
 * is an alarm proposed nor the storage version moved.
 *
 * <p>Closed by its maker; it owns memory outside the heap.
 */
public final class Replay implements AutoCloseable {

  private static final Bytes CONSISTENT_INDEX = Bytes.ofUtf8("consistent_index");
  private static final Bytes TERM = Bytes.ofUtf8("term");

  private final ApplyRules rules;
  private final Rows rows;
  private final KeySpace keys;
  private final Requests requests;
  private final Optional<Members> members;
  private final long consistentIndex;
  private long raftIndex;

  /**
   * Where a server up to 3.5 begins to read the log.
   *
   * @param store the v2 store of the {@code .snap} file; the empty one for a log from its start
   * @param confState raft's members there
   */
  public record Beginning(V2Replay store, ConfState confState) {

    /** Both parts are required. */
    public Beginning {
      Objects.requireNonNull(store, "store");
      Objects.requireNonNull(confState, "confState");
    }
  }

  /**
   * What a server knows from elsewhere than the backend.
   *
   * @param self the member whose directory it is
   * @param passwords for entries that have passwords in plain
   * @param beginning empty since 3.6, and where it cannot be had: no entry may then concern members
   */
  public record Surroundings(MemberId self, Passwords passwords, Optional<Beginning> beginning) {

    /** All parts are required. */
    public Surroundings {
      Objects.requireNonNull(self, "self");
      Objects.requireNonNull(passwords, "passwords");
      Objects.requireNonNull(beginning, "beginning");
    }
  }

  private Replay(BackendView base, ApplyRules rules, Surroundings around, BackendState state)
      throws FormatException, Stop {
    this.rules = rules;
    this.consistentIndex = state.meta().consistentIndex().orElse(0);
    this.rows = new Rows(base);
    this.keys = new KeySpace(base, rows);
    var leases = new Leases(rows, keys);
    var users = new Users(rows, rules, around.passwords());
    var rights = new Rights(users, leases, keys, rules);
    this.requests =
        new Requests(
            new Requests.Stores(rows, keys, leases, users), rights, Alarms.of(rows, rules), rules);
    this.members = members(around, state);
  }

  /**
   * A replay on a backend.
   *
   * @param base one consistent view; must outlive the replay
   * @throws FormatException when the backend is damaged, or something in it is not known
   */
  public static Replay of(BackendView base, ApplyRules rules, Surroundings around)
      throws FormatException {
    try {
      return new Replay(base, rules, around, BackendState.read(base));
    } catch (Stop stop) {
      var at = new Extent(base.name(), 0, 0);
      throw new UnsupportedFormatException(at, "backend:", stop.getMessage(), stop.supported());
    }
  }

  private Optional<Members> members(Surroundings around, BackendState state) {
    if (rules.isMembershipInV2Store()) {
      return around
          .beginning()
          .map(start ->
              new Members(
                  rows, rules, around.self(), start.store(), new Voters(start.confState())));
    }
    var stored = Membership.of(state.cluster().members().stream().map(Located::value).toList());
    var membership =
        new Membership(stored.members(), new TreeSet<>(state.cluster().removedMembers()));
    var cluster = new V2Cluster(membership, state.cluster().clusterVersion());
    return Optional.of(
        new Members(
            rows,
            rules,
            around.self(),
            V2Replay.from(cluster, rules.v2()),
            new Voters(confState(stored))));
  }

  private static ConfState confState(Membership membership) {
    ConfState.Builder state = ConfState.newBuilder();
    for (MemberRecord member : membership.members().values()) {
      if (member.raft().isLearner()) {
        state.addLearners(member.id().value());
      } else {
        state.addVoters(member.id().value());
      }
    }
    return state.build();
  }

  /**
   * Applies the next entry.
   *
   * @param at where it lies, for the error
   * @throws UnsupportedFormatException when a server would stop at it, or what it does cannot be
   *     told with certainty; the replay is of no use any more
   * @throws FormatException when the backend is damaged
   */
  public Outcome apply(LogPosition position, EntryPayload payload, Extent at)
      throws FormatException {
    raftIndex = position.index();
    boolean isNew = Long.compareUnsigned(raftIndex, consistentIndex) > 0;
    try {
      Outcome outcome = apply(payload, isNew);
      return isNew ? moved(position, outcome) : new Outcome.AppliedBefore();
    } catch (Refused refused) {
      return isNew
          ? moved(position, new Outcome.Refused(refused.reason()))
          : new Outcome.AppliedBefore();
    } catch (Stop stop) {
      throw new UnsupportedFormatException(
          at,
          "entry " + Long.toUnsignedString(raftIndex) + ":",
          stop.getMessage(),
          stop.supported());
    }
  }

  /**
   * True when the member is the only one that votes, as far as entries were given: whatever it has
   * in its log is then committed. False when nobody knows.
   */
  public boolean isOnlyVoter(MemberId id) {
    return members.filter(known -> known.isOnlyVoter(id)).isPresent();
  }

  /** Main revision of the store as it is now. */
  public long revision() {
    return keys.revision();
  }

  /** Up to where history is compacted or to be compacted; -1 when it never was. */
  public long compactRevision() {
    return keys.compactRevision();
  }

  /** Index of the last entry that was given; 0 before the first. */
  public long raftIndex() {
    return raftIndex;
  }

  /**
   * True when rows of members were written as the newest release of the line does it, and older
   * ones would have left others. No release reads them in that line.
   */
  public boolean areMemberRowsInDoubt() {
    return members.filter(Members::isStaleRowLeft).isPresent();
  }

  /** New rows of bucket {@code key}, by their keys; all lie behind those of the view. */
  public SortedMap<Bytes, Bytes> keyRows() {
    return keys.written();
  }

  /** What is new in the small buckets; an empty value is a row that goes. */
  public Map<Bucket, SortedMap<Bytes, Optional<Bytes>>> edits() {
    Map<Bucket, SortedMap<Bytes, Optional<Bytes>>> edits = new TreeMap<>();
    rows.edits().forEach((bucket, changed) -> edits.put(bucket, new TreeMap<>(changed)));
    return edits;
  }

  @Override
  public void close() {
    keys.close();
  }

  private Outcome apply(EntryPayload payload, boolean isNew) throws FormatException, Refused, Stop {
    return switch (payload) {
      case EntryPayload.Empty _ -> new Outcome.NoEffect();
      case EntryPayload.V2Request(var request) -> {
        members().apply(request, isNew);
        yield new Outcome.Done();
      }
      case EntryPayload.InternalRequest(InternalRaftRequest request) -> apply(request, isNew);
      case EntryPayload.ConfigChange change -> {
        members().change(change, isNew);
        yield new Outcome.Done();
      }
      case EntryPayload.ConfigChangeV2 _ -> throw Stop.panic("a change of several members at once");
      case EntryPayload.Undecodable(_, String reason) ->
          throw Stop.panic("data that is no request: " + reason);
    };
  }

  private Outcome apply(InternalRaftRequest request, boolean isNew)
      throws FormatException, Refused, Stop {
    if (request.hasV2()) {
      members().apply(request.getV2(), isNew);
      return new Outcome.Done();
    }
    if (request.hasClusterVersionSet()) {
      requireSince35("a cluster version");
      members().setVersion(request, isNew);
      return new Outcome.Done();
    }
    if (request.hasClusterMemberAttrSet()) {
      requireSince35("attributes of a member");
      members().publish(request, isNew);
      return new Outcome.Done();
    }
    if (!isNew) {
      return new Outcome.AppliedBefore();
    }
    if (request.hasDowngradeInfoSet()) {
      requireSince35("a downgrade");
      members().setDowngrade(request.getDowngradeInfoSet());
      return new Outcome.Done();
    }
    return requests.apply(request);
  }

  private void requireSince35(String what) throws Stop {
    if (!rules.storesTerm()) {
      throw Stop.panic(what + " in a form that 3.4 does not know");
    }
  }

  private Members members() throws Stop {
    return members.orElseThrow(() ->
        Stop.unknown(
            "a change of members or of what they publish",
            "with the .snap file that the server boots from, or a log from its first entry"));
  }

  private Outcome moved(LogPosition position, Outcome outcome) {
    rows.put(Bucket.META, CONSISTENT_INDEX, u64(position.index()));
    if (rules.storesTerm()) {
      rows.put(Bucket.META, TERM, u64(position.term()));
    }
    return outcome;
  }

  private static Bytes u64(long value) {
    return Bytes.adopt(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
  }
}
