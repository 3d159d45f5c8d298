package io.drydock.formats.request;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.proto.etcdserverpb.AuthUserAddRequest;
import io.drydock.formats.proto.etcdserverpb.AuthUserChangePasswordRequest;
import io.drydock.formats.proto.etcdserverpb.Compare;
import io.drydock.formats.proto.etcdserverpb.InternalAuthenticateRequest;
import io.drydock.formats.proto.etcdserverpb.InternalRaftRequest;
import io.drydock.formats.proto.etcdserverpb.PutRequest;
import io.drydock.formats.proto.etcdserverpb.Request;
import io.drydock.formats.proto.etcdserverpb.RequestOp;
import io.drydock.formats.proto.etcdserverpb.TxnRequest;

/**
 * Hides what a listing of the log must not show by default.
 *
 * <p>Secret are:
 *
 * <ul>
 *   <li>passwords, in clear in the log of 3.4, and their hashes (3.5 and later);
 *   <li>tokens of logins, which open the door for as long as they last;
 *   <li>values under keys of the form {@code /…/secrets/…}, where Kubernetes keeps its Secrets, in
 *       puts and in comparisons;
 *   <li>values of v2 users, {@code /2/users/…}, which hold password hashes;
 *   <li>data that cannot be decoded, because it may be any of these.
 * </ul>
 *
 * <p>A copy is made with {@link #HIDDEN} in place of each secret that is not empty; sizes are to be
 * taken from the original. Unknown fields are left out of the copies of v3 requests and of messages
 * that carry secrets, since they may be secrets of a later release.
 */
public final class Redaction {

  /** Stands where a secret was. */
  public static final String HIDDEN = "[redacted]";

  private static final ByteString HIDDEN_BYTES = ByteString.copyFromUtf8(HIDDEN);
  private static final UnknownFieldSet NO_FIELDS = UnknownFieldSet.getDefaultInstance();
  private static final Bytes SECRETS = Bytes.ofUtf8("/secrets/");
  private static final Bytes V2_USERS = Bytes.ofUtf8("/2/users/");
  private static final Bytes V2_KEYS = Bytes.ofUtf8("/1/");

  private Redaction() {}

  /** True when the value of this v3 key is hidden: {@code /<one name>/secrets/…}. */
  public static boolean isSecretKey(Bytes key) {
    return isSecretKey(key.toByteString());
  }

  /** The entry without its secrets. */
  public static EntryPayload redact(EntryPayload payload) {
    return switch (payload) {
      case EntryPayload.V2Request(Request request) -> new EntryPayload.V2Request(redact(request));
      case EntryPayload.InternalRequest(InternalRaftRequest request) ->
          new EntryPayload.InternalRequest(redact(request));
      case EntryPayload.Undecodable(_, String reason) ->
          new EntryPayload.Undecodable(Bytes.ofUtf8(HIDDEN), reason);
      case EntryPayload.Empty _, EntryPayload.ConfigChange _, EntryPayload.ConfigChangeV2 _ ->
          payload;
    };
  }

  private static InternalRaftRequest redact(InternalRaftRequest request) {
    var copy = request.toBuilder().setUnknownFields(NO_FIELDS);
    if (request.hasPut()) {
      copy.setPut(redact(request.getPut()));
    }
    if (request.hasTxn()) {
      copy.setTxn(redact(request.getTxn()));
    }
    if (request.hasAuthUserAdd()) {
      copy.setAuthUserAdd(redact(request.getAuthUserAdd()));
    }
    if (request.hasAuthUserChangePassword()) {
      copy.setAuthUserChangePassword(redact(request.getAuthUserChangePassword()));
    }
    if (request.hasAuthenticate()) {
      copy.setAuthenticate(redact(request.getAuthenticate()));
    }
    if (request.hasV2()) {
      copy.setV2(redact(request.getV2()));
    }
    return copy.build();
  }

  private static Request redact(Request request) {
    if (!isSecretPath(request.getPath())) {
      return request;
    }
    var copy = request.toBuilder().setUnknownFields(NO_FIELDS);
    if (!request.getVal().isEmpty()) {
      copy.setVal(HIDDEN_BYTES);
    }
    if (!request.getPrevValue().isEmpty()) {
      copy.setPrevValue(HIDDEN_BYTES);
    }
    return copy.build();
  }

  private static PutRequest redact(PutRequest put) {
    return put.getValue().isEmpty() || !isSecretKey(put.getKey())
        ? put
        : put.toBuilder().setUnknownFields(NO_FIELDS).setValue(HIDDEN_BYTES).build();
  }

  private static TxnRequest redact(TxnRequest txn) {
    var copy = txn.toBuilder();
    copy.getCompareBuilderList().forEach(Redaction::redact);
    copy.getSuccessBuilderList().forEach(Redaction::redact);
    copy.getFailureBuilderList().forEach(Redaction::redact);
    return copy.build();
  }

  private static void redact(Compare.Builder compare) {
    if (!compare.getValue().isEmpty() && isSecretKey(compare.getKey())) {
      compare.setUnknownFields(NO_FIELDS).setValue(HIDDEN_BYTES);
    }
  }

  private static void redact(RequestOp.Builder op) {
    if (op.hasRequestPut()) {
      op.setRequestPut(redact(op.getRequestPut()));
    } else if (op.hasRequestTxn()) {
      op.setRequestTxn(redact(op.getRequestTxn()));
    }
  }

  private static AuthUserAddRequest redact(AuthUserAddRequest add) {
    return add.toBuilder()
        .setUnknownFields(NO_FIELDS)
        .setPassword(hide(add.getPasswordBytes()))
        .setHashedPassword(hide(add.getHashedPasswordBytes()))
        .build();
  }

  private static AuthUserChangePasswordRequest redact(AuthUserChangePasswordRequest change) {
    return change.toBuilder()
        .setUnknownFields(NO_FIELDS)
        .setPassword(hide(change.getPasswordBytes()))
        .setHashedPassword(hide(change.getHashedPasswordBytes()))
        .build();
  }

  private static InternalAuthenticateRequest redact(InternalAuthenticateRequest login) {
    return login.toBuilder()
        .setUnknownFields(NO_FIELDS)
        .setPassword(hide(login.getPasswordBytes()))
        .setSimpleToken(hide(login.getSimpleTokenBytes()))
        .build();
  }

  private static String hide(ByteString secret) {
    return secret.isEmpty() ? "" : HIDDEN;
  }

  private static boolean isSecretPath(ByteString path) {
    return path.startsWith(V2_USERS.toByteString())
        || (path.startsWith(V2_KEYS.toByteString())
            && isSecretKey(path.substring(V2_KEYS.length() - 1)));
  }

  private static boolean isSecretKey(ByteString key) {
    if (key.isEmpty() || key.byteAt(0) != '/') {
      return false;
    }
    int second = 1;
    while (second < key.size() && key.byteAt(second) != '/') {
      second++;
    }
    return second > 1 && key.substring(second).startsWith(SECRETS.toByteString());
  }
}
