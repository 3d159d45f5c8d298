package io.drydock.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.testdata.Archive;
import io.drydock.testdata.Testdata;
import io.drydock.testdata.etcd.Etcd;
import io.drydock.testdata.etcd.EtcdRelease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
  void theTourGoesThroughOnItsOwnDirectory() throws Exception {
    Ended ended = drydock("tour", "--plain");
    assertEquals(0, ended.code(), ended.out());
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
