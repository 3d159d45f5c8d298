package io.drydock.tools.restore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.testdata.Directories;
import io.drydock.testdata.HashKv;
import io.drydock.testdata.Kv;
import io.drydock.testdata.client.EtcdClient;
import io.drydock.testdata.etcd.Etcd;
import io.drydock.testdata.etcd.EtcdOptions;
import io.drydock.testdata.etcd.EtcdRelease;
import io.drydock.testdata.etcd.EtcdTool;
import io.drydock.testdata.etcd.Ports;
import io.drydock.testdata.etcd.Ran;
import io.drydock.tools.ExitCode;
import io.drydock.tools.Kept;
import io.drydock.tools.Run;
import io.drydock.tools.rewrite.Served;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What we restore boots in real etcd, and serves what etcd's own restore serves. */
@Execution(ExecutionMode.CONCURRENT)
class RestoredClustersPeerTest {

  private static final long BUMP = 1_000_000_000;
  private static final int MEMBERS = 3;

  @TempDir Path folder;

  private static void ok(Object... words) {
    Run run = Run.drydock(words);
    assertEquals(ExitCode.OK, run.code(), run.err());
  }

  private static String[] flags(Ports ports) {
    return new String[] {
      "--name",
      "m1",
      "--initial-cluster",
      "m1=" + ports.peerUrl(),
      "--initial-advertise-peer-urls",
      ports.peerUrl(),
    };
  }

  private static Etcd start(EtcdRelease release, Path data, Ports ports) throws IOException {
    return Etcd.start(new EtcdOptions(release, "m1", data, ports, List.of()));
  }

  private static Path ours(Path snapshot, Path data, Ports ports, String... more) {
    ok(
        Stream.of(
                Stream.of("snapshot", "restore", snapshot, "--data-dir", data),
                Stream.of(flags(ports)),
                Stream.of(more))
            .flatMap(words -> words)
            .toArray());
    return data;
  }

  private static Path theirs(EtcdRelease release, Path snapshot, Path data, Ports ports)
      throws IOException {
    Stream<String> words =
        Stream.of("snapshot", "restore", snapshot.toString(), "--data-dir", data.toString());
    EtcdTool.offline(release)
        .run(Stream.concat(words, Stream.of(flags(ports))).toArray(String[]::new))
        .ok();
    return data;
  }

  private static Served served(Etcd etcd, LoadedSnapshot snapshot) throws IOException {
    long step = (snapshot.current() - snapshot.compacted()) / 5;
    return Served.by(
        etcd,
        snapshot.compacted(),
        LongRange.of(snapshot.compacted() + 1, snapshot.current(), step));
  }

  /** Revisions from one to another in steps, the last one included. */
  private static final class LongRange {

    static List<Long> of(long from, long to, long step) {
      List<Long> revisions = new ArrayList<>();
      for (long revision = from; revision < to; revision += step) {
        revisions.add(revision);
      }
      revisions.add(to);
      return revisions;
    }
  }

  /** Passwords are the old ones, and the store takes writes. */
  private static void assertUsable(Etcd etcd) throws IOException {
    EtcdClient client = etcd.client();
    long before = client.revision();
    assertEquals(before + 1, client.put("/restored", "1"));
    client.auth().enable();
    EtcdClient alice = client.as(LoadedSnapshot.USER, LoadedSnapshot.PASSWORD);
    assertTrue(alice.all(0).size() > 10);
    client.as("root", "rootpw").auth().disable();
  }

  @ParameterizedTest
  @EnumSource
  void aSingleMemberServesWhatEtcdsOwnRestoreServes(EtcdRelease release) throws Exception {
    LoadedSnapshot snapshot = LoadedSnapshot.of(release);
    Ports ports = Ports.pick();
    Served expected;
    try (Etcd etcd =
        start(release, theirs(release, snapshot.file(), folder.resolve("t"), ports), ports)) {
      expected = served(etcd, snapshot);
      etcd.stop();
    }
    assertTrue(expected.facts().size() > 20, expected.facts()::toString);
    Path data = ours(snapshot.file(), folder.resolve("o"), ports);
    try (Etcd etcd = start(release, data, ports)) {
      assertEquals(expected, served(etcd, snapshot));
      assertUsable(etcd);
      etcd.stop();
    }
    try (Etcd etcd = start(release, data, ports)) {
      assertEquals(snapshot.current() + 1, etcd.client().revision(), "after a restart");
      etcd.stop();
    }
  }

  @ParameterizedTest
  @EnumSource
  void whoWatchesFromBeforeTheBumpIsToldOfTheCompaction(EtcdRelease release) throws Exception {
    LoadedSnapshot snapshot = LoadedSnapshot.of(release);
    Ports ports = Ports.pick();
    List<Kv> keys;
    try (Etcd etcd = start(release, ours(snapshot.file(), folder.resolve("o"), ports), ports)) {
      keys = etcd.client().all(0);
      etcd.stop();
    }
    String[] bump = {"--bump-revision", "auto", "--mark-compacted"};
    Path data = ours(snapshot.file(), folder.resolve("b"), ports, bump);
    try (Etcd etcd = start(release, data, ports)) {
      long bumped = snapshot.current() + BUMP;
      assertEquals(bumped, etcd.client().revision());
      assertEquals(keys, etcd.client().all(0));
      for (long old : List.of(snapshot.compacted() + 1, snapshot.current(), bumped - 1)) {
        assertToldOfTheCompaction(etcd, old);
      }
      assertUsable(etcd);
      etcd.stop();
    }
  }

  /** The tool ends by itself once the server has cancelled the watch. */
  private static void assertToldOfTheCompaction(Etcd etcd, long revision) throws IOException {
    Ran watch = etcd.etcdctl().run("watch", "--prefix", "/", "--rev", Long.toString(revision));
    assertNotEquals(0, watch.exitCode());
    assertTrue(watch.stderr().contains("required revision has been compacted"), watch.stderr());
  }

  @ParameterizedTest
  @EnumSource
  void threeMembersElectAndServeTheSame(EtcdRelease release) throws Exception {
    three(release, snapshot -> snapshot.current());
  }

  @ParameterizedTest
  @EnumSource
  void threeMembersDoSoWithRaisedRevisionsToo(EtcdRelease release) throws Exception {
    three(
        release,
        snapshot -> snapshot.current() + BUMP,
        "--bump-revision",
        "auto",
        "--mark-compacted");
  }

  /** The revision that is served first. */
  private interface Current {
    long of(LoadedSnapshot snapshot);
  }

  private void three(EtcdRelease release, Current current, String... more) throws Exception {
    LoadedSnapshot snapshot = LoadedSnapshot.of(release);
    List<Ports> ports = new ArrayList<>();
    for (int i = 0; i < MEMBERS; i++) {
      ports.add(Ports.pick());
    }
    Path out = folder.resolve("cluster");
    List<Object> words = new ArrayList<>(List.of("snapshot", "restore", snapshot.file()));
    words.addAll(List.of("--cluster", yaml(ports), "--out", out));
    words.addAll(List.of(more));
    ok(words.toArray());
    try (var running = new Running()) {
      for (int i = 0; i < MEMBERS; i++) {
        String name = "m" + (i + 1);
        running.launch(
            new EtcdOptions(release, name, out.resolve(name), ports.get(i), List.of())
                .with("--initial-cluster", initialCluster(ports)));
      }
      running.awaitReady();
      assertOneCluster(running.members(), snapshot, current.of(snapshot));
      running.stop();
    }
    Directories.delete(out);
  }

  private static void assertOneCluster(List<Etcd> members, LoadedSnapshot snapshot, long current)
      throws IOException {
    List<Served> all = new ArrayList<>();
    for (Etcd member : members) {
      assertEquals(current, member.client().revision());
      assertEquals(members.getFirst().client().leaderId(), member.client().leaderId());
      all.add(
          current == snapshot.current()
              ? served(member, snapshot)
              : Served.by(member, current, List.of()));
    }
    assertNotEquals(0, members.getFirst().client().leaderId());
    assertEquals(1, all.stream().distinct().count(), all::toString);
    assertUsable(members.get(1));
    assertEquals(
        members.get(1).client().all(0), members.get(2).client().all(0), "a write reaches all");
    HashKv hash = members.getFirst().hashKv(current + 1);
    assertEquals(hash, members.get(2).hashKv(current + 1));
  }

  private Path yaml(List<Ports> ports) throws IOException {
    String members =
        IntStream.range(0, MEMBERS)
            .mapToObj(i ->
                "  - {name: m%d, peer-urls: \"%s\"}\n".formatted(i + 1, ports.get(i).peerUrl()))
            .collect(Collectors.joining());
    return Files.writeString(folder.resolve("c.yaml"), "token: again\nmembers:\n" + members);
  }

  private static String initialCluster(List<Ports> ports) {
    return IntStream.range(0, MEMBERS)
        .mapToObj(i -> "m" + (i + 1) + "=" + ports.get(i).peerUrl())
        .collect(Collectors.joining(","));
  }

  /** Members of one cluster, each waiting for the others. */
  private static final class Running implements AutoCloseable {

    private final List<Etcd> members = new ArrayList<>();

    void launch(EtcdOptions options) throws IOException {
      members.add(Etcd.launch(options));
    }

    void awaitReady() throws IOException {
      for (Etcd member : members) {
        member.awaitReady();
      }
    }

    List<Etcd> members() {
      return members;
    }

    void stop() throws IOException {
      members.forEach(Etcd::signalStop);
      for (Etcd member : members) {
        member.awaitEnd("SIGTERM");
      }
    }

    @Override
    public void close() throws IOException {
      for (Etcd member : members) {
        member.close();
      }
    }
  }

  /** No release of these lines is at hand to write it, but those below them are, to read it. */
  @ParameterizedTest
  @CsvSource({
    "etcd-3.7.1-single, V3_5_30",
    "etcd-3.7.1-single, V3_4_23",
    "etcd-3.6.14-single, V3_5_30",
    "etcd-3.6.14-single, V3_5_16",
    "etcd-3.6.14-single, V3_4_23",
    "etcd-3.5.30-single, V3_4_23"
  })
  void aSnapshotOfANewerReleaseIsServedByAnOlderOne(String archive, EtcdRelease release)
      throws Exception {
    String line = release.version().substring(0, 3);
    Ports ports = Ports.pick();
    Path snapshot = Kept.directory(archive).resolve("snapshot.db");
    Path data = ours(snapshot, folder.resolve("o"), ports, "--etcd-version", line, "--drop-alarms");
    List<Kv> keys = Kept.expected(archive).kvs("get_all_rev_current");
    assertTrue(keys.size() > 10);
    try (Etcd etcd = start(release, data, ports)) {
      assertEquals(keys, etcd.client().all(0));
      etcd.client().put("/older", "1");
      etcd.stop();
    }
  }
}
