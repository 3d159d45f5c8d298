package io.drydock.formats.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.member.ConfChangeContext;
import io.drydock.formats.proto.etcdserverpb.InternalRaftRequest;
import io.drydock.formats.proto.etcdserverpb.PutRequest;
import io.drydock.formats.proto.etcdserverpb.Request;
import io.drydock.formats.proto.etcdserverpb.RequestOp;
import io.drydock.formats.proto.etcdserverpb.TxnRequest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EntryDecoderTest {

  private static final String HEADER = "a206 0b 08 9a90b0acb6bfe8c59801";

  /** Bytes from logs of real servers (3.4.23, 3.5, 3.6 and 3.7). */
  @ParameterizedTest
  @CsvSource({
    "put, 0, 22 0a 0a 03 66 6f 6f 12 03 62 61 72 " + HEADER,
    "delete_range, 0, 2a 06 0a 04 66 6f 6f 32 " + HEADER,
    "compaction, 0, 3a 02 08 04 " + HEADER,
    "lease_grant, 0, 42 0d 08 d8 04 10 9c 90 b0 ac b6 bf e8 c5 18 " + HEADER,
    "alarm, 0, 52 00 " + HEADER,
    "auth_enable, 0, a2 06 0a 08 8d b2 a7 c0 b7 bf e8 a9 35 c2 3e 00",
    "auth_user_add, 0, " + HEADER + " e2 44 0b 0a 02 75 31 12 03 70 77 31 1a 00",
    "cluster_version_set, 0, " + HEADER + " a2 51 07 0a 05 33 2e 37 2e 30",
    "downgrade_info_set, 0, " + HEADER + " b2 51 00",
    "v2_sync, 0, 08 01 12 04 53 59 4e 43 1a 00 22 00 28 00 32 00 38 00 48 00 50 00 58 00 60 00"
        + " 68 00 70 00 78 ce b6 bc 84 b5 c9 f9 f4 18 80 01 00",
    "v2_put, 0, 08 89 90 b0 ac b6 bf e8 c5 98 01 12 03 50 55 54 1a 09 2f 31 2f 74 74 6c 6b 65 79"
        + " 22 02 74 76 28 00 32 00 38 00 48 c8 8a a1 c1 fa e5 f9 f4 18 50 00 58 00 60 00 68 00"
        + " 70 00 78 00 80 01 00",
    "no_op, 0, ''",
    "conf_remove_node, 1, 08 00 10 01 18 c8 af a3 ba d9 dd d2 cf fd 01",
    "conf_remove_node, 1, 10 01 18 c8 af a3 ba d9 dd d2 cf fd 01",
    "conf_other, 1, 10 09 18 01",
    "conf_change_v2, 2, 08 00 12 04 08 00 10 01",
    "undecodable, 3, 22 00",
    "unknown, 0, " + HEADER,
    "unknown, 0, " + HEADER + " c2 57 02 08 01",
    "undecodable, 0, ff",
    "undecodable, 0, 0c",
    "undecodable, 1, ff",
  })
  void kindIsTheSameDecodedAndAtAGlance(String label, int entryType, String hex) {
    Bytes data = bytes(hex);

    assertEquals(label, EntryDecoder.decode(entryType, data.segment()).kind().label());
    assertEquals(label, EntryDecoder.peekKind(entryType, data.segment()).label());
  }

  @Test
  void v2RequestKeepsEveryField() {
    var data =
        "08 89 90 b0 ac b6 bf e8 c5 98 01 12 03 50 55 54 1a 09 2f 31 2f 74 74 6c 6b 65 79 22 02 74"
            + " 76 28 00 32 00 38 00 48 c8 8a a1 c1 fa e5 f9 f4 18 50 00 58 00 60 00 68 00 70 00"
            + " 78 00 80 01 00";
    var payload =
        assertInstanceOf(
            EntryPayload.V2Request.class, EntryDecoder.decode(0, bytes(data).segment()));

    assertEquals("/1/ttlkey", payload.request().getPath().toStringUtf8());
    assertEquals(1795220118354543944L, payload.request().getExpiration());
    assertEquals(bytes(data).toByteString(), payload.request().toByteString());
  }

  /** The methods whose letters happen to be fields that a lenient parser takes. */
  @ParameterizedTest
  @ValueSource(strings = {"PUT", "POST", "DELETE", "QGET", "SYNC", "GET", "HEAD"})
  void methodTellsAV2RequestWhateverFollows(String method) {
    var request =
        Request.newBuilder()
            .setID(7)
            .setMethod(ByteString.copyFromUtf8(method))
            .setPath(ByteString.copyFrom(new byte[] {0, (byte) 0xff}))
            .build();
    var payload = EntryDecoder.decode(0, request.toByteString());

    assertEquals(new EntryPayload.V2Request(request), payload);
    assertTrue(payload.kind().isV2());
  }

  @Test
  void requestWithAStrangeMethodIsV2IfItCannotBeV3() {
    var request =
        Request.newBuilder()
            .setMethod(ByteString.copyFromUtf8("PATCH"))
            .setPath(ByteString.copyFromUtf8("/1/a"))
            .build();

    assertEquals(RequestKind.V2_OTHER, EntryDecoder.decode(0, request.toByteString()).kind());
  }

  @Test
  void v2RequestWithinAV3RequestIsFound() {
    var inner = Request.newBuilder().setID(1).setMethod(ByteString.copyFromUtf8("DELETE")).build();
    var outer = InternalRaftRequest.newBuilder().setV2(inner).build().toByteString();
    var payload = EntryDecoder.decode(0, outer);

    assertEquals(inner, payload.v2().orElseThrow());
    assertEquals(RequestKind.V2_DELETE, payload.kind());
    assertEquals(RequestKind.V2_DELETE, EntryDecoder.peekKind(0, Bytes.copyOf(outer).segment()));
  }

  @Test
  void contextOfAConfigurationChangeIsTyped() {
    var json = "{\"id\":9,\"peerURLs\":null,\"isPromote\":true}";
    var hex = "08 05 10 00 18 09 22 29 " + Bytes.ofUtf8(json).toHex();
    var payload = EntryDecoder.decode(1, bytes(hex).segment());

    assertEquals(RequestKind.CONF_PROMOTE, payload.kind());
    var change = assertInstanceOf(EntryPayload.ConfigChange.class, payload);
    assertInstanceOf(ConfChangeContext.OfMember.class, change.context());
  }

  @Test
  void txnNestedToTheLimitIsReadAndBeyondItIsUndecodable() {
    // The request, and two messages a level.
    int levels = EntryDecoder.MAX_DEPTH / 2 - 1;
    var deepest = EntryDecoder.decode(0, nested(levels));
    assertEquals(RequestKind.TXN, deepest.kind());
    assertEquals(1, RequestKeys.of(deepest).touches().size());
    assertEquals(deepest, Redaction.redact(deepest));
    assertEquals(RequestKind.UNDECODABLE, EntryDecoder.decode(0, nested(levels + 1)).kind());
  }

  @ParameterizedTest
  @EnumSource(RequestKind.class)
  void noOtherKindHasTheLabel(RequestKind kind) {
    long kinds =
        Arrays.stream(RequestKind.values())
            .filter(each -> each.label().equals(kind.label()))
            .count();
    assertEquals(1, kinds);
  }

  @Test
  void everyFieldOfTheRequestIsAKind() {
    Map<Integer, String> missing = new HashMap<>();
    for (var field : InternalRaftRequest.getDescriptor().getFields()) {
      boolean isOperation = field.getJavaType().name().equals("MESSAGE");
      RequestKind kind = RequestKind.ofField(field.getNumber());
      if (isOperation && !kind.label().equals(field.getName())) {
        missing.put(field.getNumber(), field.getName());
      }
    }

    assertEquals(Map.of(2, "v2", 100, "header"), missing);
  }

  @Test
  void noiseAndDamagedRequestsNeverThrow() {
    var random = new Random(20261121);
    var put = PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("k")).setLease(-1);
    byte[] good = InternalRaftRequest.newBuilder().setPut(put).build().toByteArray();
    for (int round = 0; round < 100_000; round++) {
      byte[] data = round % 2 == 0 ? new byte[random.nextInt(40)] : good.clone();
      if (round % 2 == 0) {
        random.nextBytes(data);
      } else {
        data[random.nextInt(data.length)] = (byte) random.nextInt();
      }
      check(random.nextInt(4), Bytes.adopt(data));
    }
  }

  private static void check(int entryType, Bytes data) {
    EntryPayload payload = EntryDecoder.decode(entryType, data.segment());
    RequestKind seen = EntryDecoder.peekKind(entryType, data.segment());
    if (payload.kind() != RequestKind.UNDECODABLE) {
      assertEquals(payload.kind(), seen, data.toHex());
    }
    RequestKeys.of(payload);
    Redaction.redact(payload);
  }

  private static ByteString nested(int levels) {
    var put = PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("k"));
    var op = RequestOp.newBuilder().setRequestPut(put).build();
    for (int level = 1; level < levels; level++) {
      op = RequestOp.newBuilder().setRequestTxn(TxnRequest.newBuilder().addSuccess(op)).build();
    }
    var txn = TxnRequest.newBuilder().addSuccess(op);
    return InternalRaftRequest.newBuilder().setTxn(txn).build().toByteString();
  }

  private static Bytes bytes(String hex) {
    return hex.isEmpty() ? Bytes.EMPTY : Bytes.ofHex(hex);
  }
}
