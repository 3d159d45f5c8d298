package io.drydock.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.testdata.Archive;
import io.drydock.testdata.Testdata;
import io.drydock.testdata.container.Debian;
import io.drydock.testdata.container.Docker;
import io.drydock.testdata.container.Machine;
import io.drydock.testdata.etcd.Etcd;
import io.drydock.testdata.etcd.EtcdRelease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The tarball, unpacked in a folder of an odd name, called through a link, without any Java. */
class DistributionPeerTest {

  private static final String VERSION = "0.0.1-test";

  @TempDir static Path folder;
  private static Path home;
  private static Path command;

  private record Ended(int code, String out) {}

  @BeforeAll
  static void makeAndUnpack() throws Exception {
    Path root = Testdata.root();
    Ended made = run(Map.of(), root.resolve("config/make-dist").toString(), VERSION);
    assertEquals(0, made.code(), made.out());
    String name = "drydock-" + VERSION + "-linux-x86_64";
    Path dist = root.resolve("tools/target/dist");
    Path odd = Files.createDirectory(folder.resolve("an odd place"));
    var unpacked =
        run(
            Map.of(),
            "tar",
            "-xzf",
            dist.resolve(name + ".tar.gz").toString(),
            "-C",
            odd.toString());
    assertEquals(0, unpacked.code(), unpacked.out());
    home = odd.resolve(name);
    command = Files.createSymbolicLink(folder.resolve("link"), home.resolve("bin/drydock"));
  }

  /** With nothing but the system's own commands to be found, and no JDK named. */
  private static Ended run(Map<String, String> environment, String... words) throws Exception {
    var builder = new ProcessBuilder(words).directory(folder.toFile()).redirectErrorStream(true);
    if (command != null) {
      builder.environment().clear();
      builder.environment().put("PATH", "/usr/bin:/bin");
    }
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes());
    return new Ended(process.waitFor(), out);
  }

  private static Path tarball() {
    String name = home.getFileName() + ".tar.gz";
    return Testdata.root().resolve("tools/target/dist").resolve(name);
  }

  private static Ended drydock(Object... words) throws Exception {
    List<String> line = new ArrayList<>(List.of(command.toString()));
    for (Object word : words) {
      line.add(word.toString());
    }
    return run(Map.of(), line.toArray(String[]::new));
  }

  @Test
  void theSumsAreRight() throws Exception {
    Ended ended =
        run(Map.of(), "sh", "-c", "cd '" + home + "' && sha256sum -c --quiet --strict SHA256SUMS");
    assertEquals(new Ended(0, ""), ended);
  }

  @Test
  void theCacheFitsWhereverItIsUnpacked() throws Exception {
    var demanded = Map.of("DRYDOCK_JAVA_OPTS", "-XX:AOTMode=on -Xlog:disable -Xlog:all=warning");
    Ended ended = run(demanded, command.toString(), "--version");
    assertEquals(0, ended.code(), ended.out());
    assertTrue(ended.out().startsWith("drydock "), ended.out());
    assertEquals(1, ended.out().lines().count(), ended.out());
  }

  @Test
  void etcdutlIsCalledByItsName() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("etcdutl"), home.resolve("bin/etcdutl"));
    Ended ended = run(Map.of(), link.toString(), "version");
    assertEquals(new Ended(0, "etcdutl version: 3.5.30\nAPI version: 3.5\n"), ended);
    assertEquals(128, run(Map.of(), link.toString(), "snapshot", "status").code());
    Path ctl = Files.createSymbolicLink(folder.resolve("etcdctl"), link);
    assertEquals(128, run(Map.of(), ctl.toString(), "snapshot", "save").code());
  }

  @Test
  void theTourGoesThroughOnItsOwnDirectory() throws Exception {
    Ended ended = drydock("tour", "--plain");
    assertEquals(0, ended.code(), ended.out());
    assertTrue(ended.out().contains("etcdserver: mvcc: database space exceeded"), ended.out());
    assertTrue(ended.out().contains("The node has ended with exit code 0"), ended.out());
  }

  @Test
  void everyQuestionIsAnswered() throws Exception {
    Path data = Archive.unpack("etcd-3.6.14-single", folder).resolve("data");
    for (List<String> question : Questions.of(data)) {
      Ended ended = drydock(question.toArray());
      assertTrue(ended.code() <= 1, question + ": " + ended.out());
      assertFalse(ended.out().contains("WARNING"), ended.out());
    }
  }

  /** Saved, restored and defragmented where there is no Java; real etcd serves the result. */
  @ParameterizedTest
  @EnumSource
  void debianWithoutJavaSavesRestoresAndDefragments(Debian debian) throws Exception {
    Needs.that(Docker.isThere(), "root, and what testdata/make-debian makes");
    Path work = Files.createDirectory(folder.resolve(debian.name()));
    try (Etcd etcd = Etcd.start(EtcdRelease.V3_5_30, folder.resolve(debian + "-member"))) {
      etcd.client().put("/canary", "sings");
      try (Machine machine =
          Docker.start().run(debian, tarball() + ":/dist.tar.gz:ro", work + ":/srv")) {
        assertEquals("127\n", machine.sh("java -version 2>/dev/null; echo $?").out());
        assertTrue(machine.sh("cat /etc/debian_version").out().startsWith(debian.number()));
        for (String line : operations(etcd)) {
          Docker.Ended ended = machine.sh(line);
          assertEquals(0, ended.code(), line + ": " + ended.out() + ended.err());
        }
      }
    }
    assertServed(work.resolve("member"));
  }

  private static List<String> operations(Etcd etcd) {
    return List.of(
        "tar -xzf /dist.tar.gz -C /opt && ln -s /opt/drydock-*/bin/* /usr/local/bin/",
        "cd /opt/drydock-* && sha256sum -c --quiet --strict SHA256SUMS",
        "drydock snapshot save /srv/save.db --endpoints " + etcd.clientUrl(),
        "drydock snapshot verify /srv/save.db",
        "etcdutl snapshot status /srv/save.db -w json | grep '^{\"hash\":'",
        "etcdutl snapshot restore /srv/save.db --data-dir /srv/member",
        "etcdutl defrag --data-dir /srv/member");
  }

  private static void assertServed(Path member) throws IOException {
    try (Etcd etcd = Etcd.start(EtcdRelease.V3_5_30, member, "--force-new-cluster")) {
      String value = etcd.client().get("/canary").orElseThrow().valueHex();
      assertEquals("sings", new String(HexFormat.of().parseHex(value)));
    }
  }

  @Test
  void aDefragmentedDirectoryStartsRealEtcd() throws Exception {
    Path data = Archive.unpack("etcd-3.5.30-single", folder).resolve("data");
    Path out = folder.resolve("defragmented");
    Ended ended = drydock("defrag", data, "--out", out);
    assertEquals(0, ended.code(), ended.out());
    try (Etcd etcd = Etcd.start(EtcdRelease.V3_5_30, out)) {
      etcd.client().disarm();
      etcd.client().put("/served", "1");
      etcd.stop();
    } catch (IOException failure) {
      throw new AssertionError(ended.out(), failure);
    }
  }
}
