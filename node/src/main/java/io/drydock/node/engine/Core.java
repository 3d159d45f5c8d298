package io.drydock.node.engine;

import com.google.protobuf.ByteString;
import io.drydock.formats.member.MemberAttributes;
import io.drydock.formats.member.MemberId;
import io.drydock.formats.proto.etcdserverpb.AlarmRequest;
import io.drydock.formats.proto.etcdserverpb.AlarmType;
import io.drydock.formats.proto.etcdserverpb.CompactionRequest;
import io.drydock.formats.proto.etcdserverpb.InternalRaftRequest;
import io.drydock.formats.proto.etcdserverpb.Request;
import io.drydock.formats.proto.etcdserverpb.RequestHeader;
import io.drydock.formats.proto.etcdserverpb.ResponseHeader;
import io.drydock.formats.proto.raftpb.ConfChange;
import io.drydock.formats.proto.raftpb.ConfState;
import io.drydock.formats.proto.raftpb.Entry;
import io.drydock.formats.raft.LogPosition;
import io.drydock.formats.request.EntryDecoder;
import io.drydock.formats.request.EntryPayload;
import io.drydock.node.DiskTimes;
import io.drydock.node.EtcdError;
import io.drydock.node.RefusedException;
import io.drydock.node.StopException;
import io.drydock.node.apply.Applier;
import io.drydock.node.apply.Cost;
import io.drydock.node.apply.Done;
import io.drydock.node.apply.Stores;
import io.drydock.node.backend.RocksStore;
import io.drydock.node.lease.Lessor;
import io.drydock.node.lease.Renewal;
import io.drydock.node.raft.RawNode;
import io.drydock.node.raft.Ready;
import io.drydock.node.storage.RaftStorage;
import io.drydock.node.watch.WatchHub;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The state of a member and the order of its work. Used by the engine's thread only.
 *
 * <p>Whoever wants to know what is durable when a client is told so reads {@link #drain}.
 */
final class Core {

  private static final Reply<Done> NOBODY =
      new Reply<>() {
        @Override
        public void done(Done answer) {
          // Nobody asked.
        }

        @Override
        public void refused(EtcdError reason) {
          // Nobody asked.
        }
      };

  private final EngineSettings settings;
  private final Booted parts;
  private final RawNode raft;
  private final RaftStorage storage;
  private final RocksStore backend;
  private final Stores stores;
  private final Applier applier;
  private final Sizes sizes;
  private final RequestIds ids;
  private final DiskTimes times;
  private final Waits<Done> waits;
  private final ReadQueue reads;
  private final Snapshots snapshots;
  private final Scrubs scrubs;
  private final Expiry expiry;
  private final WatchHub watches;
  private final List<Done> written = new ArrayList<>();
  private final List<Runnable> answers = new ArrayList<>();
  private long backendIndex;
  private LogPosition applied;
  private boolean isAlarmRaised;
  private long leader;
  private long leaderChanges;
  private long failedProposals;
  private long nowNanos;
  private volatile Status status;

  /** A member as it was booted. */
  Core(Booted parts, EngineSettings settings, RequestIds ids, DiskTimes times) {
    this.settings = settings;
    this.parts = parts;
    this.raft = parts.raft();
    this.storage = parts.storage();
    this.backend = parts.backend();
    this.stores = parts.stores();
    this.ids = ids;
    this.times = times;
    this.sizes = new Sizes(backend, settings.quotaBytes());
    this.applier = new Applier(stores, sizes, raft::applyConfChange);
    long patience = settings.requestMillis() * 1_000_000;
    this.waits = new Waits<>(patience);
    this.reads = new ReadQueue(ids, patience, 500_000_000);
    this.backendIndex = backend.applied().index();
    this.applied = new LogPosition(0, raft.status().appliedIndex());
    this.snapshots =
        new Snapshots(
            storage, backend, stores.cluster(), settings.snapshotCount(), parts.snapshotIndex());
    this.scrubs = new Scrubs(stores.keys());
    this.expiry = new Expiry(stores.leases(), settings);
    this.watches =
        new WatchHub(settings.watches(), stores.keys().view(), this::header, parts.random());
    this.status = statusNow();
  }

  Stores stores() {
    return stores;
  }

  /** Time goes on: asked before each turn. */
  void now(long nanos) {
    nowNanos = nanos;
    stores.leases().now(nowMillis());
  }

  /** Milliseconds of the clock of leases. */
  long nowMillis() {
    return nowNanos / 1_000_000;
  }

  WatchHub watches() {
    return watches;
  }

  private ResponseHeader header(long revision) {
    return ResponseHeader.newBuilder()
        .setClusterId(stores.cluster().id().value())
        .setMemberId(stores.cluster().self().value())
        .setRevision(revision)
        .setRaftTerm(raft.term())
        .build();
  }

  Lessor lessor() {
    return stores.leases().lessor();
  }

  /** Brings the member to where its log ends, and to the lead when it is alone. */
  void start() throws IOException {
    drain();
    if (raft.status()
        .confState()
        .getVotersList()
        .equals(List.of(stores.cluster().self().value()))) {
      raft.campaign();
    }
    drain();
  }

  /** One tick of the clock: asked every heartbeat interval. */
  void tick() throws IOException {
    raft.tick();
    sizes.refresh();
    backend.keepPace();
    failedProposals += waits.expire(nowNanos, EtcdError.TIMEOUT);
    reads.expire(nowNanos);
    snapshots.proceed();
    storage.writeCommit();
    watches.tick(nowMillis());
    expiry.revoke(nowMillis(), request -> propose(request, NOBODY));
    status = statusNow();
  }

  /** The backend's files were written anew. */
  void resized() {
    sizes.refresh();
    status = statusNow();
  }

  /** Puts a request into the log; see {@link Engine#propose}. */
  void propose(InternalRaftRequest.Builder request, Reply<Done> reply) {
    if (request.hasLeaseGrant() && request.getLeaseGrant().getID() == 0) {
      request.getLeaseGrantBuilder().setID(expiry.newId(ids));
    }
    long id = ids.next();
    InternalRaftRequest whole = request.setHeader(RequestHeader.newBuilder().setID(id)).build();
    ByteString bytes = whole.toByteString();
    if (bytes.size() > settings.maxRequestBytes()) {
      reply.refused(EtcdError.REQUEST_TOO_LARGE);
      return;
    }
    long cost = Cost.of(whole);
    if (cost > 0 && !sizes.isAvailable(cost)) {
      raiseNoSpace();
      reply.refused(EtcdError.NO_SPACE);
      return;
    }
    propose(id, bytes, reply);
  }

  private void propose(long id, ByteString bytes, Reply<Done> reply) {
    if (raft.propose(List.of(bytes)).isGood()) {
      waits.add(id, reply, nowNanos);
    } else {
      failedProposals++;
      reply.refused(EtcdError.NO_LEADER);
    }
  }

  /** Puts a change of the members into the log; see {@link Engine#propose}. */
  void propose(ConfChange.Builder change, Reply<Done> reply) {
    long id = ids.next();
    if (raft.proposeConfChange(change.setId(id).build()).isGood()) {
      waits.add(id, reply, nowNanos);
    } else {
      failedProposals++;
      reply.refused(EtcdError.NO_LEADER);
    }
  }

  /** Says name and URLs of this member, then the cluster's version unless it is that already. */
  void publish(MemberAttributes attributes, String version, Reply<Done> reply) {
    MemberId self = stores.cluster().self();
    if (Publication.isBeyondV2(stores.cluster().version())) {
      propose(Publication.attributes(self, attributes), reply);
      return;
    }
    long id = ids.next();
    Request said = Publication.attributes(id, self, attributes);
    propose(
        id,
        said.toByteString(),
        new Reply<>() {
          @Override
          public void done(Done answer) {
            publishVersion(version, reply, answer);
          }

          @Override
          public void refused(EtcdError reason) {
            reply.refused(reason);
          }
        });
  }

  private void publishVersion(String version, Reply<Done> reply, Done attributes) {
    if (stores.cluster().version().isPresent()) {
      reply.done(attributes);
      return;
    }
    long id = ids.next();
    propose(id, Publication.version(id, version).toByteString(), reply);
  }

  /** Lets a lease live on; see {@link Engine#renew}. */
  void renew(long leaseId, Reply<Long> reply) {
    switch (lessor().renew(leaseId, nowMillis())) {
      case Renewal.Renewed(long ttlSeconds, _) -> reply.done(ttlSeconds);
      case Renewal.Unknown _, Renewal.Expired _ -> reply.done(0L);
      case Renewal.NotPrimary _ -> reply.refused(EtcdError.NO_LEADER);
    }
  }

  /** Compacts; see {@link Engine#compact}. */
  void compact(CompactionRequest request, Reply<Done> reply) {
    var proposed = InternalRaftRequest.newBuilder().setCompaction(request);
    propose(
        proposed, request.getPhysical() ? scrubs.awaiting(request.getRevision(), reply) : reply);
  }

  /** Waits until all that was acknowledged before is applied; see {@link Engine#linearize}. */
  void linearize(Reply<Void> reply) {
    reads.add(reply, nowNanos);
  }

  /**
   * Does what raft wants done: write, sync, send, apply, acknowledge.
   *
   * <p>{@code save} returns when term, vote and entries are on the disk. What is applied here was
   * committed, and so is durable on a quorum. Its rows are in the backend, and readers see them,
   * before anybody is told; they need not be durable there, for the log has them.
   */
  void drain() throws IOException {
    reads.ask(context -> raft.readIndex(context).isGood(), nowNanos);
    while (raft.hasReady()) {
      Ready ready = raft.ready();
      ready.softState().ifPresent(state -> noteLeader(state.leader()));
      storage.save(ready);
      if (!ready.messages().isEmpty()) {
        throw new StopException("raft wants to talk to members that this release cannot reach");
      }
      apply(ready.committedEntries());
      ready.readStates().forEach(reads::confirm);
      raft.advance();
      if (isAlone()) {
        storage.forget(applied.index());
      }
      acknowledge();
    }
    reads.applied(applied.index());
  }

  private boolean isAlone() {
    ConfState members = raft.confState();
    return members.getVotersCount() == 1
        && members.getLearnersCount() == 0
        && members.getVotersOutgoingCount() == 0;
  }

  /**
   * Does a bounded piece of what can wait.
   *
   * @return true when there is more of it
   */
  boolean work() {
    boolean isMore = watches.sync();
    if (scrubs.isWaiting()) {
      isMore |= scrubs.step(backend.batch());
      backend.batch().commit(applied);
      watches.publish(stores.keys().publish());
    }
    return isMore;
  }

  private void noteLeader(long nowLeads) {
    if (nowLeads != 0 && nowLeads != leader) {
      leaderChanges++;
    }
    leader = nowLeads;
  }

  private void apply(List<Entry> entries) {
    if (entries.isEmpty()) {
      return;
    }
    for (Entry entry : entries) {
      apply(entry);
    }
    Entry last = entries.getLast();
    applied = new LogPosition(last.getTerm(), last.getIndex());
    if (applied.index() > backendIndex) {
      long begin = System.nanoTime();
      backend.batch().commit(applied);
      times.backendCommitted(System.nanoTime() - begin);
      backendIndex = applied.index();
    }
    watches.publish(stores.keys().publish());
    written.forEach(done -> watches.changed(done.revision(), done.changes()));
    written.clear();
    snapshots.applied(applied, raft.confState());
  }

  private void apply(Entry entry) {
    EntryPayload payload = EntryDecoder.decode(entry);
    Optional<Reply<Done>> waiting = waits.take(id(payload));
    Reply<Done> reply = waiting.orElse(NOBODY);
    boolean isNew = entry.getIndex() > backendIndex;
    if (payload instanceof EntryPayload.Empty) {
      expiry.termBegan(raft.status(), nowMillis());
    }
    try {
      Done done = applier.apply(payload, isNew, waiting.isPresent(), backend.batch());
      sizes.added(entry.getData().size());
      if (!done.changes().isEmpty()) {
        written.add(done);
      }
      if (done.isOverQuota()) {
        raiseNoSpace();
        answers.add(() -> reply.refused(EtcdError.NO_SPACE));
      } else {
        answers.add(() -> reply.done(done));
      }
    } catch (RefusedException refused) {
      answers.add(() -> reply.refused(refused.error()));
    }
  }

  private static long id(EntryPayload payload) {
    return switch (payload) {
      case EntryPayload.InternalRequest(InternalRaftRequest request) -> request.getHeader().getID();
      case EntryPayload.V2Request(Request request) -> request.getID();
      case EntryPayload.ConfigChange(var change, _) -> change.getId();
      case EntryPayload.Empty _, EntryPayload.ConfigChangeV2 _, EntryPayload.Undecodable _ -> 0;
    };
  }

  private void acknowledge() {
    status = statusNow();
    List<Runnable> all = List.copyOf(answers);
    answers.clear();
    all.forEach(Runnable::run);
  }

  /** Once: until the alarm is applied, or this member loses the lead. */
  private void raiseNoSpace() {
    long self = stores.cluster().self().value();
    if (isAlarmRaised || stores.alarms().isRaisedBy(self, AlarmType.NOSPACE)) {
      return;
    }
    isAlarmRaised = true;
    var request = InternalRaftRequest.newBuilder();
    request.setAlarm(
        AlarmRequest.newBuilder()
            .setAction(AlarmRequest.AlarmAction.ACTIVATE)
            .setMemberID(self)
            .setAlarm(AlarmType.NOSPACE));
    propose(
        request,
        new Reply<>() {
          @Override
          public void done(Done answer) {
            isAlarmRaised = false;
          }

          @Override
          public void refused(EtcdError reason) {
            isAlarmRaised = false;
          }
        });
  }

  /** The member as it is now, for any thread; not older than what was acknowledged. */
  Status status() {
    return status;
  }

  private Status statusNow() {
    var raftNow = raft.status();
    return new Status(
        raftNow.hardState().getTerm(),
        raftNow.softState().leader(),
        raftNow.hardState().getCommit(),
        applied.index(),
        stores.cluster().members(),
        stores.cluster().version(),
        stores.alarms().all(),
        sizes.bytes(),
        sizes.inUseBytes(),
        new Status.Counts(leaderChanges, waits.size(), failedProposals));
  }

  /** Ends in order: all that was acknowledged is durable in the backend, too. */
  void stop() throws IOException {
    refuseAll();
    snapshots.close();
    storage.sync();
    parts.close();
  }

  /** Tells everybody who waits that there will be no answer. */
  void refuseAll() {
    waits.refuseAll(EtcdError.STOPPED);
    scrubs.refuseAll(EtcdError.STOPPED);
    reads.refuseAll(EtcdError.STOPPED);
  }
}
