package io.drydock.tools.cli;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.FormatException;
import io.drydock.formats.UnsupportedFormatException;
import io.drydock.tools.ExitCode;
import io.drydock.tools.UsageException;
import io.drydock.tools.output.Terminal;
import io.drydock.tools.source.ChangingException;
import io.drydock.tools.source.HeldException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The outermost frame: from what went wrong to one line on stderr and an exit code. */
public final class Failures {

  private Failures() {}

  /** Runs the command that the arguments name. */
  public static ExitCode guard(Terminal terminal, CommandLine tree, String... args) {
    var seen = new Seen();
    tree.setParameterExceptionHandler((failure, unused) -> usage(terminal, failure));
    tree.setExecutionExceptionHandler((failure, commandLine, parsed) -> seen.note(failure));
    tree.setExecutionStrategy(Failures::runKnown);
    int code;
    try {
      code = tree.execute(args);
      tree.getOut().flush();
      terminal.out().flush();
    } catch (Throwable failure) { // CHECKSTYLE-OFF-LINE IllegalCatch: the outermost frame
      return explain(terminal, failure);
    }
    if (seen.failure != null) {
      return explain(terminal, seen.failure);
    }
    return of(code);
  }

  /** Asked for help on a command that there is not, picocli would give that on the one above. */
  private static int runKnown(ParseResult parsed) {
    ParseResult named = parsed;
    while (named.hasSubcommand()) {
      named = named.subcommand();
    }
    if (named.unmatched().stream().anyMatch(word -> !word.startsWith("-"))) {
      throw new UnmatchedArgumentException(named.commandSpec().commandLine(), named.unmatched());
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  /**
   * Runs a program that has exit codes of its own; what it does not expect ends as everywhere.
   *
   * @return the program's exit code, or one of {@link ExitCode}
   */
  public static int guard(Terminal terminal, Callable<Integer> program) {
    try {
      int code = program.call();
      terminal.out().flush();
      return code;
    } catch (Throwable failure) { // CHECKSTYLE-OFF-LINE IllegalCatch: the outermost frame
      return explain(terminal, failure).code();
    }
  }

  private static ExitCode of(int code) {
    for (ExitCode known : ExitCode.values()) {
      if (known.code() == code) {
        return known;
      }
    }
    return ExitCode.BUG;
  }

  /** Keeps the exception of the command for {@link #explain}. */
  private static final class Seen {
    private Throwable failure;

    int note(Throwable thrown) {
      failure = thrown;
      return ExitCode.BUG.code();
    }
  }

  private static int usage(Terminal terminal, ParameterException failure) {
    String command = failure.getCommandLine().getCommandSpec().qualifiedName();
    terminal.complain("drydock: " + UsageText.of(failure));
    terminal.complain("see '" + command + " --help'");
    return ExitCode.USAGE.code();
  }

  private static ExitCode explain(Terminal terminal, Throwable failure) {
    return switch (failure) {
      case UncheckedIOException wrapped -> explain(terminal, wrapped.getCause());
      case Stdout.Failed gone when gone.isReaderGone() -> ExitCode.OK;
      case Stdout.Failed full -> complain(terminal, full);
      default ->
          expected(failure)
              .map(told -> say(terminal, told.code(), told.message()))
              .orElseGet(() -> bug(terminal, failure));
    };
  }

  /**
   * How a run ends.
   *
   * @param message one sentence for people
   */
  public record Told(ExitCode code, String message) {}

  /**
   * How this failure ends a run, for a command that goes on with its other files. Empty for what is
   * no failure but a bug.
   */
  public static Optional<Told> expected(Throwable failure) {
    return switch (failure) {
      case IOException io -> told(ExitCode.IO, message(io));
      case FormatException format ->
          switch (format) {
            case CorruptFileException corrupt -> told(ExitCode.FINDINGS, corrupt.getMessage());
            case UnsupportedFormatException unsupported ->
                told(ExitCode.UNSUPPORTED, unsupported.getMessage());
          };
      case UsageException usage -> told(ExitCode.USAGE, usage.getMessage());
      case ChangingException changing -> told(ExitCode.CHANGING, changing.getMessage());
      case HeldException held -> told(ExitCode.CHANGING, held.getMessage());
      case InternalError fault when isMappingFault(fault) ->
          told(ExitCode.IO, "a file became shorter, or its disk failed, while it was read");
      default -> Optional.empty();
    };
  }

  private static Optional<Told> told(ExitCode code, String message) {
    return Optional.of(new Told(code, message));
  }

  /** A reader that went away has seen enough; the code still tells what was found. */
  private static ExitCode say(Terminal terminal, ExitCode code, String message) {
    try {
      terminal.out().flush();
    } catch (Stdout.Failed gone) {
      if (gone.isReaderGone()) {
        return code;
      }
      terminal.complain("drydock: " + message);
      return complain(terminal, gone);
    } catch (IOException full) {
      return complain(terminal, full);
    }
    terminal.complain("drydock: " + message);
    return code;
  }

  private static ExitCode complain(Terminal terminal, IOException failure) {
    terminal.complain("drydock: " + failure.getMessage());
    return ExitCode.IO;
  }

  private static ExitCode bug(Terminal terminal, Throwable failure) {
    var stack = new StringWriter();
    var lines = new PrintWriter(stack);
    failure.printStackTrace(lines); // CHECKSTYLE-OFF-LINE RegexpSingleline: a bug report needs it
    lines.flush();
    try {
      terminal.err().write(stack.toString().getBytes(StandardCharsets.UTF_8));
    } catch (IOException gone) {
      return ExitCode.BUG;
    }
    return say(terminal, ExitCode.BUG, "this is a bug of drydock; please report the lines above");
  }

  /** The JVM reports a fault on a mapped page this way: the page lies beyond the file's new end. */
  private static boolean isMappingFault(InternalError fault) {
    return String.valueOf(fault.getMessage()).contains("fault occurred");
  }

  private static String message(IOException failure) {
    return switch (failure) {
      case NoSuchFileException none -> none.getFile() + ": no such file or directory";
      case AccessDeniedException denied -> denied.getFile() + ": permission denied";
      case FileAlreadyExistsException there -> there.getFile() + ": exists already";
      case DirectoryNotEmptyException full -> full.getFile() + ": directory is not empty";
      case FileSystemException other ->
          other.getFile() + (other.getReason() == null ? "" : ": " + other.getReason());
      default -> failure.getMessage();
    };
  }
}
