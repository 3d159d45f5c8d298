package io.drydock.node.engine;

import io.drydock.formats.proto.etcdserverpb.InternalRaftRequest;
import io.drydock.formats.proto.etcdserverpb.LeaseRevokeRequest;
import io.drydock.node.apply.Leases;
import io.drydock.node.lease.Lessor;
import io.drydock.node.raft.RaftStatus;
import io.drydock.node.raft.RoleName;
import java.util.function.Consumer;

/**
 * Lets leases end: the leader puts the revocation of each into the log. Used by the engine's
 * thread.
 */
final class Expiry {

  private static final long INTERVAL_MILLIS = 500;

  /** So that no more than 1000 are revoked a second. */
  private static final int REVOKES_A_ROUND = 500;

  private final Lessor lessor;
  private final long extendMillis;
  private long nextMillis = Long.MIN_VALUE;

  Expiry(Leases leases, EngineSettings settings) {
    this.lessor = leases.lessor();
    this.extendMillis = settings.electionTicks() * settings.tickMillis();
  }

  /** An id for a lease that the client has chosen none for. */
  long newId(RequestIds ids) {
    long id;
    do {
      id = ids.next() & Long.MAX_VALUE;
    } while (id == 0 || lessor.exists(id));
    return id;
  }

  /** The first entry of a leader is applied: time runs with the leader, and nowhere else. */
  void termBegan(RaftStatus raft, long nowMillis) {
    boolean isLeader = raft.softState().role() == RoleName.LEADER;
    if (isLeader) {
      lessor.promote(nowMillis, extendMillis);
    } else if (lessor.isPrimary()) {
      lessor.demote();
    }
  }

  /** Proposes to revoke what is over, twice a second. */
  void revoke(long nowMillis, Consumer<InternalRaftRequest.Builder> log) {
    if (!lessor.isPrimary() || nowMillis < nextMillis) {
      return;
    }
    nextMillis = nowMillis + INTERVAL_MILLIS;
    for (long id : lessor.expired(nowMillis, REVOKES_A_ROUND)) {
      var revoke = LeaseRevokeRequest.newBuilder().setID(id);
      log.accept(InternalRaftRequest.newBuilder().setLeaseRevoke(revoke));
    }
  }
}
