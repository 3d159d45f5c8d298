package io.drydock.formats.apply;

import com.google.protobuf.ByteString;
import io.drydock.formats.Extent;
import io.drydock.formats.FormatException;
import io.drydock.formats.backend.BackendFile;
import io.drydock.formats.backend.BackendView;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.backend.EtcdVersion;
import io.drydock.formats.backend.RealBackends;
import io.drydock.formats.backend.ReleaseLine;
import io.drydock.formats.backend.RevisionKey;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.member.MemberId;
import io.drydock.formats.member.Membership;
import io.drydock.formats.proto.etcdserverpb.Compare;
import io.drydock.formats.proto.etcdserverpb.DeleteRangeRequest;
import io.drydock.formats.proto.etcdserverpb.InternalRaftRequest;
import io.drydock.formats.proto.etcdserverpb.PutRequest;
import io.drydock.formats.proto.etcdserverpb.RequestHeader;
import io.drydock.formats.proto.etcdserverpb.RequestOp;
import io.drydock.formats.proto.mvccpb.KeyValue;
import io.drydock.formats.proto.raftpb.ConfState;
import io.drydock.formats.raft.LogPosition;
import io.drydock.formats.request.EntryPayload;
import io.drydock.formats.v2store.V2Cluster;
import io.drydock.formats.v2store.V2Replay;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Entries one after the other on a small backend, and what they leave, as short texts. */
final class Story implements AutoCloseable {

  private final RealBackends.Open base;
  private final Replay replay;
  private long index;
  private String user = "";
  private long authRevision;

  Story(String version, BackendFile file, Path place) throws Exception {
    EtcdVersion release = EtcdVersion.parse(version).orElseThrow();
    ReleaseLine line = ReleaseLine.of(release).orElseThrow();
    // A line without a release: 3.5 and not 3.5.0.
    boolean isRelease = version.chars().filter(c -> c == '.').count() == 2;
    var rules = new ApplyRules(line, isRelease ? Optional.of(release) : Optional.empty());
    var nobody = new V2Cluster(Membership.EMPTY, Optional.empty());
    var start =
        new Replay.Beginning(V2Replay.from(nobody, rules.v2()), ConfState.getDefaultInstance());
    this.base = file.open(place);
    this.replay =
        Replay.of(
            base.view(),
            rules,
            new Replay.Surroundings(new MemberId(1), Passwords.NONE, Optional.of(start)));
  }

  /** From now on requests come from this user. */
  Story as(String name, long revision) {
    user = name;
    authRevision = revision;
    return this;
  }

  /** Applies a request; {@code done}, {@code no effect}, or why it was refused. */
  String apply(Consumer<InternalRaftRequest.Builder> request) throws FormatException {
    var built =
        InternalRaftRequest.newBuilder()
            .setHeader(
                RequestHeader.newBuilder()
                    .setID(++index)
                    .setUsername(user)
                    .setAuthRevision(authRevision));
    request.accept(built);
    return apply(new EntryPayload.InternalRequest(built.build()));
  }

  String apply(EntryPayload payload) throws FormatException {
    long at = index == 0 ? ++index : index;
    return switch (replay.apply(new LogPosition(7, at), payload, new Extent("wal", at, 1))) {
      case Outcome.Done _ -> "done";
      case Outcome.NoEffect _ -> "no effect";
      case Outcome.Refused(Refusal reason) -> reason.text();
      case Outcome.AppliedBefore _ -> "applied before";
    };
  }

  String put(String key, String value, long lease) throws FormatException {
    return apply(request -> request.setPut(putOf(key, value, lease)));
  }

  String put(String key, String value) throws FormatException {
    return put(key, value, 0);
  }

  String delete(String key, String end) throws FormatException {
    return apply(request -> request.setDeleteRange(deleteOf(key, end)));
  }

  static PutRequest putOf(String key, String value, long lease) {
    return PutRequest.newBuilder()
        .setKey(bytes(key))
        .setValue(bytes(value))
        .setLease(lease)
        .build();
  }

  static DeleteRangeRequest deleteOf(String key, String end) {
    return DeleteRangeRequest.newBuilder().setKey(bytes(key)).setRangeEnd(bytes(end)).build();
  }

  static RequestOp putOp(String key, String value) {
    return RequestOp.newBuilder().setRequestPut(putOf(key, value, 0)).build();
  }

  static RequestOp deleteOp(String key, String end) {
    return RequestOp.newBuilder().setRequestDeleteRange(deleteOf(key, end)).build();
  }

  static Compare version(String key, Compare.CompareResult result, long keyVersion) {
    return Compare.newBuilder()
        .setKey(bytes(key))
        .setTarget(Compare.CompareTarget.VERSION)
        .setResult(result)
        .setVersion(keyVersion)
        .build();
  }

  static ByteString bytes(String text) {
    return ByteString.copyFrom(text, java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  /** Such as {@code 3_1 a=x create 2 version 2 lease 5} and {@code 4_0t a}. */
  List<String> records() throws Exception {
    List<String> texts = new ArrayList<>();
    for (var row : replay.keyRows().entrySet()) {
      RevisionKey at = RevisionKey.decode(row.getKey().segment(), new Extent("", 0, 0));
      KeyValue message = KeyValue.parseFrom(row.getValue().toByteString());
      String key = message.getKey().toStringUtf8();
      texts.add(
          at.revision()
              + (at.tombstone()
                  ? "t " + key
                  : " %s=%s create %d version %d"
                      .formatted(
                          key,
                          message.getValue().toStringUtf8(),
                          message.getCreateRevision(),
                          message.getVersion()))
              + (message.getLease() == 0 ? "" : " lease " + message.getLease()));
    }
    return texts;
  }

  /** The rows of a bucket as they are now. */
  TreeMap<Bytes, Bytes> rows(Bucket bucket) throws Exception {
    return Written.rows(base.view(), replay).get(bucket);
  }

  /** The value of a row in hex; nothing when there is none. */
  String row(Bucket bucket, String key) throws Exception {
    Bytes value = rows(bucket).get(Bytes.ofUtf8(key));
    return value == null ? "" : value.toHex();
  }

  BackendView view() {
    return base.view();
  }

  Replay replay() {
    return replay;
  }

  @Override
  public void close() {
    replay.close();
    base.close();
  }
}
