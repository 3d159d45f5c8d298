package io.drydock.tools.db.command;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.FormatException;
import io.drydock.tools.ExitCode;
import io.drydock.tools.cli.OutputOptions;
import io.drydock.tools.output.Output;
import io.drydock.tools.output.Report;
import io.drydock.tools.output.Terminal;
import io.drydock.tools.progress.Progress;
import io.drydock.tools.source.DbSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/**
 * A question about one database. Opens it, tells on stderr when it is a live one, and makes sure
 * before anything is said that no server wrote into what was read.
 */
public abstract class DbCommand implements Callable<Integer> {

  @Parameters(
      index = "0",
      paramLabel = "PATH",
      description = "a data directory, its member/snap/db, or a snapshot file")
  private Path path;

  @Mixin private final OutputOptions options;

  /** Writes to this terminal. */
  protected DbCommand(Terminal terminal) {
    options = new OutputOptions(terminal);
  }

  /** Answers for this database. */
  protected abstract ExitCode answer(DbSource source) throws IOException, FormatException;

  /**
   * Answers for a file that is too damaged to be opened; a question that needs its content has no
   * answer.
   *
   * @throws FormatException where there is no answer
   */
  protected ExitCode answerUnopened(CorruptFileException damage)
      throws IOException, FormatException {
    throw damage;
  }

  @Override
  public final Integer call() throws IOException, FormatException {
    DbSource opened;
    try {
      opened = DbSource.open(path);
    } catch (CorruptFileException damage) {
      return answerUnopened(damage).code();
    }
    try (DbSource source = opened) {
      source.liveNote().ifPresent(note -> options.terminal().note("drydock: " + note));
      try {
        return answer(source).code();
      } catch (FormatException damage) {
        source.checkUnchanged();
        throw damage;
      }
    }
  }

  /** Prints a complete answer. */
  protected final void print(DbSource source, Report report) throws IOException {
    source.checkUnchanged();
    output().report(report);
  }

  /** Where rows go; a command that prints them ends with {@link DbSource#checkUnchanged()}. */
  protected final Output output() {
    return options.output();
  }

  /** One line on stderr. */
  protected final void note(String line) {
    options.terminal().note("drydock: " + line);
  }

  /** Shows how far a scan over so many bytes is. */
  protected final Progress progress(String task, long totalBytes) {
    return options.progresses().start(task, totalBytes);
  }
}
