package io.drydock.tools.db.keys;

import io.drydock.formats.FormatException;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.mvcc.KeyRange;
import io.drydock.tools.ExitCode;
import io.drydock.tools.UsageException;
import io.drydock.tools.db.command.DbCommand;
import io.drydock.tools.db.command.KeyArgument;
import io.drydock.tools.db.command.Secrets;
import io.drydock.tools.output.Terminal;
import io.drydock.tools.source.DbSource;
import java.io.IOException;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code db ls}: the keys of the store at a revision. */
@Command(
    name = "ls",
    description =
        "Keys at any kept revision, in key order, with revision, version, lease and size.",
    mixinStandardHelpOptions = true)
public final class DbLs extends DbCommand {

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "PREFIX",
      description = "only keys that begin with this")
  private String prefix = "";

  @Mixin private KeyArgument keyArgument = new KeyArgument();

  @Option(
      names = "--rev",
      paramLabel = "R",
      defaultValue = "0",
      description = "the revision to read at (default: the current one)")
  private long revision;

  @Option(names = "--limit", paramLabel = "N", description = "at most so many keys (default: all)")
  private long limit = Long.MAX_VALUE;

  @ArgGroup private Shown shown = new Shown();

  @Option(names = "--show-secrets", description = "print the values of Kubernetes Secrets too")
  private boolean showSecrets;

  /** Less or more than the facts. */
  private static final class Shown {
    @Option(names = "--keys-only", description = "print the names alone")
    private boolean names;

    @Option(names = "--values", description = "print the values too, long ones cut in text")
    private boolean values;

    KeyRows.Detail detail() {
      if (names) {
        return KeyRows.Detail.NAMES;
      }
      return values ? KeyRows.Detail.PREVIEWS : KeyRows.Detail.FACTS;
    }
  }

  /** Writes to this terminal. */
  public DbLs(Terminal terminal) {
    super(terminal);
  }

  @Override
  protected ExitCode answer(DbSource source) throws IOException, FormatException {
    if (limit < 1) {
      throw new UsageException("--limit " + limit + ": expected 1 or more");
    }
    Bytes wanted = keyArgument.parse(prefix);
    var rows = new KeyRows(shown.detail(), new Secrets(showSecrets)).style("db.ls/1");
    var listing = new KeyListing(source, KeyRange.prefix(wanted), revision, limit);
    return listing.write(output(), rows, this::note).code();
  }
}
