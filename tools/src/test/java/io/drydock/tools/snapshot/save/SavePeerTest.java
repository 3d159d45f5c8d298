package io.drydock.tools.snapshot.save;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.bytes.Bytes;
import io.drydock.testdata.Json;
import io.drydock.testdata.etcd.Etcd;
import io.drydock.testdata.etcd.EtcdCluster;
import io.drydock.testdata.etcd.EtcdOptions;
import io.drydock.testdata.etcd.EtcdRelease;
import io.drydock.testdata.etcd.EtcdTool;
import io.drydock.tools.ExitCode;
import io.drydock.tools.Run;
import io.drydock.tools.client.Certificates;
import io.drydock.tools.snapshot.manifest.Manifest;
import io.drydock.tools.snapshot.manifest.ManifestFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Saves from real etcd, and what real etcd makes of the files. */
class SavePeerTest {

  private static final int BEFORE_SAVE = 200;

  @TempDir Path folder;

  private Path file() {
    return folder.resolve("etcd.db");
  }

  private Run save(Object... more) {
    List<Object> words = new ArrayList<>(List.of("snapshot", "save", file()));
    words.addAll(List.of(more));
    return Run.drydock(words.toArray());
  }

  private Manifest saved(Run run) throws IOException {
    assertEquals(ExitCode.OK, run.code(), run.err() + run.out());
    return assertInstanceOf(
            ManifestFile.Found.Present.class, ManifestFile.read(ManifestFile.beside(file())))
        .manifest();
  }

  private void remove() throws IOException {
    Files.delete(file());
    Files.delete(ManifestFile.beside(file()));
  }

  private void assertRefused(Run run, String message) throws IOException {
    assertEquals(ExitCode.IO, run.code(), run.err());
    assertTrue(run.err().contains(message), run.err());
    try (Stream<Path> entries = Files.list(folder)) {
      assertFalse(entries.anyMatch(each -> each.getFileName().toString().startsWith("etcd.db")));
    }
  }

  /** Writes keys one after the other until it is closed. */
  private static final class Writer implements AutoCloseable {
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicBoolean isOver = new AtomicBoolean();
    private final CountDownLatch isWarm = new CountDownLatch(1);
    private final Thread thread;

    Writer(Etcd etcd) {
      thread = Thread.ofPlatform().start(() -> write(etcd));
    }

    private void write(Etcd etcd) {
      try {
        while (!isOver.get()) {
          etcd.client().put("/load/" + acknowledged.get(), "x".repeat(500));
          if (acknowledged.incrementAndGet() == BEFORE_SAVE) {
            isWarm.countDown();
          }
        }
      } catch (IOException failure) {
        throw new IllegalStateException(failure);
      }
    }

    /** How many writes are acknowledged by now. */
    long acknowledged() throws InterruptedException {
      isWarm.await();
      return acknowledged.get();
    }

    @Override
    public void close() throws IOException {
      isOver.set(true);
      try {
        thread.join();
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new IOException(interrupted);
      }
    }
  }

  private Set<String> loadInFile() throws IOException {
    Run ls = Run.drydock("db", "ls", file(), "/load/", "--keys-only", "-o", "json");
    assertEquals(ExitCode.OK, ls.code(), ls.err());
    Set<String> keys = new HashSet<>();
    Json.read(ls.out()).path("kvs").forEach(each -> keys.add(each.path("key").asText()));
    return keys;
  }

  private void assertHasAll(long acknowledged) throws IOException {
    Set<String> keys = loadInFile();
    for (long i = 0; i < acknowledged; i++) {
      assertTrue(keys.contains("/load/" + i), "/load/" + i + " of " + acknowledged);
    }
  }

  @ParameterizedTest
  @EnumSource
  void underLoadEveryWriteAcknowledgedBeforeIsInIt(EtcdRelease release) throws Exception {
    try (var etcd = Etcd.start(release, folder.resolve("data"));
        var writer = new Writer(etcd)) {
      for (int round = 0; round < 3; round++) {
        long acknowledged = writer.acknowledged();
        Manifest manifest = saved(save("--endpoints", etcd.clientUrl()));
        assertTrue(manifest.origin().fence().isLinearizable());
        assertHasAll(acknowledged);
        remove();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void ofThreeMembersAFollowerIsAskedAndLacksNothing(EtcdRelease release) throws Exception {
    try (var cluster = EtcdCluster.start(release, folder, 3);
        var writer = new Writer(cluster.leader())) {
      String all = cluster.members().stream().map(Etcd::clientUrl).collect(Collectors.joining(","));
      String leader = cluster.leader().clientUrl();
      for (int round = 0; round < 5; round++) {
        long acknowledged = writer.acknowledged();
        Manifest manifest = saved(save("--endpoints", all));
        assertNotEquals(leader, manifest.origin().endpoint());
        assertHasAll(acknowledged);
        remove();
      }
      cluster.member(cluster.ordinalOfFollower()).kill();
      Manifest manifest = saved(save("--endpoints", all));
      assertTrue(manifest.origin().fence().isLinearizable());
    }
  }

  @ParameterizedTest
  @EnumSource
  void itsOwnToolsTakeTheFileAndTheClusterServesTheSame(EtcdRelease release) throws Exception {
    EtcdTool tool = EtcdTool.offline(release);
    long revision;
    Manifest manifest;
    try (var etcd = Etcd.start(release, folder.resolve("data"))) {
      for (int i = 0; i < 50; i++) {
        etcd.client().put("k" + i % 20, "v" + i);
      }
      etcd.client().compact(30);
      revision = etcd.client().revision();
      manifest = saved(save("--endpoints", etcd.clientUrl()));
      assertEquals(
          etcd.hashKv(0).hash(), Integer.toUnsignedLong(manifest.content().hashKv().hash()));
      assertEquals(release.version(), manifest.origin().etcdVersion());
      assertEquals(etcd.client().memberId(), manifest.origin().memberId().value());
    }
    assertEquals(revision, manifest.content().revisions().current());
    var status = tool.json("snapshot", "status", file().toString());
    assertEquals(status.path("hash").asLong(), Integer.toUnsignedLong(manifest.content().hash()));
    assertEquals(revision, status.path("revision").asLong());
    Path restored = folder.resolve("restored");
    tool.run("snapshot", "restore", file().toString(), "--data-dir", restored.toString()).ok();
    try (var etcd = Etcd.start(release, restored)) {
      assertEquals(revision, etcd.client().revision());
      String value = etcd.client().get("k9").orElseThrow().valueHex();
      assertEquals("v49", Bytes.ofHex(value).toUtf8());
    }
  }

  @ParameterizedTest
  @EnumSource
  void tlsWithClientCertificates(EtcdRelease release) throws Exception {
    var ours = new Certificates(folder.resolve("ours"));
    var others = new Certificates(folder.resolve("others"));
    Path server = ours.forThisHost("server");
    Path client = ours.forName("client", "client");
    Path stranger = others.forName("client", "client");
    var options = EtcdOptions.single(release, folder.resolve("data"));
    String address = "127.0.0.1:" + options.ports().client();
    String url = "https://" + address;
    try (var _ =
        Etcd.start(
            options.with(
                "--listen-client-urls",
                url,
                "--advertise-client-urls",
                url,
                "--cert-file",
                server.toString(),
                "--key-file",
                ours.key("server").toString(),
                "--trusted-ca-file",
                ours.authority().toString(),
                "--client-cert-auth"))) {
      Object[] right = {
        "--endpoints",
        url,
        "--cacert",
        ours.authority(),
        "--cert",
        client,
        "--key",
        ours.key("client")
      };
      saved(save(right));
      remove();
      right[1] = address;
      saved(save(right));
      remove();
      assertRefused(
          save("--endpoints", url, "--cacert", ours.authority()),
          "does the server want a client certificate (--cert, --key)?");
      assertRefused(
          save(
              "--endpoints",
              url,
              "--cacert",
              ours.authority(),
              "--cert",
              stranger,
              "--key",
              others.key("client")),
          "is --cert signed by an authority that the server trusts?");
      right[3] = others.authority();
      assertRefused(save(right), "is of an authority that is not trusted");
      assertRefused(save("--endpoints", address), "https://");
    }
  }

  @ParameterizedTest
  @EnumSource
  void plainWhereTlsIsExpected(EtcdRelease release) throws Exception {
    var ours = new Certificates(folder.resolve("ours"));
    try (var etcd = Etcd.start(release, folder.resolve("data"))) {
      String address = etcd.clientUrl().replace("http://", "");
      assertRefused(save("--endpoints", "https://" + address, "--cacert", ours.authority()), "TLS");
      assertRefused(save("--endpoints", address, "--cacert", ours.authority()), "TLS");
    }
  }

  @ParameterizedTest
  @EnumSource
  void usersAndPasswords(EtcdRelease release) throws Exception {
    try (var etcd = Etcd.start(release, folder.resolve("data"), "--bcrypt-cost", "4")) {
      String url = etcd.clientUrl();
      var auth = etcd.client().auth();
      auth.addUser("root", "r00t:pass");
      auth.addRole("root");
      auth.grantRole("root", "root");
      auth.addUser("alice", "alice");
      auth.enable();
      Path password = Files.writeString(folder.resolve("password"), "r00t:pass\n");
      saved(save("--endpoints", url, "--user", "root", "--password-file", password));
      remove();
      String token = token(etcd);
      saved(save("--endpoints", url, "--token", token));
      remove();
      assertRefused(save("--endpoints", url), "give --user");
      assertRefused(
          save("--endpoints", url, "--user", "root:wrong"),
          "log in as root: etcdserver: authentication failed");
      assertRefused(save("--endpoints", url, "--user", "alice:alice"), "permission denied");
    }
  }

  private static String token(Etcd etcd) throws IOException {
    var request = Json.object().put("name", "root").put("password", "r00t:pass");
    return etcd.client().call("auth/authenticate", request).path("token").asText();
  }

  @ParameterizedTest
  @EnumSource
  void aServerThatStandsStillIsGivenUp(EtcdRelease release) throws Exception {
    try (var etcd = Etcd.start(release, folder.resolve("data"))) {
      signal("STOP", etcd);
      assertRefused(
          save("--endpoints", etcd.clientUrl(), "--dial-timeout", "500ms"),
          "no answer within 0.5s (--dial-timeout)");
      signal("CONT", etcd);
      saved(save("--endpoints", etcd.clientUrl()));
    }
  }

  private static void signal(String name, Etcd etcd) throws Exception {
    var kill = new ProcessBuilder("kill", "-" + name, Long.toString(etcd.pid())).start();
    assertEquals(0, kill.waitFor());
  }
}
