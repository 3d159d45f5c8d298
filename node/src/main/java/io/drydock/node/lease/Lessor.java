package io.drydock.node.lease;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.backend.LeaseRow;
import io.drydock.formats.proto.etcdserverpb.LeaseCheckpoint;
import io.drydock.formats.proto.etcdserverpb.LeaseGrantRequest;
import io.drydock.formats.proto.etcdserverpb.LeaseGrantResponse;
import io.drydock.formats.proto.etcdserverpb.LeaseLeasesResponse;
import io.drydock.formats.proto.etcdserverpb.LeaseStatus;
import io.drydock.formats.proto.etcdserverpb.LeaseTimeToLiveRequest;
import io.drydock.formats.proto.etcdserverpb.LeaseTimeToLiveResponse;
import io.drydock.formats.proto.leasepb.Lease;
import io.drydock.node.EtcdError;
import io.drydock.node.RefusedException;
import io.drydock.node.RowSink;
import io.drydock.node.StopException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The leases that are granted, and the keys attached to them. Owned by the engine thread.
 *
 * <p>All members have the same leases, but only the leader's lessor, the primary one, lets time
 * run: elsewhere a lease never ends. It ends nothing itself either: a lease that is {@link
 * #expired} goes when its revocation comes through the log.
 *
 * <p>Times are milliseconds of a clock that only goes forward, from any origin. Responses have no
 * header. Source: etcd 3.5, server/lease/lessor.go.
 */
public final class Lessor {

  /** The time that never comes. */
  static final long FOREVER = Long.MAX_VALUE;

  private static final long MILLIS = 1000;
  private static final long RETRY_MILLIS = 3000;
  private static final int REVOKES_A_SECOND = 1000;
  private static final int CHECKPOINTS_A_ROUND = 1000;

  private final Settings settings;
  private final Map<Long, Held> leases = new HashMap<>();
  private final Map<ByteString, Held> leaseOfKey = new HashMap<>();
  private final NavigableSet<Held> dues = new TreeSet<>(Held.BY_DUE);
  private final NavigableSet<Held> checkpoints = new TreeSet<>(Held.BY_CHECKPOINT);
  private boolean isPrimary;

  /**
   * What must be the same on all members.
   *
   * @param minTtlSeconds what a shorter lease is granted for, see {@link #minTtlSeconds}
   * @param checkpointMillis how often the remaining time of a long lease is told to all members; 0
   *     for never
   * @param persistsCheckpoints whether it is stored, too
   */
  public record Settings(long minTtlSeconds, long checkpointMillis, boolean persistsCheckpoints) {}

  private Lessor(Settings settings) {
    this.settings = settings;
  }

  /**
   * Goes on from the values of bucket {@code lease}. No lease ends before {@link #promote}, and
   * their keys are attached when the key space is read.
   *
   * @throws StopException when a value is no lease
   */
  public static Lessor of(Iterable<byte[]> values, Settings settings) {
    var lessor = new Lessor(settings);
    for (byte[] value : values) {
      Lease stored = parse(value);
      long ttl = Math.max(stored.getTTL(), settings.minTtlSeconds);
      var held = new Held(stored.getID(), ttl);
      if (settings.checkpointMillis > 0 && settings.persistsCheckpoints) {
        held.remainingSeconds = stored.getRemainingTTL();
      }
      lessor.leases.put(held.id, held);
    }
    return lessor;
  }

  private static Lease parse(byte[] value) {
    try {
      return Lease.parseFrom(value);
    } catch (InvalidProtocolBufferException malformed) {
      throw new StopException("bucket lease: a value that is no lease", malformed);
    }
  }

  /** Three halves of the election timeout, in whole seconds rounded up: 2 by default. */
  public static long minTtlSeconds(int electionTicks, long tickMillis) {
    return Math.ceilDiv(3L * electionTicks / 2 * tickMillis, MILLIS);
  }

  /** True while this is the leader's. */
  public boolean isPrimary() {
    return isPrimary;
  }

  /** True when a lease of this id is granted. */
  public boolean exists(long leaseId) {
    return leases.containsKey(leaseId);
  }

  /** Attaches a key to a lease that exists, away from the one it was attached to. */
  public void attach(ByteString key, long leaseId) {
    detach(key);
    Held held = leases.get(leaseId);
    held.keys.add(key);
    leaseOfKey.put(key, held);
  }

  /** Attaches a key to no lease. */
  public void detach(ByteString key) {
    if (leaseOfKey.isEmpty()) {
      return;
    }
    Held held = leaseOfKey.remove(key);
    if (held != null) {
      held.keys.remove(key);
    }
  }

  /**
   * Grants a lease. The id of the request is set: who proposes it has chosen one.
   *
   * @throws RefusedException for id 0, a time that is too long, and an id that is granted
   */
  public LeaseGrantResponse grant(LeaseGrantRequest request, long nowMillis, RowSink rows)
      throws RefusedException {
    long id = request.getID();
    if (id == LeaseRow.NO_LEASE) {
      throw new RefusedException(EtcdError.LEASE_NOT_FOUND);
    }
    if (request.getTTL() > LeaseRow.MAX_TTL_SECONDS) {
      throw new RefusedException(EtcdError.LEASE_TTL_TOO_LARGE);
    }
    if (exists(id)) {
      throw new RefusedException(EtcdError.LEASE_EXISTS);
    }
    var held = new Held(id, Math.max(request.getTTL(), settings.minTtlSeconds));
    leases.put(id, held);
    store(held, rows);
    if (isPrimary) {
      refresh(held, nowMillis, 0);
      scheduleCheckpoint(held, nowMillis);
    }
    return LeaseGrantResponse.newBuilder().setID(id).setTTL(held.ttlSeconds).build();
  }

  private static void store(Held held, RowSink rows) {
    rows.put(
        Bucket.LEASE,
        LeaseRow.key(held.id).toByteArray(),
        LeaseRow.value(held.id, held.ttlSeconds, held.remainingSeconds).toByteArray());
  }

  /**
   * The keys attached to a lease, in order.
   *
   * @throws RefusedException when there is no such lease
   */
  public List<ByteString> keys(long leaseId) throws RefusedException {
    return sortedKeys(require(leaseId));
  }

  private Held require(long leaseId) throws RefusedException {
    Held held = leases.get(leaseId);
    if (held == null) {
      throw new RefusedException(EtcdError.LEASE_NOT_FOUND);
    }
    return held;
  }

  private static List<ByteString> sortedKeys(Held held) {
    List<ByteString> keys = new ArrayList<>(held.keys);
    keys.sort(ByteString.unsignedLexicographicalComparator());
    return keys;
  }

  /**
   * Takes a lease back. Its keys are to be deleted before, in their order; what is still attached
   * is detached.
   *
   * @throws RefusedException when there is no such lease
   */
  public void revoke(long leaseId, RowSink rows) throws RefusedException {
    Held held = require(leaseId);
    leases.remove(leaseId);
    held.keys.forEach(leaseOfKey::remove);
    dues.remove(held);
    checkpoints.remove(held);
    rows.delete(Bucket.LEASE, LeaseRow.key(leaseId).toByteArray());
  }

  /** Lets a lease live its full time again, from now on. */
  public Renewal renew(long leaseId, long nowMillis) {
    if (!isPrimary) {
      return new Renewal.NotPrimary();
    }
    Held held = leases.get(leaseId);
    if (held == null) {
      return new Renewal.Unknown();
    }
    if (held.expiryMillis <= nowMillis) {
      return new Renewal.Expired();
    }
    boolean clearsCheckpoint = settings.checkpointMillis > 0 && held.remainingSeconds > 0;
    held.remainingSeconds = 0;
    refresh(held, nowMillis, 0);
    return new Renewal.Renewed(held.ttlSeconds, clearsCheckpoint);
  }

  private void refresh(Held held, long nowMillis, long extendMillis) {
    dues.remove(held);
    held.expiryMillis = nowMillis + held.lifeSeconds() * MILLIS + extendMillis;
    held.dueMillis = held.expiryMillis;
    dues.add(held);
  }

  /** How long a lease lives yet; a TTL of -1 for one that does not exist. */
  public LeaseTimeToLiveResponse timeToLive(LeaseTimeToLiveRequest request, long nowMillis) {
    var response = LeaseTimeToLiveResponse.newBuilder().setID(request.getID());
    Held held = leases.get(request.getID());
    if (held == null) {
      return response.setTTL(-1).build();
    }
    response.setTTL(wholeSeconds(held, nowMillis)).setGrantedTTL(held.ttlSeconds);
    if (request.getKeys()) {
      response.addAllKeys(sortedKeys(held));
    }
    return response.build();
  }

  /** A second that has begun is over: of a lease that was just granted one is gone, as in etcd. */
  private static long wholeSeconds(Held held, long nowMillis) {
    if (held.expiryMillis == FOREVER) {
      return FOREVER / 1_000_000_000; // What etcd gives for a lease without end.
    }
    long left = held.expiryMillis - nowMillis;
    return left > 0 ? (left - 1) / MILLIS : left / MILLIS;
  }

  /** All leases; those that end first come first. */
  public LeaseLeasesResponse leases() {
    var response = LeaseLeasesResponse.newBuilder();
    leases.values().stream()
        .sorted(Held.BY_EXPIRY)
        .forEach(each -> response.addLeases(LeaseStatus.newBuilder().setID(each.id)));
    return response.build();
  }

  /**
   * Time begins to run: this member leads. Every lease lives its time again, and longer by what an
   * election may take; leases that would end together are spread, so that they can be revoked.
   */
  public void promote(long nowMillis, long extendMillis) {
    isPrimary = true;
    for (Held held : leases.values()) {
      refresh(held, nowMillis, extendMillis);
      scheduleCheckpoint(held, nowMillis);
    }
    if (leases.size() >= REVOKES_A_SECOND) {
      spread(nowMillis, extendMillis);
    }
  }

  /** Three quarters of what is revoked a second may end within one. */
  private void spread(long nowMillis, long extendMillis) {
    double mostEnds = REVOKES_A_SECOND * 3 / 4;
    List<Held> byExpiry = List.copyOf(dues);
    long base = byExpiry.getFirst().expiryMillis - nowMillis;
    long next = base + MILLIS;
    int ends = 0;
    for (Held held : byExpiry) {
      long left = held.expiryMillis - nowMillis;
      if (left > next) {
        base = left;
        next = base + MILLIS;
        ends = 1;
        continue;
      }
      ends++;
      if (ends > mostEnds) {
        long delay = (long) (MILLIS * (ends / mostEnds)) - (left - base);
        next = base + delay;
        refresh(held, nowMillis, delay + extendMillis);
      }
    }
  }

  /** Time stops: another member leads. */
  public void demote() {
    isPrimary = false;
    dues.clear();
    checkpoints.clear();
    for (Held held : leases.values()) {
      held.expiryMillis = FOREVER;
      held.dueMillis = FOREVER;
      held.checkpointMillis = FOREVER;
    }
  }

  /**
   * Leases that are over and should be revoked, those that ended first coming first. One that is
   * still there three seconds later is told of again. etcd asks twice a second for 500.
   */
  public List<Long> expired(long nowMillis, int limit) {
    List<Held> over = new ArrayList<>();
    for (Held held : dues) {
      if (held.dueMillis > nowMillis || over.size() == limit) {
        break;
      }
      over.add(held);
    }
    for (Held held : over) {
      dues.remove(held);
      held.dueMillis = nowMillis + RETRY_MILLIS;
      dues.add(held);
    }
    return over.stream().map(held -> held.id).toList();
  }

  private void scheduleCheckpoint(Held held, long nowMillis) {
    if (settings.checkpointMillis > 0 && held.lifeSeconds() * MILLIS > settings.checkpointMillis) {
      checkpoints.remove(held);
      held.checkpointMillis = nowMillis + settings.checkpointMillis;
      checkpoints.add(held);
    }
  }

  /** The remaining times that all members should be told now, through the log; at most 1000. */
  public List<LeaseCheckpoint> dueCheckpoints(long nowMillis) {
    List<LeaseCheckpoint> due = new ArrayList<>();
    Iterator<Held> each = checkpoints.iterator();
    while (each.hasNext() && due.size() < CHECKPOINTS_A_ROUND) {
      Held held = each.next();
      if (held.checkpointMillis > nowMillis) {
        break;
      }
      each.remove();
      long left = Math.ceilDiv(held.expiryMillis - nowMillis, MILLIS);
      if (left > 0 && left < held.ttlSeconds) {
        due.add(LeaseCheckpoint.newBuilder().setID(held.id).setRemainingTTL(left).build());
      }
    }
    return due;
  }

  /**
   * Takes a checkpoint from the log.
   *
   * @return false when there is no such lease, which changes nothing
   */
  public boolean checkpoint(LeaseCheckpoint checkpoint, long nowMillis, RowSink rows) {
    Optional<Held> found = Optional.ofNullable(leases.get(checkpoint.getID()));
    found.ifPresent(held -> {
      held.remainingSeconds = checkpoint.getRemainingTTL();
      if (settings.persistsCheckpoints) {
        store(held, rows);
      }
      if (isPrimary) {
        scheduleCheckpoint(held, nowMillis);
      }
    });
    return found.isPresent();
  }
}
