package io.drydock.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.tools.output.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** docs/cli.md is the command tree itself; -Dgolden.update=true writes it anew. */
class CommandReferenceTest {

  private static final Path DOCUMENT = Path.of(System.getProperty("drydock.root"), "docs/cli.md");

  @Test
  void docsCliMdIsTheCommandTree() throws IOException {
    var text = new StringBuilder();
    text.append("# The command line\n\n");
    text.append("Written from the command tree by `CommandReferenceTest`, which keeps it true.\n");
    text.append("Exit codes and the forms of output: see [output.md](output.md).\n");
    var nowhere = new ByteArrayOutputStream();
    describe(Main.tree(Terminal.plain(nowhere, nowhere)), text);
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(DOCUMENT, text);
    }
    assertEquals(Files.readString(DOCUMENT), text.toString());
  }

  private static void describe(CommandLine command, StringBuilder text) {
    String name = command.getCommandSpec().qualifiedName();
    String usage = command.getUsageMessage(CommandLine.Help.Ansi.OFF).stripTrailing();
    text.append("\n## ").append(name).append("\n\n```\n").append(usage).append("\n```\n");
    for (CommandLine child : command.getSubcommands().values()) {
      describe(child, text);
    }
  }

  @Test
  void theHelpFitsOnOneScreen() {
    Run run = Run.drydock("--help");
    assertEquals(ExitCode.OK, run.code());
    assertTrue(run.out().lines().count() <= 52, run.out());
    assertTrue(run.out().lines().allMatch(line -> line.length() <= 100), run.out());
  }

  @Test
  void theCompletionScriptIsSoundBash() throws Exception {
    Run run = Run.drydock("completion", "bash");
    assertEquals(ExitCode.OK, run.code());
    Process bash = new ProcessBuilder("bash", "-n").redirectErrorStream(true).start();
    try (var in = bash.outputWriter()) {
      in.write(run.out());
    }
    String complaints = new String(bash.getInputStream().readAllBytes());
    assertTrue(bash.waitFor(1, TimeUnit.MINUTES));
    assertEquals("", complaints);
    assertEquals(0, bash.exitValue());
  }
}
