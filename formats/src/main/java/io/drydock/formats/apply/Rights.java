package io.drydock.formats.apply;

import com.google.protobuf.ByteString;
import io.drydock.formats.FormatException;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.proto.authpb.Permission;
import io.drydock.formats.proto.authpb.Role;
import io.drydock.formats.proto.authpb.User;
import io.drydock.formats.proto.etcdserverpb.Compare;
import io.drydock.formats.proto.etcdserverpb.DeleteRangeRequest;
import io.drydock.formats.proto.etcdserverpb.LeaseRevokeRequest;
import io.drydock.formats.proto.etcdserverpb.PutRequest;
import io.drydock.formats.proto.etcdserverpb.RangeRequest;
import io.drydock.formats.proto.etcdserverpb.RequestHeader;
import io.drydock.formats.proto.etcdserverpb.RequestOp;
import io.drydock.formats.proto.etcdserverpb.TxnRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What the user in the header of an entry may do, by users and roles as they are when it is
 * applied. An entry whose rights were checked against older users and roles is refused.
 */
final class Rights {

  private final Users users;
  private final Leases leases;
  private final KeySpace keys;
  private final ApplyRules rules;

  Rights(Users users, Leases leases, KeySpace keys, ApplyRules rules) {
    this.users = users;
    this.leases = leases;
    this.keys = keys;
    this.rules = rules;
  }

  /** Part of a check. */
  @FunctionalInterface
  private interface Check {
    void run() throws FormatException, Refused, Stop;
  }

  void requireAdmin(RequestHeader who) throws FormatException, Refused, Stop {
    if (!users.isEnabled()) {
      return;
    }
    if (who.getUsernameBytes().isEmpty()) {
      throw new Refused(Refusal.USER_EMPTY);
    }
    User user =
        users.user(who.getUsernameBytes()).orElseThrow(() -> new Refused(Refusal.USER_NOT_FOUND));
    if (!Users.hasRole(user, Users.ROOT)) {
      throw new Refused(Refusal.PERMISSION_DENIED);
    }
  }

  void requirePut(RequestHeader who, PutRequest request) throws FormatException, Refused, Stop {
    requireWrite(who, request.getKey(), ByteString.EMPTY);
    requireLease(who, request.getLease());
    if (request.getPrevKv()) {
      requireRead(who, request.getKey(), ByteString.EMPTY);
    }
  }

  void requireDelete(RequestHeader who, DeleteRangeRequest request)
      throws FormatException, Refused, Stop {
    requireWrite(who, request.getKey(), request.getRangeEnd());
    if (request.getPrevKv()) {
      requireRead(who, request.getKey(), request.getRangeEnd());
    }
  }

  void requireRevoke(RequestHeader who, LeaseRevokeRequest request)
      throws FormatException, Refused, Stop {
    requireLease(who, request.getID());
  }

  /** All comparisons and both branches, whichever is taken. */
  void requireTxn(RequestHeader who, TxnRequest request) throws FormatException, Refused, Stop {
    for (Compare compare : request.getCompareList()) {
      requireRead(who, compare.getKey(), compare.getRangeEnd());
    }
    List<RequestOp> both = new ArrayList<>(request.getSuccessList());
    both.addAll(request.getFailureList());
    for (RequestOp op : both) {
      requireOp(who, op);
    }
  }

  private void requireOp(RequestHeader who, RequestOp op) throws FormatException, Refused, Stop {
    switch (op.getRequestCase()) {
      case REQUEST_RANGE -> {
        RangeRequest read = op.getRequestRange();
        requireRead(who, read.getKey(), read.getRangeEnd());
      }
      case REQUEST_PUT -> {
        PutRequest put = op.getRequestPut();
        requireWrite(who, put.getKey(), ByteString.EMPTY);
        unlessOpen(
            rules.checksPutsOfTxns(),
            "rights to the lease or previous value of a put in a transaction",
            () -> requirePut(who, put));
      }
      case REQUEST_DELETE_RANGE -> {
        requireDelete(who, op.getRequestDeleteRange());
      }
      case REQUEST_TXN ->
          unlessOpen(
              rules.checksInnerTxns(),
              "rights in a transaction inside a transaction",
              () -> requireTxn(who, op.getRequestTxn()));
      case REQUEST_NOT_SET -> {
        // Nothing is asked for.
      }
    }
  }

  /** Checks by the rule of the release; one that is not known must not matter. */
  private static void unlessOpen(Choice choice, String what, Check check)
      throws FormatException, Refused, Stop {
    if (choice == Choice.NO) {
      return;
    }
    try {
      check.run();
    } catch (Refused refused) {
      if (choice == Choice.OPEN) {
        throw Stop.open(what);
      }
      throw refused;
    }
  }

  /** Whoever attaches a key to a lease, or ends it, can delete all keys of it. */
  private void requireLease(RequestHeader who, long lease) throws FormatException, Refused, Stop {
    if (!users.isEnabled() || !leases.exists(lease)) {
      return;
    }
    List<Bytes> attached = keys.attachedTo(lease);
    if (attached.isEmpty()) {
      return;
    }
    boolean isAdmin = isAdmin(who);
    if (isAdmin && rules.letsAdminRevoke() == Choice.YES) {
      return;
    }
    try {
      for (Bytes key : attached) {
        requireWrite(who, key.toByteString(), ByteString.EMPTY);
      }
    } catch (Refused refused) {
      if (isAdmin && rules.letsAdminRevoke() == Choice.OPEN) {
        throw Stop.open("a lease revoked by an administrator with an old auth revision");
      }
      throw refused;
    }
  }

  private boolean isAdmin(RequestHeader who) throws FormatException, Stop {
    Optional<User> user = users.user(who.getUsernameBytes());
    return user.isPresent() && Users.hasRole(user.get(), Users.ROOT);
  }

  private void requireRead(RequestHeader who, ByteString key, ByteString end)
      throws FormatException, Refused, Stop {
    require(who, key, end, Permission.Type.READ);
  }

  private void requireWrite(RequestHeader who, ByteString key, ByteString end)
      throws FormatException, Refused, Stop {
    require(who, key, end, Permission.Type.WRITE);
  }

  private void require(RequestHeader who, ByteString key, ByteString end, Permission.Type right)
      throws FormatException, Refused, Stop {
    if (!users.isEnabled()) {
      return;
    }
    if (who.getAuthRevision() == 0) {
      throw new Refused(Refusal.USER_EMPTY);
    }
    if (Long.compareUnsigned(who.getAuthRevision(), users.revision()) < 0) {
      throw new Refused(Refusal.OLD_AUTH_REVISION);
    }
    Optional<User> user = users.user(who.getUsernameBytes());
    if (user.isEmpty()) {
      throw new Refused(Refusal.PERMISSION_DENIED);
    }
    if (!Users.hasRole(user.get(), Users.ROOT) && !isCovered(user.get(), key, end, right)) {
      throw new Refused(Refusal.PERMISSION_DENIED);
    }
  }

  /** One key must lie in some range; a range must be covered by ranges that join up. */
  private boolean isCovered(User user, ByteString key, ByteString end, Permission.Type right)
      throws FormatException, Stop {
    List<Span> granted = spans(user, right);
    Span wanted = end.isEmpty() ? Span.ofKey(key) : Span.of(key, end);
    List<Span> met = granted.stream().filter(wanted::meets).sorted(Span.ORDER).toList();
    if (end.isEmpty()) {
      return !met.isEmpty();
    }
    if (met.isEmpty() || Bound.ORDER.compare(met.getFirst().begin(), wanted.begin()) > 0) {
      return false;
    }
    Bound reached = met.getFirst().end();
    for (Span span : met) {
      if (Bound.ORDER.compare(reached, span.begin()) < 0) {
        return false;
      }
      reached = Bound.ORDER.compare(span.end(), reached) > 0 ? span.end() : reached;
    }
    return Bound.ORDER.compare(reached, wanted.end()) >= 0;
  }

  private List<Span> spans(User user, Permission.Type right) throws FormatException, Stop {
    List<Span> spans = new ArrayList<>();
    for (ByteString name : Users.roles(user)) {
      for (Permission each : users.role(name).map(Role::getKeyPermissionList).orElse(List.of())) {
        Permission.Type type = each.getPermType();
        if (type == right || type == Permission.Type.READWRITE) {
          spans.add(
              each.getRangeEnd().isEmpty()
                  ? Span.ofKey(each.getKey())
                  : Span.of(each.getKey(), each.getRangeEnd()));
        }
      }
    }
    return spans;
  }

  /** True for the single zero byte that says: no end. */
  static boolean isOpen(ByteString end) {
    return end.size() == 1 && end.byteAt(0) == 0;
  }

  /**
   * An edge of a range.
   *
   * @param bytes empty: behind every key
   */
  private record Bound(ByteString bytes) {

    static final Comparator<Bound> ORDER =
        Comparator.comparing((Bound bound) -> bound.bytes().isEmpty())
            .thenComparing(Bound::bytes, ByteString.unsignedLexicographicalComparator());
  }

  /** From the first edge on, up to but without the second. */
  private record Span(Bound begin, Bound end) {

    static final Comparator<Span> ORDER = Comparator.comparing(Span::begin, Bound.ORDER);

    static Span ofKey(ByteString key) {
      return new Span(new Bound(key), new Bound(key.concat(ByteString.copyFrom(new byte[] {0}))));
    }

    static Span of(ByteString key, ByteString end) {
      return new Span(new Bound(key), new Bound(isOpen(end) ? ByteString.EMPTY : end));
    }

    boolean meets(Span other) {
      boolean isLeft =
          Bound.ORDER.compare(begin, other.begin) < 0 && Bound.ORDER.compare(end, other.begin) <= 0;
      boolean isRight = Bound.ORDER.compare(begin, other.end) >= 0;
      return !isLeft && !isRight;
    }
  }
}
