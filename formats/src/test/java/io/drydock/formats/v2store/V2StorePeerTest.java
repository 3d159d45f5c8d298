package io.drydock.formats.v2store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.Extent;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.member.ClusterId;
import io.drydock.formats.member.MemberAttributes;
import io.drydock.formats.member.MemberId;
import io.drydock.formats.member.MemberRecord;
import io.drydock.formats.member.RaftAttributes;
import io.drydock.formats.proto.raftpb.ConfState;
import io.drydock.formats.raft.LogPosition;
import io.drydock.formats.snap.SnapDirectory;
import io.drydock.formats.snap.SnapEncoder;
import io.drydock.formats.snap.SnapFile;
import io.drydock.formats.snap.SnapItem;
import io.drydock.formats.snap.SnapReader;
import io.drydock.formats.testing.RealLog;
import io.drydock.formats.wal.WalChain;
import io.drydock.formats.wal.WalDirectory;
import io.drydock.formats.wal.replay.LogReplay;
import io.drydock.testdata.client.EtcdClient;
import io.drydock.testdata.client.EtcdRefused;
import io.drydock.testdata.client.V2Client;
import io.drydock.testdata.etcd.Etcd;
import io.drydock.testdata.etcd.EtcdRelease;
import io.drydock.testdata.etcd.EtcdTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Real servers with v2 keys: their files come back, and their log leads from file to file. */
final class V2StorePeerTest {

  private static final Extent AT = new Extent("store", 0, 0);
  private static final String SEED_PROPERTY = "sim.seed";

  @TempDir Path folder;

  private final long seed = Long.getLong(SEED_PROPERTY, System.nanoTime());

  @ParameterizedTest
  @EnumSource(EtcdRelease.class)
  void everySavedStoreFollowsFromTheLog(EtcdRelease release) throws Exception {
    Path data = folder.resolve("data");
    try (var etcd = Etcd.start(release, data, "--enable-v2", "--snapshot-count", "40")) {
      load(etcd.client().v2(), new Random(seed));
      changeMembers(etcd.client());
      load(etcd.client().v2(), new Random(seed + 1));
      etcd.stop();
    }
    V2Rules rules = release.is34() ? V2Rules.ETCD_3_4 : V2Rules.ETCD_3_5;
    SortedMap<Long, RealLog.Item> log = RealLog.read(data.resolve("member/wal"));
    List<SnapItem.RaftSnapshot> files = snapshots(data).reversed();
    V2Store before = V2Store.empty();
    long index = 0;

    assertTrue(files.size() >= 3, "fewer files than it takes: " + files.size());
    for (SnapItem.RaftSnapshot file : files) {
      var replay = new V2Replay(before, rules, AT);
      long last = file.name().position().index();
      log.subMap(index + 1, last + 1).values().forEach(e -> replay.apply(e.payload()));
      V2Store saved = readAndWriteBack(file.path());

      assertEquals(
          comparable(saved, saved), comparable(replay.store(), saved), describe(file.path()));
      assertEquals(
          V2Cluster.of(saved, AT).membership().members().keySet(),
          replay.membership().members().keySet());
      before = saved;
      index = last;
    }
    assertFalse(V2Content.custom(before).isEmpty());
  }

  @ParameterizedTest
  @EnumSource(EtcdRelease.class)
  void restoredDirectoryIsWhatWeWouldWrite(EtcdRelease release) throws Exception {
    Path saved = folder.resolve("snapshot.db");
    try (var etcd = Etcd.start(release, folder.resolve("source"))) {
      etcd.client().put("a", "1");
      etcd.etcdctl().run("snapshot", "save", saved.toString()).ok();
    }
    Path restored = folder.resolve("restored");
    EtcdTool.offline(release)
        .run(
            "snapshot",
            "restore",
            saved.toString(),
            "--data-dir",
            restored.toString(),
            "--name",
            "m2",
            "--initial-cluster-token",
            "tok",
            "--initial-cluster",
            "m1=http://h1:1,m2=http://h2:2,m3=http://h3:3",
            "--initial-advertise-peer-urls",
            "http://h2:2")
        .ok();
    var ids = new TreeSet<MemberId>();
    for (String url : List.of("http://h1:1", "http://h2:2", "http://h3:3")) {
      ids.add(MemberId.ofBootstrap(List.of(url), "tok"));
    }

    Path file = snapshots(restored).getFirst().path();
    assertEquals(Bytes.copyOf(Files.readAllBytes(file)), restoredSnapshot(ids));
    try (var chain = WalChain.open(WalDirectory.list(restored.resolve("member/wal")).segments())) {
      var owner = LogReplay.of(chain).owner().orElseThrow();
      assertEquals(MemberId.ofBootstrap(List.of("http://h2:2"), "tok").value(), owner.nodeId());
      assertEquals(ClusterId.of(ids).value(), owner.clusterId());
    }
  }

  private static Bytes restoredSnapshot(TreeSet<MemberId> ids) {
    List<MemberRecord> members =
        List.of("http://h1:1", "http://h2:2", "http://h3:3").stream()
            .map(url -> member(MemberId.ofBootstrap(List.of(url), "tok"), url))
            .toList();
    var confState = ConfState.newBuilder();
    ids.forEach(id -> confState.addVoters(id.value()));
    var snapshot =
        SnapEncoder.snapshot(
            new LogPosition(1, 3),
            SnapEncoder.withAllFields(confState.build()),
            V2Generator.restored(members).encode());
    return SnapEncoder.encode(snapshot);
  }

  private static MemberRecord member(MemberId id, String url) {
    var raft = new RaftAttributes(List.of(url), false);
    return new MemberRecord(id, raft, MemberAttributes.EMPTY);
  }

  private static V2Store readAndWriteBack(Path path) throws Exception {
    try (var source = ByteSource.map(path)) {
      SnapFile file = SnapReader.read(source);
      V2Store store = V2Store.read(file.storeView(), file.storeAt());
      assertEquals(file.store(), store.encode(), path::toString);
      assertEquals(List.of(), V2Check.check(file.storeView(), file.storeAt()), path::toString);
      return store;
    }
  }

  /** Without what the log does not tell: reads, and the seconds left by the server's clock. */
  private static String comparable(V2Store store, V2Store saved) {
    return store
        .encode(saved.escapes())
        .toUtf8()
        .replaceAll("\"ttl\":-?\\d+,", "")
        .replaceAll("\"getsSuccess\":\\d+,\"getsFail\":\\d+", "");
  }

  private String describe(Path path) {
    return path.getFileName() + " with -D" + SEED_PROPERTY + "=" + seed;
  }

  private static List<SnapItem.RaftSnapshot> snapshots(Path data) throws IOException {
    return SnapDirectory.list(data.resolve("member/snap")).raftSnapshots();
  }

  /** A learner whose URL is changed, refused changes, a removal: all in the log. */
  private static void changeMembers(EtcdClient client) throws IOException {
    long learner = client.members().addLearner("http://127.0.0.1:1");
    client.members().update(learner, "http://127.0.0.1:2", "http://127.0.0.1:3");
    tryTo(() -> client.members().addLearner("http://127.0.0.1:3"));
    tryTo(() -> client.members().promote(learner));
    client.members().remove(learner);
  }

  /** Requests of every kind, many of which fail, over few keys. */
  private static void load(V2Client v2, Random random) throws IOException {
    for (int i = 0; i < 120; i++) {
      String key = "/" + "abc".charAt(random.nextInt(3)) + (random.nextBoolean() ? "/x" : "");
      String value = "value=" + random.nextInt(3);
      switch (random.nextInt(14)) {
        case 0 -> tryTo(() -> v2.put(key, value + "&ttl=" + (1 + random.nextInt(2))));
        case 1 -> tryTo(() -> v2.put(key, value + "&prevExist=true&ttl=100"));
        case 2 -> tryTo(() -> v2.put(key, value + "&prevExist=false"));
        case 3 -> tryTo(() -> v2.put(key, value + "&prevValue=" + random.nextInt(3)));
        case 4 -> tryTo(() -> v2.put(key, value + "&prevIndex=" + (3 + random.nextInt(40))));
        case 5 -> tryTo(() -> v2.put(key, "dir=true&ttl=100"));
        case 6 -> tryTo(() -> v2.put(key, "dir=true&prevExist=true&ttl=1"));
        case 7 -> tryTo(() -> v2.put(key, "ttl=50&refresh=true&prevExist=true"));
        case 8 -> tryTo(() -> v2.post("/q", value));
        case 9 -> tryTo(() -> v2.delete(key));
        case 10 -> tryTo(() -> v2.delete(key + "?prevValue=" + random.nextInt(3)));
        case 11 -> tryTo(() -> v2.delete(key + "?recursive=true"));
        case 12 -> tryTo(() -> v2.get(key + "?quorum=true"));
        default -> tryTo(() -> v2.put(key, "value=%3C%26%08%0C%ff%e2%80%a8%c3%a9"));
      }
    }
    v2.put("/brief", "value=x&ttl=1");
    long index = v2.get("/brief").path("node").path("modifiedIndex").asLong();
    v2.get("/brief?wait=true&waitIndex=" + (index + 1));
  }

  private interface Call {
    void send() throws IOException;
  }

  private static void tryTo(Call call) throws IOException {
    try {
      call.send();
    } catch (EtcdRefused refused) {
      assertFalse(refused.getMessage().isEmpty());
    }
  }
}
