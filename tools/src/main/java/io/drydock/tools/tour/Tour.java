package io.drydock.tools.tour;

import io.drydock.testdata.Archive;
import io.drydock.testdata.Expected;
import io.drydock.testdata.HashKv;
import io.drydock.tools.ExitCode;
import io.drydock.tools.UsageException;
import io.drydock.tools.cli.Colour;
import io.drydock.tools.cli.Runner;
import io.drydock.tools.output.Paint;
import io.drydock.tools.output.Terminal;
import io.drydock.tools.output.Wrap;
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
    description = "The main job on a real, full etcd data directory, step by step.",
    mixinStandardHelpOptions = true)
public final class Tour implements Callable<Integer> {

  private static final int TEXT_COLUMNS = 100;

  @Option(
      names = "--into",
      paramLabel = "DIR",
      defaultValue = "drydock-tour",
      description = "where to unpack and work; must be absent or empty (default: ${DEFAULT-VALUE})")
  private Path folder;

  @Option(names = "--plain", description = "no colour, no bars of progress: for a log")
  private boolean plain;

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
    Terminal stage = plain ? Terminal.plain(terminal.out(), terminal.err()) : terminal;
    Paint paint = Colour.isWanted(stage) ? Paint.ANSI : Paint.PLAIN;
    requireFree(folder);
    Files.createDirectories(folder);
    Path unpacked = Archive.unpack(TourScript.ARCHIVE, folder);
    Path member = unpacked.resolve("data");
    HashKv etcdsHash = new Expected(unpacked).hashKvWithin("after_compact_and_defrag");
    sentence(TourScript.opening());
    say("  " + member);
    List<TourStep> steps = TourScript.steps(member, folder, etcdsHash);
    for (int i = 0; i < steps.size(); i++) {
      TourStep step = steps.get(i);
      say("\n" + paint.bold("── " + (i + 1) + "/" + steps.size() + "  " + step.heading()));
      sentence(step.sentence());
      say(paint.dim("$ " + name + " " + String.join(" ", step.command())) + "\n");
      ExitCode code = runner.run(stage, step.command().toArray(String[]::new));
      if (code != step.expected()) {
        stage.note("drydock: the tour ends here: step " + (i + 1) + " ended with " + code.code());
        return code == ExitCode.OK ? ExitCode.BUG.code() : code.code();
      }
    }
    HashKv ours = HashKv.ofOurs(answer(folder.resolve("compacted")));
    if (!ours.equals(etcdsHash)) {
      throw new IllegalStateException("HashKV of the result is " + ours + ", not " + etcdsHash);
    }
    say("\n" + paint.good("The same: record for record what etcd itself keeps."));
    say(TourScript.closing(folder, name));
    return ExitCode.OK.code();
  }

  /** The last step's answer once more, for a program. */
  private String answer(Path compacted) {
    var answer = new ByteArrayOutputStream();
    runner.run(
        Terminal.plain(answer, terminal.err()), "db", "hashkv", compacted.toString(), "-o", "json");
    return answer.toString(StandardCharsets.UTF_8);
  }

  private void say(String text) throws IOException {
    terminal.out().write((text + "\n").getBytes(StandardCharsets.UTF_8));
    terminal.out().flush();
  }

  /** A paragraph, in lines that the reader can follow. */
  private void sentence(String text) throws IOException {
    say(Wrap.lines(text, Math.min(terminal.columns(), TEXT_COLUMNS), 0));
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
