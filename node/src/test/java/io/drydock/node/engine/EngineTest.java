package io.drydock.node.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.ByteString;
import io.drydock.formats.member.MemberAttributes;
import io.drydock.formats.member.MemberId;
import io.drydock.formats.member.MemberRecord;
import io.drydock.formats.member.RaftAttributes;
import io.drydock.formats.proto.etcdserverpb.CompactionRequest;
import io.drydock.formats.proto.etcdserverpb.InternalRaftRequest;
import io.drydock.formats.proto.etcdserverpb.PutRequest;
import io.drydock.formats.proto.etcdserverpb.RangeRequest;
import io.drydock.node.EtcdError;
import io.drydock.node.apply.Done;
import io.drydock.node.storage.Bootstrap;
import io.drydock.node.storage.StorageOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineTest {

  private static final List<String> PEER_URLS = List.of("http://localhost:2380");

  @TempDir Path folder;

  @Test
  void whatWasAcknowledgedIsThereAfterARestart() throws Exception {
    try (Engine engine = start()) {
      assertEquals(2, put(engine, "a", "1").revision());
      assertEquals(3, put(engine, "b", "2").revision());
      assertEquals("1", get(engine, "a"));
    }
    try (Engine engine = start()) {
      assertEquals("1", get(engine, "a"));
      assertEquals(4, put(engine, "a", "3").revision());
      assertEquals("3", get(engine, "a"));
    }
  }

  @Test
  void theFirstEntriesAreThoseOfEtcd() throws Exception {
    try (Engine engine = start()) {
      var published = new Answer<Done>();
      engine.publish(new MemberAttributes("m1", List.of("http://c")), "3.5.0", published);
      published.get();
      put(engine, "a", "1");
      Status status = engine.status();
      assertEquals(2, status.term());
      assertEquals(5, status.appliedIndex());
      assertEquals(Optional.of("3.5.0"), status.clusterVersion());
      assertEquals("m1", status.members().member(self()).orElseThrow().attributes().name());
    }
  }

  @Test
  void snapshotsLetTheLogGo() throws Exception {
    var settings = new EngineSettings(10, 10, 100, 2L << 30, 3 << 19, 1 << 16);
    try (Engine engine = Engine.start(folder, storage(), settings, bootstrap())) {
      List<Answer<Done>> answers = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        var answer = new Answer<Done>();
        engine.propose(putting("key" + i % 10, "value" + i), answer);
        answers.add(answer);
      }
      for (Answer<Done> answer : answers) {
        answer.get();
      }
      var compacted = new Answer<Done>();
      var request = CompactionRequest.newBuilder().setRevision(900).setPhysical(true).build();
      engine.compact(request, compacted);
      compacted.get();
    }
    try (Engine engine = start()) {
      assertEquals("value999", get(engine, "key9"));
      assertEquals(1001, engine.view().revision());
      assertEquals(900, engine.view().compactRevision());
    }
  }

  private Engine start() throws Exception {
    return Engine.start(folder, storage(), EngineSettings.DEFAULT, bootstrap());
  }

  private StorageOptions storage() {
    return StorageOptions.etcd(folder);
  }

  private static MemberId self() {
    return MemberId.ofBootstrap(PEER_URLS, "etcd-cluster");
  }

  private static Bootstrap bootstrap() {
    var member =
        new MemberRecord(
            self(), new RaftAttributes(PEER_URLS, false), new MemberAttributes("m1", List.of()));
    return new Bootstrap(self(), List.of(member));
  }

  private static InternalRaftRequest.Builder putting(String key, String value) {
    return InternalRaftRequest.newBuilder()
        .setPut(
            PutRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8(key))
                .setValue(ByteString.copyFromUtf8(value)));
  }

  private static Done put(Engine engine, String key, String value) {
    var answer = new Answer<Done>();
    engine.propose(putting(key, value), answer);
    return answer.get();
  }

  private static String get(Engine engine, String key) throws Exception {
    var answer = new Answer<Void>();
    engine.linearize(answer);
    answer.get();
    var request = RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8(key)).build();
    return engine.view().range(request).getKvs(0).getValue().toStringUtf8();
  }

  private static final class Answer<T> implements Reply<T> {

    private final CompletableFuture<T> future = new CompletableFuture<>();

    @Override
    public void done(T answer) {
      future.complete(answer);
    }

    @Override
    public void refused(EtcdError reason) {
      future.completeExceptionally(new IllegalStateException(reason.text()));
    }

    T get() {
      return future.join();
    }
  }
}
