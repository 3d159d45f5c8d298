package io.drydock.tools.diff;

import io.drydock.formats.FormatException;
import io.drydock.formats.mvcc.KeyRange;
import io.drydock.tools.ExitCode;
import io.drydock.tools.UsageException;
import io.drydock.tools.cli.OutputOptions;
import io.drydock.tools.compare.KeyDifference;
import io.drydock.tools.db.command.KeyArgument;
import io.drydock.tools.db.command.Secrets;
import io.drydock.tools.output.Output;
import io.drydock.tools.output.RowWriter;
import io.drydock.tools.output.Terminal;
import io.drydock.tools.progress.Progress;
import io.drydock.tools.source.DbSource;
import io.drydock.tools.source.Scratch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code diff}: in what two members, databases or snapshot files differ. */
@Command(
    name = "diff",
    description = "In what two members, databases or snapshots differ, and from where on.",
    mixinStandardHelpOptions = true)
public final class Diff implements Callable<Integer> {

  @Parameters(
      index = "0",
      paramLabel = "A",
      description = "a data directory, running or not, a database or a snapshot file")
  private Path first;

  @Parameters(index = "1", paramLabel = "B", description = "what it is compared with")
  private Path second;

  @Option(
      names = "--prefix",
      paramLabel = "PREFIX",
      description = "only keys that begin with this, and nothing but keys")
  private Optional<String> prefix = Optional.empty();

  @Mixin private KeyArgument keyArgument = new KeyArgument();

  @Option(
      names = "--brief",
      description = "only whether and from where on they differ; stops at the first difference")
  private boolean isBrief;

  @Option(
      names = "--newest",
      description = "the keys of each at its own newest revision: what happened since a backup")
  private boolean isNewest;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "40",
      description = "keys to show, 0 for all; all are counted (default: ${DEFAULT-VALUE})")
  private long limit;

  @Option(names = "--values", description = "print the values too, long ones cut in text")
  private boolean showValues;

  @Option(names = "--show-secrets", description = "print the values of Kubernetes Secrets too")
  private boolean showSecrets;

  @Option(
      names = "--scratch",
      paramLabel = "DIR",
      description = "where a compressed file is unpacked (default: the folder of temporary files)")
  private Optional<Path> scratch = Optional.empty();

  @Mixin private final OutputOptions options;

  /** Writes to this terminal. */
  public Diff(Terminal terminal) {
    options = new OutputOptions(terminal);
  }

  @Override
  public Integer call() throws IOException, FormatException {
    check();
    var range = prefix.map(keyArgument::parse).map(KeyRange::prefix);
    try (DbSource one = open(first);
        DbSource other = open(second)) {
      Side left = Side.of(first, one);
      Side right = Side.of(second, other);
      var question = new Comparer.Question(range, isBrief, isNewest, limit);
      try (Comparer.Answer answer = answer(left, right, question)) {
        one.checkUnchanged();
        other.checkUnchanged();
        print(new DiffReport(left, right, answer.outcome(), shown(answer), prefix), answer.keys());
        return (answer.outcome().isSame() ? ExitCode.OK : ExitCode.FINDINGS).code();
      } catch (FormatException damage) {
        one.checkUnchanged();
        other.checkUnchanged();
        throw damage;
      }
    }
  }

  private Comparer.Answer answer(Side left, Side right, Comparer.Question question)
      throws IOException, FormatException {
    long bytes = left.source().fileBytes() + right.source().fileBytes();
    try (Progress progress = options.progresses().start("diff", bytes)) {
      return new Comparer(left, right, question).run(progress::advance);
    }
  }

  private void check() {
    if (limit < 0) {
      throw new UsageException("--limit " + limit + ": expected 0 or more");
    }
    if (isBrief && isNewest) {
      throw new UsageException("--brief --newest: --brief tells no keys, --newest nothing else");
    }
  }

  private DbSource open(Path named) throws IOException, FormatException {
    DbSource source = DbSource.open(named, scratch.orElseGet(Scratch::folder));
    source.liveNote().ifPresent(note -> options.terminal().note("drydock: " + note));
    return source;
  }

  private long shown(Comparer.Answer answer) {
    long all = answer.outcome().keys().map(KeyCounts::all).orElse(0L);
    return limit == 0 ? all : Math.min(limit, all);
  }

  private void print(DiffReport report, Optional<DifferingKeys> keys) throws IOException {
    Output output = options.output();
    output.opening(report::draw);
    RowWriter<KeyDifference> rows =
        output.rows(new KeyDifferenceRows(showValues, new Secrets(showSecrets)).style());
    if (keys.isPresent()) {
      keys.get().show(rows::row);
    }
    rows.finish(report);
  }
}
