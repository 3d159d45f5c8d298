package io.drydock.formats.apply;

import io.drydock.formats.FormatException;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.backend.CompactionMark;
import io.drydock.formats.backend.ReleaseLine;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.proto.etcdserverpb.CompactionRequest;
import io.drydock.formats.proto.etcdserverpb.InternalRaftRequest;
import io.drydock.formats.proto.etcdserverpb.RequestHeader;
import io.drydock.formats.proto.etcdserverpb.RequestOp;
import io.drydock.formats.proto.etcdserverpb.TxnRequest;
import io.drydock.formats.request.EntryPayload;
import io.drydock.formats.request.RequestKind;
import java.util.List;

/** Requests of the v3 API: what refuses them, in a server's order, and who carries them out. */
final class Requests {

  private final Stores stores;
  private final Txns txns;
  private final Rights rights;
  private final Alarms alarms;
  private final ApplyRules rules;

  /** What requests change. */
  record Stores(Rows rows, KeySpace keys, Leases leases, Users users) {}

  Requests(Stores stores, Rights rights, Alarms alarms, ApplyRules rules) {
    this.stores = stores;
    this.txns = new Txns(stores.keys(), stores.leases(), rules);
    this.rights = rights;
    this.alarms = alarms;
    this.rules = rules;
  }

  Outcome apply(InternalRaftRequest request) throws FormatException, Refused, Stop {
    RequestKind kind = new EntryPayload.InternalRequest(request).kind();
    if (alarms.areRightsChecked() && isAdministration(kind)) {
      rights.requireAdmin(request.getHeader());
    }
    return switch (kind) {
      case PUT, DELETE_RANGE, TXN, COMPACTION -> keys(kind, request);
      case LEASE_GRANT, LEASE_REVOKE, LEASE_CHECKPOINT -> leases(kind, request);
      case ALARM -> {
        alarms.apply(request.getAlarm());
        yield new Outcome.Done();
      }
      case RANGE, AUTHENTICATE, AUTH_USER_GET, AUTH_USER_LIST, AUTH_ROLE_GET, AUTH_ROLE_LIST ->
          new Outcome.NoEffect();
      case AUTH_STATUS -> new Outcome.NoEffect();
      case DOWNGRADE_VERSION_TEST -> {
        if (rules.line().compareTo(ReleaseLine.V3_6) < 0) {
          throw Stop.panic("a request that releases before 3.6 do not know");
        }
        yield new Outcome.NoEffect();
      }
      default -> administration(kind, request);
    };
  }

  private Outcome keys(RequestKind kind, InternalRaftRequest request)
      throws FormatException, Refused, Stop {
    refuseIf(alarms.isCorrupt(), Refusal.CORRUPT);
    RequestHeader who = request.getHeader();
    boolean areRightsChecked = alarms.areRightsChecked();
    switch (kind) {
      case PUT -> {
        refuseIf(alarms.isFull(), Refusal.NO_SPACE);
        if (areRightsChecked) {
          rights.requirePut(who, request.getPut());
        }
        txns.put(request.getPut());
      }
      case DELETE_RANGE -> {
        if (areRightsChecked) {
          rights.requireDelete(who, request.getDeleteRange());
        }
        txns.delete(request.getDeleteRange());
      }
      case TXN -> {
        refuseIf(alarms.isFull() && hasCost(request.getTxn()), Refusal.NO_SPACE);
        TxnRequest whole = request.getTxn();
        TxnRequest txn = rules.dropsReadsOfTxns() ? withoutReads(whole) : whole;
        if (areRightsChecked) {
          rights.requireTxn(who, txn);
        }
        txns.txn(txn);
      }
      default -> compact(request.getCompaction());
    }
    return new Outcome.Done();
  }

  /** A server writes the mark before it deletes anything, and deletes when it has the time. */
  private void compact(CompactionRequest request) throws Refused {
    long revision = request.getRevision();
    if (revision <= stores.keys().compactRevision()) {
      throw new Refused(Refusal.COMPACTED);
    }
    if (revision > stores.keys().revision()) {
      throw new Refused(Refusal.FUTURE_REVISION);
    }
    stores.keys().compactTo(revision);
    Bytes mark = CompactionMark.value(revision);
    stores.rows().put(Bucket.META, CompactionMark.SCHEDULED.key(), mark);
  }

  private Outcome leases(RequestKind kind, InternalRaftRequest request)
      throws FormatException, Refused, Stop {
    Leases leases = stores.leases();
    switch (kind) {
      case LEASE_GRANT -> {
        refuseIf(alarms.isCorrupt(), Refusal.CORRUPT);
        refuseIf(alarms.isFull(), Refusal.NO_SPACE);
        leases.grant(request.getLeaseGrant().getID(), request.getLeaseGrant().getTTL());
      }
      case LEASE_REVOKE -> {
        refuseIf(alarms.isCorrupt(), Refusal.CORRUPT);
        if (alarms.areRightsChecked()) {
          rights.requireRevoke(request.getHeader(), request.getLeaseRevoke());
        }
        leases.revoke(request.getLeaseRevoke().getID());
      }
      default -> leases.checkpoint(request.getLeaseCheckpoint());
    }
    return new Outcome.Done();
  }

  private Outcome administration(RequestKind kind, InternalRaftRequest request)
      throws FormatException, Refused, Stop {
    Users users = stores.users();
    switch (kind) {
      case AUTH_ENABLE -> users.enable();
      case AUTH_DISABLE -> users.disable();
      case AUTH_USER_ADD -> users.addUser(request.getAuthUserAdd());
      case AUTH_USER_DELETE -> users.deleteUser(request.getAuthUserDelete().getNameBytes());
      case AUTH_USER_CHANGE_PASSWORD -> users.changePassword(request.getAuthUserChangePassword());
      case AUTH_USER_GRANT_ROLE -> users.grantRole(request.getAuthUserGrantRole());
      case AUTH_USER_REVOKE_ROLE -> users.revokeRole(request.getAuthUserRevokeRole());
      case AUTH_ROLE_ADD -> users.addRole(request.getAuthRoleAdd().getNameBytes());
      case AUTH_ROLE_DELETE -> users.deleteRole(request.getAuthRoleDelete().getRoleBytes());
      case AUTH_ROLE_GRANT_PERMISSION ->
          users.grantPermission(request.getAuthRoleGrantPermission());
      case AUTH_ROLE_REVOKE_PERMISSION ->
          users.revokePermission(request.getAuthRoleRevokePermission());
      default -> throw Stop.panic("a request that no release up to 3.7 knows");
    }
    return new Outcome.Done();
  }

  private static boolean isAdministration(RequestKind kind) {
    return switch (kind) {
      case AUTH_ENABLE,
          AUTH_DISABLE,
          AUTH_USER_ADD,
          AUTH_USER_DELETE,
          AUTH_USER_CHANGE_PASSWORD,
          AUTH_USER_GRANT_ROLE,
          AUTH_USER_REVOKE_ROLE,
          AUTH_ROLE_ADD,
          AUTH_ROLE_DELETE,
          AUTH_ROLE_GRANT_PERMISSION,
          AUTH_ROLE_REVOKE_PERMISSION ->
          true;
      default -> false;
    };
  }

  /** Any put costs something; in inner transactions only newer releases look. */
  private boolean hasCost(TxnRequest txn) throws Stop {
    if (hasPut(txn, false)) {
      return true;
    }
    if (!hasPut(txn, true)) {
      return false;
    }
    return switch (rules.countsInnerPuts()) {
      case YES -> true;
      case NO -> false;
      case OPEN -> throw Stop.open("a put in an inner transaction under the alarm NOSPACE");
    };
  }

  private static boolean hasPut(TxnRequest txn, boolean withInner) {
    return hasPut(txn.getSuccessList(), withInner) || hasPut(txn.getFailureList(), withInner);
  }

  private static boolean hasPut(List<RequestOp> ops, boolean withInner) {
    return ops.stream()
        .anyMatch(op ->
            op.hasRequestPut()
                || withInner && op.hasRequestTxn() && hasPut(op.getRequestTxn(), true));
  }

  /** As a server does with a transaction that nobody there waits for. */
  private static TxnRequest withoutReads(TxnRequest txn) {
    return txn.toBuilder()
        .clearSuccess()
        .addAllSuccess(withoutReads(txn.getSuccessList()))
        .clearFailure()
        .addAllFailure(withoutReads(txn.getFailureList()))
        .build();
  }

  private static List<RequestOp> withoutReads(List<RequestOp> ops) {
    return ops.stream().filter(op -> !op.hasRequestRange()).toList();
  }

  private static void refuseIf(boolean is, Refusal reason) throws Refused {
    if (is) {
      throw new Refused(reason);
    }
  }
}
