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
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code db get}: one key with its value at a revision, or all that begin alike. */
@Command(
    name = "get",
    description = "The value of a key at any kept revision.",
    mixinStandardHelpOptions = true)
public final class DbGet extends DbCommand {

  @Parameters(index = "1", paramLabel = "KEY", description = "the key")
  private String key;

  @Mixin private KeyArgument keyArgument = new KeyArgument();

  @Option(
      names = "--rev",
      paramLabel = "R",
      defaultValue = "0",
      description = "the revision to read at (default: the current one)")
  private long revision;

  @Option(names = "--prefix", description = "every key that begins with KEY")
  private boolean isPrefix;

  @Option(names = "--show-secrets", description = "print the values of Kubernetes Secrets too")
  private boolean showSecrets;

  /** Writes to this terminal. */
  public DbGet(Terminal terminal) {
    super(terminal);
  }

  @Override
  protected ExitCode answer(DbSource source) throws IOException, FormatException {
    Bytes wanted = keyArgument.parse(key);
    if (wanted.isEmpty() && !isPrefix) {
      throw new UsageException("KEY '': a key has at least one byte");
    }
    KeyRange range = isPrefix ? KeyRange.prefix(wanted) : KeyRange.single(wanted);
    var rows = new KeyRows(KeyRows.Detail.VALUES, new Secrets(showSecrets)).style("db.get/1");
    var listing = new KeyListing(source, range, revision, Long.MAX_VALUE);
    KeyListing.Written written = listing.write(output(), rows, this::note);
    if (written.code() == ExitCode.OK && written.keys() == 0 && !isPrefix) {
      note(new Absence(source.view(), wanted).why(written.revision()));
      return ExitCode.FINDINGS;
    }
    return written.code();
  }
}
