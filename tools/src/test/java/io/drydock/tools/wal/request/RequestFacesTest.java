package io.drydock.tools.wal.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.google.protobuf.ByteString;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.proto.etcdserverpb.InternalRaftRequest;
import io.drydock.formats.proto.etcdserverpb.Request;
import io.drydock.formats.proto.raftpb.ConfChange;
import io.drydock.formats.proto.raftpb.ConfChangeSingle;
import io.drydock.formats.proto.raftpb.ConfChangeType;
import io.drydock.formats.proto.raftpb.ConfChangeV2;
import io.drydock.formats.request.EntryDecoder;
import io.drydock.formats.request.EntryPayload;
import io.drydock.formats.request.RequestKind;
import io.drydock.tools.Golden;
import io.drydock.tools.output.Output;
import io.drydock.tools.output.OutputFormat;
import io.drydock.tools.output.RowStyle;
import io.drydock.tools.output.RowWriter;
import io.drydock.tools.output.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Every kind of request as a line and as JSON, with and without its secrets. */
class RequestFacesTest {

  @Test
  void everyKindIsThere() {
    Set<RequestKind> kinds =
        samples().stream()
            .map(EntryPayload::kind)
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(RequestKind.class)));
    assertEquals(EnumSet.allOf(RequestKind.class), kinds);
  }

  @Test
  void everyKindReadsWell() throws IOException {
    var text = new StringBuilder();
    for (EntryPayload each : samples()) {
      text.append(new RequestText(64, false).of(each.kind(), each)).append('\n');
      text.append("    ").append(json(each, Integer.MAX_VALUE, false)).append('\n');
    }
    Golden.check("wal/requests.txt", text.toString());
  }

  @Test
  void secretsAreShownOnDemandAlone() throws IOException {
    var text = new StringBuilder();
    for (EntryPayload each : samples()) {
      String hidden = new RequestText(64, false).of(each.kind(), each);
      String shown = new RequestText(64, true).of(each.kind(), each);
      if (!hidden.equals(shown)) {
        text.append(shown).append("\n    ").append(json(each, 64, true)).append('\n');
      }
    }
    Golden.check("wal/requests-with-secrets.txt", text.toString());
  }

  @Test
  void noSecretSlipsThrough() throws IOException {
    for (EntryPayload each : samples()) {
      String faces = new RequestText(64, false).of(each.kind(), each) + json(each, 64, false);
      for (String secret : List.of("pw", "tok.1", "JDJhJA", "hush", "$2a$", "deadbeef", "new\"")) {
        assertFalse(faces.contains(secret), faces);
      }
    }
  }

  @Test
  void longValuesAreCutOnDemand() throws IOException {
    EntryPayload put = decode(EveryRequest.list().getFirst());
    assertEquals(
        "put key=\"foo\" value=\"b\"… (3 B)", new RequestText(1, false).of(put.kind(), put));
    assertEquals(
        "{\"request\":\"put\",\"put\":{\"key\":\"foo\",\"value\":\"ba\",\"value_cut\":true,"
            + "\"value_bytes\":3},\"request_id\":\"c501e8bfb6ac0ac\"}",
        json(put, 2, false));
  }

  private static String json(EntryPayload payload, int valueBytes, boolean showSecrets)
      throws IOException {
    var out = new ByteArrayOutputStream();
    var requests = new RequestJson(valueBytes, showSecrets);
    var style =
        new RowStyle<EntryPayload>(
            "x/1",
            "rows",
            List.of(),
            (row, paint) -> "",
            (json, row) -> requests.write(json, row.kind(), row));
    RowWriter<EntryPayload> rows =
        new Output(Terminal.plain(out, out), OutputFormat.jsonl, false).rows(style);
    rows.row(payload);
    rows.flush();
    return out.toString(StandardCharsets.UTF_8).strip();
  }

  private static List<EntryPayload> samples() {
    List<EntryPayload> samples = new ArrayList<>();
    samples.add(EntryDecoder.decode(0, ByteString.EMPTY));
    EveryRequest.list().forEach(request -> samples.add(decode(request)));
    v2(samples);
    configuration(samples);
    samples.add(EntryDecoder.decode(0, Bytes.ofHex("ffdeadbeef").toByteString()));
    return samples;
  }

  private static EntryPayload decode(InternalRaftRequest request) {
    return EntryDecoder.decode(0, request.toByteString());
  }

  private static void v2(List<EntryPayload> samples) {
    for (String method : List.of("PUT", "POST", "DELETE", "QGET", "SYNC", "HEAD")) {
      var request = Request.newBuilder().setID(7).setMethod(bytes(method)).setPath(bytes("/1/a"));
      samples.add(EntryDecoder.decode(0, request.build().toByteString()));
    }
    var full =
        Request.newBuilder()
            .setID(7)
            .setMethod(bytes("PUT"))
            .setPath(bytes("/1/a"))
            .setVal(bytes("v"))
            .setDir(true)
            .setPrevValue(bytes("p"))
            .setPrevIndex(3)
            .setPrevExist(false)
            .setExpiration(1_795_262_350_073_500_007L)
            .setWait(true)
            .setSince(4)
            .setRecursive(true)
            .setSorted(true)
            .setQuorum(true)
            .setTime(1_795_262_350_000_000_000L)
            .setStream(true)
            .setRefresh(true);
    samples.add(EntryDecoder.decode(0, full.build().toByteString()));
    var user =
        full.clone().setPath(bytes("/2/users/root")).setVal(bytes("$2a$10$")).clearPrevValue();
    samples.add(EntryDecoder.decode(0, user.build().toByteString()));
    var inside =
        InternalRaftRequest.newBuilder().setV2(Request.newBuilder().setMethod(bytes("GOT")));
    samples.add(decode(inside.build()));
  }

  private static void configuration(List<EntryPayload> samples) {
    String member = "{\"id\":10276657743932975437,\"peerURLs\":[\"http://a:2380\"],";
    for (String context :
        List.of(
            member + "\"name\":\"m1\",\"clientURLs\":[\"http://a:2379\"],\"later\":{\"x\":1}}",
            member + "\"isLearner\":true}",
            "{\"id\":10276657743932975437,\"peerURLs\":null,\"isPromote\":true}",
            "{broken")) {
      samples.add(change(ConfChangeType.ConfChangeAddNode, context));
    }
    samples.add(change(ConfChangeType.ConfChangeAddLearnerNode, member + "\"isLearner\":true}"));
    samples.add(change(ConfChangeType.ConfChangeUpdateNode, member + "\"name\":\"\"}"));
    samples.add(change(ConfChangeType.ConfChangeRemoveNode, ""));
    var later = ConfChange.newBuilder().setTypeValue(9).setNodeId(5);
    samples.add(EntryDecoder.decode(1, later.build().toByteString()));
    var several =
        ConfChangeV2.newBuilder()
            .setTransitionValue(2)
            .addChanges(ConfChangeSingle.newBuilder().setTypeValue(1).setNodeId(0xa))
            .addChanges(ConfChangeSingle.newBuilder().setTypeValue(0).setNodeId(0xb))
            .setContext(bytes("why"));
    samples.add(EntryDecoder.decode(2, several.build().toByteString()));
  }

  private static EntryPayload change(ConfChangeType type, String context) {
    var change =
        ConfChange.newBuilder()
            .setId(0x99)
            .setType(type)
            .setNodeId(0x8e9e05c52164694dL)
            .setContext(bytes(context));
    return EntryDecoder.decode(1, change.build().toByteString());
  }

  private static ByteString bytes(String text) {
    return ByteString.copyFromUtf8(text);
  }
}
