package io.drydock.tools.tour;

import io.drydock.testdata.Archive;
import io.drydock.testdata.Expected;
import io.drydock.testdata.HashKv;
import io.drydock.testdata.Testdata;
import io.drydock.tools.ExitCode;
import io.drydock.tools.UsageException;
import io.drydock.tools.cli.Runner;
import io.drydock.tools.live.LiveNode;
import io.drydock.tools.output.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tour}: unpacks the real directory, then types the steps. */
@Command(
    name = "tour",
    description = "The main job on a real, full etcd data directory, then on a live node.",
    mixinStandardHelpOptions = true)
public final class Tour implements Callable<Integer> {

  @Option(
      names = "--into",
      paramLabel = "DIR",
      defaultValue = "drydock-tour",
      description = "where to unpack and work; must be absent or empty (default: ${DEFAULT-VALUE})")
  private Path folder;

  @Option(names = "--plain", description = "no colour, no bars of progress: for a log")
  private boolean plain;

  @Option(
      names = "--without-node",
      description = "leave out the last part, which starts a node on a free port of 127.0.0.1")
  private boolean withoutNode;

  private final Terminal terminal;
  private final String name;
  private final Runner runner;

  /**
   * Types its steps into this runner.
   *
   * @param name by which the reader called {@code drydock}
   */
  public Tour(Terminal terminal, String name, Runner runner) {
    this.terminal = terminal;
    this.name = name;
    this.runner = runner;
  }

  @Override
  public Integer call() throws IOException {
    Terminal front = plain ? Terminal.plain(terminal.out(), terminal.err()) : terminal;
    var stage = new Stage(front, name, runner);
    requireFree(folder);
    List<String> launcher = withoutNode ? List.of() : LiveNode.launcher(Testdata.root());
    Files.createDirectories(folder);
    ExitCode code = fullDirectory(stage);
    if (code == ExitCode.OK && !withoutNode) {
      code = new LivePart(stage, folder).run(launcher);
    }
    if (code == ExitCode.OK) {
      stage.say(TourScript.closing(folder, name, !withoutNode));
    }
    return code.code();
  }

  private ExitCode fullDirectory(Stage stage) throws IOException {
    Path unpacked = Archive.unpack(TourScript.ARCHIVE, folder);
    Path member = unpacked.resolve("data");
    HashKv etcdsHash = new Expected(unpacked).hashKvWithin("after_compact_and_defrag");
    stage.sentence(TourScript.opening());
    stage.say("  " + member);
    List<TourStep> steps = TourScript.steps(member, folder, etcdsHash);
    for (int i = 0; i < steps.size(); i++) {
      TourStep step = steps.get(i);
      ExitCode code = stage.run(i + 1 + "/" + steps.size(), step);
      if (code != step.expected()) {
        stage.note("the tour ends here: step " + (i + 1) + " ended with " + code.code());
        return code == ExitCode.OK ? ExitCode.BUG : code;
      }
    }
    HashKv ours = HashKv.ofOurs(answer(folder.resolve("compacted")));
    if (!ours.equals(etcdsHash)) {
      throw new IllegalStateException("HashKV of the result is " + ours + ", not " + etcdsHash);
    }
    stage.say("");
    stage.good("The same: record for record what etcd itself keeps.");
    return ExitCode.OK;
  }

  /** The last step's answer once more, for a program. */
  private String answer(Path compacted) {
    var answer = new ByteArrayOutputStream();
    runner.run(
        Terminal.plain(answer, terminal.err()), "db", "hashkv", compacted.toString(), "-o", "json");
    return answer.toString(StandardCharsets.UTF_8);
  }

  private static void requireFree(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> entries = Files.list(folder)) {
      if (entries.findAny().isPresent()) {
        throw new UsageException(
            "--into "
                + folder
                + ": there is something already (an earlier tour?); remove it or name another");
      }
    }
  }
}
