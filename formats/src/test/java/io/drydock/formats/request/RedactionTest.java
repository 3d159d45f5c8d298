package io.drydock.formats.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
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
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RedactionTest {

  private static final String SECRET = "TOP-SECRET";
  private static final ByteString SECRET_BYTES = ByteString.copyFromUtf8(SECRET);
  private static final ByteString SECRET_KEY = ByteString.copyFromUtf8("/registry/secrets/ns/a");

  @Test
  void noSecretIsLeftAnywhere() {
    for (EntryPayload payload : withSecrets()) {
      EntryPayload hidden = Redaction.redact(payload);

      assertFalse(bytesOf(hidden).contains(SECRET), payload::toString);
      assertTrue(bytesOf(hidden).contains(Redaction.HIDDEN), payload::toString);
      assertEquals(payload.kind(), hidden.kind());
    }
  }

  @Test
  void whatIsNotSecretStays() {
    var user = AuthUserAddRequest.newBuilder().setName("alice").setPassword(SECRET).build();
    var request = InternalRaftRequest.newBuilder().setAuthUserAdd(user).build();
    var hidden = (EntryPayload.InternalRequest) redact(request);
    var put =
        InternalRaftRequest.newBuilder()
            .setPut(PutRequest.newBuilder().setKey(text("/registry/pods/a")).setValue(text("v")))
            .build();

    assertEquals("alice", hidden.request().getAuthUserAdd().getName());
    assertEquals("", hidden.request().getAuthUserAdd().getHashedPassword());
    assertEquals(new EntryPayload.InternalRequest(put), redact(put));
  }

  @ParameterizedTest
  @CsvSource({
    "/registry/secrets/ns/name, true", "/kubernetes.io/secrets/a, true", "/r/secrets/, true",
    "/registry/secrets, false", "registry/secrets/a, false", "//secrets/a, false",
    "/registry/pods/secrets/a, false", "'', false", "/, false"
  })
  void secretsOfKubernetesAreToldByTheirKey(String key, boolean expected) {
    assertEquals(expected, Redaction.isSecretKey(Bytes.ofUtf8(key)));
  }

  private static List<EntryPayload> withSecrets() {
    var put = PutRequest.newBuilder().setKey(SECRET_KEY).setValue(SECRET_BYTES);
    var op = RequestOp.newBuilder().setRequestPut(put);
    var inner = RequestOp.newBuilder().setRequestTxn(TxnRequest.newBuilder().addFailure(op));
    var compare = Compare.newBuilder().setKey(SECRET_KEY).setValue(SECRET_BYTES);
    var add = AuthUserAddRequest.newBuilder().setPassword(SECRET).setHashedPassword(SECRET);
    var change =
        AuthUserChangePasswordRequest.newBuilder().setPassword(SECRET).setHashedPassword(SECRET);
    var login = InternalAuthenticateRequest.newBuilder().setPassword(SECRET).setSimpleToken(SECRET);
    var txn = TxnRequest.newBuilder().addCompare(compare).addSuccess(inner).addSuccess(op);
    var v2User = v2("/2/users/root");
    return List.of(
        payload(InternalRaftRequest.newBuilder().setPut(put)),
        payload(InternalRaftRequest.newBuilder().setTxn(txn)),
        payload(InternalRaftRequest.newBuilder().setAuthUserAdd(add)),
        payload(InternalRaftRequest.newBuilder().setAuthUserChangePassword(change)),
        payload(InternalRaftRequest.newBuilder().setAuthenticate(login)),
        payload(InternalRaftRequest.newBuilder().setV2(v2User)),
        new EntryPayload.V2Request(v2User),
        new EntryPayload.V2Request(v2("/1/registry/secrets/ns/a")),
        new EntryPayload.Undecodable(Bytes.ofUtf8(SECRET), "reason"));
  }

  private static Request v2(String path) {
    return Request.newBuilder()
        .setMethod(text("PUT"))
        .setPath(text(path))
        .setVal(SECRET_BYTES)
        .setPrevValue(SECRET_BYTES)
        .build();
  }

  private static EntryPayload payload(InternalRaftRequest.Builder request) {
    return new EntryPayload.InternalRequest(request.build());
  }

  private static EntryPayload redact(InternalRaftRequest request) {
    return Redaction.redact(new EntryPayload.InternalRequest(request));
  }

  private static String bytesOf(EntryPayload payload) {
    return switch (payload) {
      case EntryPayload.InternalRequest(InternalRaftRequest request) ->
          request.toByteString().toStringUtf8();
      case EntryPayload.V2Request(Request request) -> request.toByteString().toStringUtf8();
      case EntryPayload.Undecodable(Bytes data, _) -> data.toUtf8();
      case EntryPayload.Empty _, EntryPayload.ConfigChange _, EntryPayload.ConfigChangeV2 _ ->
          throw new AssertionError(payload);
    };
  }

  private static ByteString text(String text) {
    return ByteString.copyFromUtf8(text);
  }
}
