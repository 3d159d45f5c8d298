package io.drydock.tools.db.keys;

import io.drydock.formats.FormatException;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.mvcc.KeyHistory;
import io.drydock.formats.mvcc.RevisionBounds;
import io.drydock.tools.ExitCode;
import io.drydock.tools.UsageException;
import io.drydock.tools.db.command.DbCommand;
import io.drydock.tools.db.command.KeyArgument;
import io.drydock.tools.db.command.Secrets;
import io.drydock.tools.output.RowWriter;
import io.drydock.tools.output.Terminal;
import io.drydock.tools.output.Texts;
import io.drydock.tools.source.DbSource;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code db history}: everything that is kept of one key. */
@Command(
    name = "history",
    description = "Every kept revision of a key, puts and deletions, oldest first.",
    mixinStandardHelpOptions = true)
public final class DbHistory extends DbCommand {

  @Parameters(index = "1", paramLabel = "KEY", description = "the key")
  private String key;

  @Mixin private KeyArgument keyArgument = new KeyArgument();

  @Option(
      names = "--last",
      paramLabel = "N",
      description = "only the newest so many (default: all)")
  private Optional<Long> last = Optional.empty();

  @Option(names = "--values", description = "print the values too, long ones cut in text")
  private boolean values;

  @Option(names = "--show-secrets", description = "print the values of Kubernetes Secrets too")
  private boolean showSecrets;

  /** Writes to this terminal. */
  public DbHistory(Terminal terminal) {
    super(terminal);
  }

  @Override
  protected ExitCode answer(DbSource source) throws IOException, FormatException {
    if (last.isPresent() && last.get() < 1) {
      throw new UsageException("--last " + last.get() + ": expected 1 or more");
    }
    Bytes wanted = keyArgument.parse(key);
    RevisionBounds bounds = RevisionBounds.of(source.view());
    long skipped = last.isPresent() ? Math.max(0, count(source, wanted) - last.get()) : 0;
    var style = new HistoryRows(values, new Secrets(showSecrets)).style();
    RowWriter<KeyHistory.Item> rows = output().rows(style);
    KeyHistory history = KeyHistory.of(source.view(), wanted);
    long records = 0;
    for (var item = history.next(); item.isPresent(); item = history.next()) {
      if (records++ >= skipped) {
        rows.row(item.get());
      }
    }
    source.checkUnchanged();
    rows.finish(new HistoryRows.Summary(source, wanted, bounds, records));
    if (records == 0) {
      note("nothing is kept of key " + Texts.quoted(wanted));
      return ExitCode.FINDINGS;
    }
    return ExitCode.OK;
  }

  private static long count(DbSource source, Bytes key) throws FormatException {
    KeyHistory history = KeyHistory.of(source.view(), key);
    long records = 0;
    while (history.next().isPresent()) {
      records++;
    }
    return records;
  }
}
