package io.drydock.node.engine;

import com.google.protobuf.ByteString;
import io.drydock.formats.member.MemberAttributes;
import io.drydock.formats.member.MemberId;
import io.drydock.formats.member.MemberRecord;
import io.drydock.formats.member.RaftAttributes;
import io.drydock.formats.proto.etcdserverpb.InternalRaftRequest;
import io.drydock.formats.proto.etcdserverpb.PutRequest;
import io.drydock.node.EtcdError;
import io.drydock.node.apply.Done;
import io.drydock.node.storage.Bootstrap;
import io.drydock.node.storage.StorageOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A member alone in its cluster, for tests: a raft snapshot every 20 entries. */
final class Lone {

  private static final List<String> PEER_URLS = List.of("http://localhost:2380");
  private static final MemberId SELF = MemberId.ofBootstrap(PEER_URLS, "etcd-cluster");

  private Lone() {}

  static Engine start(Path dataDir, long segmentBytes) throws Exception {
    Path member = dataDir.resolve("member");
    var storage =
        new StorageOptions(member.resolve("wal"), member.resolve("snap"), segmentBytes, 5, 5, 5000);
    var settings = new EngineSettings(10, 10, 20, 2L << 30, 3 << 19, 1 << 16);
    var record =
        new MemberRecord(
            SELF, new RaftAttributes(PEER_URLS, false), new MemberAttributes("m1", List.of()));
    return Engine.start(dataDir, storage, settings, new Bootstrap(SELF, List.of(record)));
  }

  /** Makes a directory with segments and snapshots, where nothing runs. */
  static void putAndStop(Path dataDir, long segmentBytes, int puts) throws Exception {
    try (Engine engine = start(dataDir, segmentBytes)) {
      for (int i = 0; i < puts; i++) {
        put(engine, "key" + i, "x".repeat(300));
      }
      // The snapshot that is due is made when the backend has flushed.
      while (dataDir.resolve("member/snap").toFile().list().length == 0) {
        put(engine, "more", "x");
      }
    }
  }

  static Done put(Engine engine, String key, String value) {
    var answer = new CompletableFuture<Done>();
    engine.propose(
        InternalRaftRequest.newBuilder()
            .setPut(
                PutRequest.newBuilder()
                    .setKey(ByteString.copyFromUtf8(key))
                    .setValue(ByteString.copyFromUtf8(value))),
        new Reply<>() {
          @Override
          public void done(Done done) {
            answer.complete(done);
          }

          @Override
          public void refused(EtcdError reason) {
            answer.completeExceptionally(new IllegalStateException(reason.text()));
          }
        });
    return answer.join();
  }
}
