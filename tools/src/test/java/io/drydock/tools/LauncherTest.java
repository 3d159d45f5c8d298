package io.drydock.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script {@code drydock}, in a tree of its own, with a JDK and a build that only say how they
 * were called.
 */
class LauncherTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final String JDK_IS_25 = "JAVA_VERSION=\"25.0.1\"\n";

  @TempDir private Path folder;

  private Path tree;
  private Path jdk;
  private Path builds;

  private record Ended(int code, String out, String err) {}

  @BeforeEach
  void makeTree() throws IOException {
    tree = Files.createDirectories(folder.resolve("a tree")).toRealPath();
    jdk = Files.createDirectories(folder.resolve("jdk/bin")).getParent();
    builds = folder.resolve("builds");
    script(jdk.resolve("bin/java"), "printf '<%s>' \"$@\"");
    script(jdk.resolve("bin/javac"), "exit 1");
    Files.writeString(jdk.resolve("release"), JDK_IS_25);
    for (String file : List.of("drydock", "config/find-jdk25.sh", "config/launch.sh")) {
      Path copy = tree.resolve(file);
      Files.createDirectories(copy.getParent());
      Files.copy(ROOT.resolve(file), copy);
      Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    for (String module : List.of("formats", "testdata", "tools", "node")) {
      Files.createDirectories(tree.resolve(module + "/src/main"));
      Files.writeString(tree.resolve(module + "/pom.xml"), "");
    }
    Files.writeString(tree.resolve("pom.xml"), "");
    age(tree, Duration.ofHours(2));
    script(
        tree.resolve("mvnw"),
        "echo built >>'"
            + builds
            + "'; mkdir -p $3/target/drydock; : >$3/target/drydock/built"); // -q -pl MODULE
  }

  private static void script(Path file, String line) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + line + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static void age(Path top, Duration age) throws IOException {
    try (var files = Files.walk(top)) {
      for (Path file : files.toList()) {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
      }
    }
  }

  private Ended run(Map<String, String> environment, Path from, String... command)
      throws Exception {
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    var process =
        new ProcessBuilder(command)
            .directory(from.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    process.environment().put("DRYDOCK_JAVA_HOME", jdk.toString());
    process.environment().remove("DRYDOCK_JAVA_OPTS");
    process.environment().putAll(environment);
    int code = process.start().waitFor();
    return new Ended(code, Files.readString(out), Files.readString(err));
  }

  private Ended drydock(String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of(tree.resolve("drydock").toString()));
    command.addAll(List.of(words));
    return run(Map.of(), folder, command.toArray(String[]::new));
  }

  private long builds() throws IOException {
    return Files.exists(builds) ? Files.readAllLines(builds).size() : 0;
  }

  @Test
  void buildsWhenNothingIsBuiltAndNotAgain() throws Exception {
    Ended first = drydock("--version");
    assertEquals(0, first.code(), first.err());
    assertTrue(first.err().startsWith("drydock: building"), first.err());
    assertEquals(1, builds());
    Ended second = drydock("--version");
    assertEquals("", second.err());
    assertEquals(1, builds());
  }

  @Test
  void aMemberIsRunByItsWordOrByTheNameEtcd() throws Exception {
    Path etcd = Files.createSymbolicLink(folder.resolve("etcd"), tree.resolve("drydock"));
    Ended byName = run(Map.of(), folder, etcd.toString(), "--name", "node");
    assertTrue(byName.out().endsWith("/lib/drydock-node.jar><--name><node>"), byName.out());
    Ended byWord = drydock("node", "--name", "m 1");
    assertTrue(byWord.out().endsWith("/lib/drydock-node.jar><--name><m 1>"), byWord.out());
    assertEquals(1, builds());
    assertTrue(drydock("wal").out().endsWith("/lib/drydock-tools.jar><wal>"));
    assertEquals(2, builds());
  }

  @Test
  void buildsAgainWhenASourceIsNewer() throws Exception {
    drydock("--version");
    for (String source : List.of("tools/pom.xml", "formats/src/main/New.java", "pom.xml")) {
      long before = builds();
      age(tree.resolve("tools/target/drydock"), Duration.ofHours(1));
      Files.writeString(tree.resolve(source), "changed");
      drydock("--version");
      assertEquals(before + 1, builds(), source);
      age(tree.resolve(source), Duration.ofHours(2));
    }
  }

  @Test
  void aBuildThatFailsShowsItsErrorAndRunsNothing() throws Exception {
    script(tree.resolve("mvnw"), "echo '[INFO] x'; echo '[ERROR] no such thing'; exit 1");
    Ended ended = drydock("--version");
    assertEquals(3, ended.code());
    assertEquals("", ended.out());
    assertTrue(ended.err().contains("[ERROR] no such thing\ndrydock: the build failed"));
  }

  @Test
  void argumentsArriveAsTheyAre() throws Exception {
    Ended ended = drydock("db", "get", "a b", "", "*", "--rev=1");
    assertTrue(ended.out().endsWith("<db><get><a b><><*><--rev=1>"), ended.out());
    assertTrue(ended.out().contains("<-Ddrydock.root=" + tree + ">"), ended.out());
    assertFalse(ended.out().contains("terminal=true"), "no terminal here: " + ended.out());
  }

  @Test
  void theNameByWhichItWasCalledIsPassedOn() throws Exception {
    assertTrue(run(Map.of(), tree, "./drydock").out().contains("<-Ddrydock.name=./drydock>"));
    String path = tree + ":" + System.getenv("PATH");
    Ended found = run(Map.of("PATH", path), folder, "sh", "-c", "drydock");
    assertTrue(found.out().contains("<-Ddrydock.name=drydock>"), found.out());
  }

  @Test
  void calledByANameOfEtcdsToolsItTakesTheirCommandLine() throws Exception {
    Path links = Files.createDirectories(folder.resolve("names"));
    Path etcdutl = Files.createSymbolicLink(links.resolve("etcdutl"), tree.resolve("drydock"));
    Path etcdctl = Files.createSymbolicLink(links.resolve("etcdctl"), Path.of("etcdutl"));
    Path other = Files.createSymbolicLink(links.resolve("other"), etcdutl);
    for (Path each : List.of(etcdutl, other)) {
      Ended ended = run(Map.of(), folder, each.toString(), "version", "");
      assertTrue(ended.out().endsWith("<etcdutl><version><>"), ended.out());
    }
    Ended ended = run(Map.of(), folder, etcdctl.toString());
    assertTrue(ended.out().endsWith("<etcdctl>"), ended.out());
  }

  @Test
  void linksToLinksAndAnyFolderWillDo() throws Exception {
    Path links = Files.createDirectories(folder.resolve("links"));
    Files.createSymbolicLink(links.resolve("one"), Path.of("../a tree/drydock"));
    Files.createSymbolicLink(links.resolve("two"), Path.of("one"));
    Path absolute = Files.createSymbolicLink(folder.resolve("three"), links.resolve("two"));
    for (Ended ended :
        List.of(
            run(Map.of(), links, "./two", "x"),
            run(Map.of(), Path.of("/"), absolute.toString(), "x"),
            run(Map.of(), tree, "./drydock", "x"),
            run(Map.of(), tree.resolve("tools"), "../drydock", "x"),
            run(Map.of("PATH", links + ":" + System.getenv("PATH")), folder, "sh", "-c", "two x"),
            run(Map.of("CDPATH", "/"), tree.getParent(), "a tree/drydock", "x"))) {
      assertEquals(0, ended.code(), ended.err());
      assertTrue(ended.out().contains("<-Ddrydock.root=" + tree + ">"), ended.out());
    }
  }

  @Test
  void theCacheIsUsedOnlyWithTheJdkThatMadeIt() throws Exception {
    drydock();
    Path home = tree.resolve("tools/target/drydock");
    assertFalse(drydock().out().contains("AOTCache"));
    Files.writeString(home.resolve("drydock.aot"), "");
    Files.writeString(home.resolve("drydock.aot.jdk"), JDK_IS_25);
    assertTrue(drydock().out().contains("<-XX:AOTCache=" + home.resolve("drydock.aot") + ">"));
    Files.writeString(home.resolve("drydock.aot.jdk"), "JAVA_VERSION=\"25.0.2\"\n");
    assertFalse(drydock().out().contains("AOTCache"));
  }

  @Test
  void aJdkThatIsNamedMustBeThere() throws Exception {
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"21.0.9\"\n");
    Ended ended = drydock("--version");
    assertEquals(3, ended.code());
    assertTrue(ended.err().startsWith("drydock: DRYDOCK_JAVA_HOME=" + jdk + " is not a JDK 25"));
    assertEquals(0, builds());
  }

  @Test
  void withoutAnyJdkOneSentenceSaysHowToGetOne() throws Exception {
    String none = ". config/find-jdk25.sh; drydock_is_jdk25() { return 1; }; drydock_find_jdk25";
    Ended ended = run(Map.of("DRYDOCK_JAVA_HOME", ""), tree, "bash", "-c", none);
    assertEquals(1, ended.code());
    assertEquals(1, ended.err().lines().count(), ended.err());
    for (String way : List.of("apt-get", "Fedora: dnf", "macOS: brew", "set DRYDOCK_JAVA_HOME")) {
      assertTrue(ended.err().contains(way), ended.err());
    }
  }

  @Test
  void aServiceWithoutHomeAndLocaleRunsIt() throws Exception {
    script(jdk.resolve("bin/java"), "env; printf '<%s>' \"$@\"");
    String call = "DRYDOCK_JAVA_HOME='" + jdk + "' PATH=/usr/bin:/bin '" + tree + "/drydock' x";
    Ended ended = run(Map.of(), folder, "sh", "-c", "env -i " + call);
    assertEquals(0, ended.code(), ended.err());
    assertTrue(ended.out().contains("\nLC_ALL=C.UTF-8\n"), ended.out());
    String finding =
        "env -i PATH=/usr/bin:/bin bash -c 'set -u; . config/find-jdk25.sh;"
            + " drydock_find_jdk25 || true'";
    assertFalse(run(Map.of(), tree, "sh", "-c", finding).err().contains("unbound"));
  }

  @Test
  void aLocaleOfUtf8StaysAsItIs() throws Exception {
    script(jdk.resolve("bin/java"), "env");
    Map<String, String> environment = Map.of("LANG", "C.UTF-8", "LC_ALL", "");
    Ended ended = run(environment, folder, tree.resolve("drydock").toString());
    assertTrue(ended.out().contains("LANG=C.UTF-8\n"), ended.out());
    assertTrue(ended.out().contains("LC_ALL=\n"), ended.out());
  }

  @Test
  void whatEndsTheLauncherIsNeverTheCodeOfFindings() throws Exception {
    drydock();
    Files.delete(jdk.resolve("bin/java"));
    Files.createDirectory(jdk.resolve("bin/java"));
    assertTrue(drydock("--version").code() > 1, "the shell's own code");
    Files.delete(tree.resolve("config/launch.sh"));
    assertEquals(3, drydock("--version").code());
  }

  /** By its path, as a file for a shell, and as no file at all. */
  @Test
  void theLauncherOfTheDistributionFindsItselfOrSaysSo() throws Exception {
    Path home = Files.createDirectories(folder.resolve("a home/bin")).getParent().toRealPath();
    Path script =
        Files.copy(ROOT.resolve("tools/src/dist/bin/drydock"), home.resolve("bin/drydock"));
    Files.createDirectories(home.resolve("lib"));
    Files.copy(ROOT.resolve("config/launch.sh"), home.resolve("lib/launch.sh"));
    Files.createDirectories(home.resolve("runtime/bin"));
    Files.copy(jdk.resolve("bin/java"), home.resolve("runtime/bin/java"));
    for (String name : List.of(script.toString(), "drydock", "./drydock")) {
      Ended ended = run(Map.of(), home.resolve("bin"), "sh", name, "fsck");
      assertEquals(0, ended.code(), ended.err());
      assertTrue(ended.out().contains("<-Ddrydock.root=" + home + ">"), ended.out());
      assertTrue(ended.out().endsWith("<fsck>"), ended.out());
    }
    Ended lost = run(Map.of(), folder, "sh", "-c", Files.readString(script), "nowhere");
    assertEquals(3, lost.code());
    assertTrue(lost.err().startsWith("drydock: called as 'nowhere', which is neither"), lost.err());
  }

  @Test
  void theScriptOfBashCompletesVerbsOptionsAndTheirValues() throws Exception {
    Path script = folder.resolve("completion");
    Files.writeString(script, Run.drydock("completion", "bash").out(), StandardCharsets.UTF_8);
    assertCompletes(script, "inspect fsck diff report wal snap db", "");
    assertCompletes(script, "dump", "wal", "d");
    assertCompletes(script, "--kind --key", "wal", "dump", "--k");
    assertCompletes(script, "hashkv", "db", "ha");
    assertCompletes(script, "text table json jsonl", "db", "du", "-o", "");
  }

  private void assertCompletes(Path script, String expected, String... words) throws Exception {
    String typed = "drydock '" + String.join("' '", words) + "'";
    String ask =
        "compopt() { :; }; . '%s'; COMP_WORDS=(%s); COMP_CWORD=%d; COMP_LINE=x; COMP_POINT=1;"
                .formatted(script, typed, words.length)
            + " _complete_drydock; echo \"${COMPREPLY[*]}\"";
    Ended ended = run(Map.of(), folder, "bash", "-c", ask);
    assertEquals("", ended.err());
    assertTrue(ended.out().startsWith(expected), typed + ": " + ended.out());
  }
}
