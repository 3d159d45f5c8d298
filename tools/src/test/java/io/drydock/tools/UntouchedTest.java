package io.drydock.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.testdata.Archive;
import io.drydock.tools.output.Terminal;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is asked, the directory stays as it was; nothing needs to be written to it. */
class UntouchedTest {

  private static final Set<ExitCode> ANSWERS = Set.of(ExitCode.OK, ExitCode.FINDINGS);

  @TempDir Path folder;
  private Path directory;

  @BeforeEach
  void unpack() throws IOException {
    directory = Archive.unpack("etcd-3.6.14-single", folder);
  }

  @Test
  void namesSizesTimesAndContentStay() throws IOException {
    Map<String, String> before = facts();
    assertTrue(before.size() > 10);
    for (List<String> question : Questions.of(directory.resolve("data"))) {
      Run run = Run.drydock(question.toArray());
      assertTrue(ANSWERS.contains(run.code()), () -> question + ": " + run.err());
      if (question.getFirst().equals("db")) {
        var ofFile = question.stream().map(word -> word.replace("/data", "/snapshot.db")).toList();
        Run.drydock(ofFile.toArray());
      }
    }
    assertEquals(before, facts());
  }

  private Map<String, String> facts() throws IOException {
    Map<String, String> facts = new TreeMap<>();
    try (var files = Files.walk(directory)) {
      for (Path file : files.toList()) {
        Map<String, Object> read =
            Files.readAttributes(
                file, "unix:size,lastModifiedTime,ctime,mode,ino", LinkOption.NOFOLLOW_LINKS);
        facts.put(directory.relativize(file).toString(), new TreeMap<>(read).toString());
      }
    }
    return facts;
  }

  /** In a mount namespace of its own, where this directory can only be read. */
  @Test
  void aMountForReadingOnlyWillDo() throws Exception {
    Needs.that(
        Needs.succeeds("unshare", "-rm", "true"),
        "a mount namespace: as root, or where users may make namespaces");
    String script =
        """
        mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" || exit 9
        touch "$1/x" 2>/dev/null && exit 8
        shift
        exec "$@"
        """;
    var command =
        List.of(
            "unshare",
            "-rm",
            "sh",
            "-ec",
            script,
            "sh",
            directory.toString(),
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Asker.class.getName(),
            directory.resolve("data").toString());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    assertEquals(0, process.waitFor(), said);
    int questions = Questions.of(directory).size();
    assertEquals(
        questions, said.lines().filter(line -> line.matches("(OK|FINDINGS) .*")).count(), said);
  }

  /** The program that asks in there. */
  static final class Asker {

    private Asker() {}

    /** The argument is a data directory. */
    public static void main(String[] args) {
      var nowhere = OutputStream.nullOutputStream();
      for (List<String> question : Questions.of(Path.of(args[0]))) {
        var terminal = Terminal.plain(nowhere, System.err);
        ExitCode code = Main.run(terminal, question.toArray(String[]::new));
        System.out.println(code + " " + question);
      }
    }
  }
}
