package io.drydock.node.apply;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.drydock.formats.apply.Voters;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.proto.etcdserverpb.EmptyResponse;
import io.drydock.formats.proto.etcdserverpb.InternalRaftRequest;
import io.drydock.formats.proto.etcdserverpb.Request;
import io.drydock.formats.proto.raftpb.ConfChange;
import io.drydock.formats.proto.raftpb.ConfState;
import io.drydock.formats.request.EntryPayload;
import io.drydock.node.EtcdError;
import io.drydock.node.RefusedException;
import io.drydock.node.RowSink;
import io.drydock.node.StopException;
import io.drydock.node.mvcc.Applied;
import java.util.List;
import java.util.function.Function;

/**
 * Carries committed entries out. Owned by the engine thread.
 *
 * <p>Rows go to the sink of the batch, which the engine commits together with the index of the
 * batch's last entry. Entries up to the index that the backend knows already only bring the v2
 * store, the list of members and raft's configuration along.
 */
public final class Applier {

  private static final byte[] CONF_STATE = Bytes.ofUtf8("confState").toByteArray();

  private final Stores stores;
  private final Quota quota;
  private final Function<ConfChange, ConfState> raft;

  /** Whether the backend has room for a request. */
  @FunctionalInterface
  public interface Quota {

    /**
     * Asks.
     *
     * @param cost as {@link Cost} counts it, above 0
     */
    boolean isAvailable(long cost);
  }

  /**
   * Begins.
   *
   * @param stores what entries change
   * @param quota of the backend
   * @param raft takes a configuration change and returns the configuration from there on
   */
  public Applier(Stores stores, Quota quota, Function<ConfChange, ConfState> raft) {
    this.stores = stores;
    this.quota = quota;
    this.raft = raft;
  }

  /**
   * Applies an entry.
   *
   * @param isNew false when the backend has seen it
   * @param isAwaited whether somebody waits for the answer: reads inside a transaction are skipped
   *     otherwise, as etcd does
   * @throws RefusedException when it changes nothing, on no member
   * @throws StopException for an entry that this release cannot carry out
   */
  public Done apply(EntryPayload entry, boolean isNew, boolean isAwaited, RowSink rows)
      throws RefusedException {
    return switch (entry) {
      case EntryPayload.Empty() -> done(EmptyResponse.getDefaultInstance());
      case EntryPayload.InternalRequest(InternalRaftRequest request) ->
          request(request, isNew, isAwaited, rows);
      case EntryPayload.V2Request(Request request) -> {
        stores.cluster().apply(request, isNew, rows);
        yield done(EmptyResponse.getDefaultInstance());
      }
      case EntryPayload.ConfigChange change -> {
        change(change, isNew, rows);
        yield done(EmptyResponse.getDefaultInstance());
      }
      case EntryPayload.ConfigChangeV2 _, EntryPayload.Undecodable _ ->
          throw new StopException(unreadable(entry));
    };
  }

  static String unreadable(EntryPayload entry) {
    return entry instanceof EntryPayload.Undecodable(_, String reason)
        ? "an entry that cannot be read: " + reason
        : "a configuration change in a form that no etcd writes";
  }

  private void change(EntryPayload.ConfigChange change, boolean isNew, RowSink rows)
      throws RefusedException {
    try {
      stores.cluster().change(change, isNew, rows);
    } catch (RefusedException refused) {
      // Raft hears of every change that it has let into the log.
      reconfigure(change.change().toBuilder().clearNodeId().build(), isNew, rows);
      throw refused;
    }
    reconfigure(change.change(), isNew, rows);
  }

  private void reconfigure(ConfChange change, boolean isNew, RowSink rows) {
    ConfState state = raft.apply(change);
    if (isNew) {
      rows.put(Bucket.META, CONF_STATE, new Voters(state).json().toByteArray());
    }
  }

  private Done request(InternalRaftRequest request, boolean isNew, boolean isAwaited, RowSink rows)
      throws RefusedException {
    if (request.hasV2() || request.hasClusterVersionSet() || request.hasClusterMemberAttrSet()) {
      if (request.hasV2()) {
        stores.cluster().apply(request.getV2(), isNew, rows);
      } else {
        stores.cluster().apply(request, isNew, rows);
      }
      return done(EmptyResponse.getDefaultInstance());
    }
    if (!isNew) {
      return done(EmptyResponse.getDefaultInstance());
    }
    refuseUnderAlarm(request);
    long cost = Cost.of(request);
    boolean isOverQuota = cost > 0 && !quota.isAvailable(cost);
    Done done = carryOut(request, isAwaited, rows);
    return isOverQuota ? done.overQuota() : done;
  }

  private void refuseUnderAlarm(InternalRaftRequest request) throws RefusedException {
    if (stores.alarms().isCorrupt() && isKeysOrLeases(request)) {
      throw new RefusedException(EtcdError.CORRUPT);
    }
    boolean isWrite = request.hasPut() || request.hasLeaseGrant();
    boolean isWritingTxn = request.hasTxn() && Cost.of(request.getTxn()) > 0;
    if (stores.alarms().isFull() && (isWrite || isWritingTxn)) {
      throw new RefusedException(EtcdError.NO_SPACE);
    }
  }

  private static boolean isKeysOrLeases(InternalRaftRequest request) {
    return request.hasRange()
        || request.hasPut()
        || request.hasDeleteRange()
        || request.hasTxn()
        || request.hasCompaction()
        || request.hasLeaseGrant()
        || request.hasLeaseRevoke();
  }

  private Done carryOut(InternalRaftRequest request, boolean isAwaited, RowSink rows)
      throws RefusedException {
    var keys = stores.keys();
    if (request.hasPut()) {
      return done(keys.put(request.getPut(), rows));
    }
    if (request.hasDeleteRange()) {
      return done(keys.deleteRange(request.getDeleteRange(), rows));
    }
    if (request.hasTxn()) {
      return done(keys.txn(request.getTxn(), isAwaited, rows));
    }
    if (request.hasCompaction()) {
      return done(keys.compact(request.getCompaction().getRevision(), rows));
    }
    if (request.hasAlarm()) {
      return done(stores.alarms().apply(request.getAlarm(), rows));
    }
    if (request.hasLeaseGrant() || request.hasLeaseRevoke() || request.hasLeaseCheckpoint()) {
      return stores.leases().apply(request, keys, rows);
    }
    if (isEndOfDowngrade(request)) {
      stores.cluster().endDowngrade(rows);
      return done(EmptyResponse.getDefaultInstance());
    }
    if (isRead(request)) {
      return done(EmptyResponse.getDefaultInstance());
    }
    throw new StopException(unknown(request));
  }

  /** Whether this release carries such a request out. */
  static boolean isKnown(InternalRaftRequest request) {
    return isKeysOrLeases(request)
        || request.hasAlarm()
        || request.hasLeaseCheckpoint()
        || isEndOfDowngrade(request)
        || isRead(request);
  }

  /** A server that has been downgraded says so when it starts. */
  private static boolean isEndOfDowngrade(InternalRaftRequest request) {
    return request.hasDowngradeInfoSet() && !request.getDowngradeInfoSet().getEnabled();
  }

  static String unknown(InternalRaftRequest request) {
    return "an entry of a kind that this release does not carry out: "
        + request.getAllFields().keySet().stream()
            .map(FieldDescriptor::getName)
            .filter(name -> !name.equals("header") && !name.equals("ID"))
            .toList();
  }

  /** Requests that go through the log of 3.4 and change nothing. */
  private static boolean isRead(InternalRaftRequest request) {
    return request.hasRange()
        || request.hasAuthStatus()
        || request.hasAuthenticate()
        || request.hasAuthUserGet()
        || request.hasAuthUserList()
        || request.hasAuthRoleGet()
        || request.hasAuthRoleList();
  }

  private <R extends Message> Done done(Applied<R> applied) {
    return new Done(applied.response(), applied.revision(), applied.changes(), false);
  }

  private Done done(Message response) {
    return new Done(response, stores.keys().revision(), List.of(), false);
  }
}
