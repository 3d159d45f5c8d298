package io.drydock.tools.db.usage;

import io.drydock.formats.FormatException;
import io.drydock.formats.backend.BackendView;
import io.drydock.formats.backend.MetaState;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.mvcc.Compaction;
import io.drydock.formats.mvcc.CompactionRule;
import io.drydock.formats.mvcc.KeyRange;
import io.drydock.formats.mvcc.RevisionAnswer.Found;
import io.drydock.formats.mvcc.RevisionBounds;
import io.drydock.formats.mvcc.usage.KeySpaceUsage;
import io.drydock.formats.mvcc.usage.UsageQuery;
import io.drydock.tools.ExitCode;
import io.drydock.tools.UsageException;
import io.drydock.tools.db.command.DbCommand;
import io.drydock.tools.db.command.KeyArgument;
import io.drydock.tools.db.command.Revisions;
import io.drydock.tools.output.Terminal;
import io.drydock.tools.progress.Progress;
import io.drydock.tools.source.DbSource;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code db du}: what fills the database, and what compaction and defragmentation would free. */
@Command(
    name = "du",
    description = "What fills the database, by prefix; the size after compaction and defrag.",
    mixinStandardHelpOptions = true)
public final class DbDu extends DbCommand {

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "PREFIX",
      description = "only keys that begin with this")
  private String prefix = "";

  @Mixin private KeyArgument keyArgument = new KeyArgument();

  @Option(
      names = "--depth",
      paramLabel = "N",
      defaultValue = "2",
      description = "parts of a key that make a prefix; 0 sums up all (default: ${DEFAULT-VALUE})")
  private int depth;

  @Option(
      names = "--sort",
      paramLabel = "BY",
      defaultValue = "total",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private UsageSort sort;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "40",
      description =
          "prefixes to show, 0 for all; the rest is summed up (default: ${DEFAULT-VALUE})")
  private int limit;

  @Option(
      names = "--top",
      paramLabel = "N",
      defaultValue = "5",
      description = "largest keys to name (default: ${DEFAULT-VALUE})")
  private int topKeys;

  @Option(
      names = "--rev",
      paramLabel = "R",
      defaultValue = "0",
      description = "predict the size after compaction at this revision (default: the current one)")
  private long revision;

  /** Writes to this terminal. */
  public DbDu(Terminal terminal) {
    super(terminal);
  }

  @Override
  protected ExitCode answer(DbSource source) throws IOException, FormatException {
    requireCounts();
    Bytes wanted = keyArgument.parse(prefix);
    RevisionBounds bounds = RevisionBounds.of(source.view());
    Usage usage;
    try (Progress progress = progress("du", source.fileBytes())) {
      BackendView view = source.view().watchedBy(progress::advance);
      Optional<Compaction> compaction = compaction(view, bounds);
      if (compaction.isEmpty()) {
        note(Revisions.refusal(revision, bounds));
        return ExitCode.FINDINGS;
      }
      var query =
          new UsageQuery(
              depth, (byte) '/', KeyRange.prefix(wanted), UsageQuery.DEFAULT_MAX_PREFIXES, topKeys);
      usage =
          new Usage(
              KeySpaceUsage.of(view, query),
              SizeForecast.of(view, source.bolt().pageSize(), compaction.get()),
              compaction.get().revision());
    }
    print(source, new UsageReport(source, usage, new UsageReport.Form(sort, limit)));
    return ExitCode.OK;
  }

  private void requireCounts() {
    Revisions.requirePossible(revision);
    if (depth < 0) {
      throw new UsageException("--depth " + depth + ": expected 0 or more");
    }
    if (limit < 0) {
      throw new UsageException("--limit " + limit + ": expected 0 or more");
    }
    if (topKeys < 0) {
      throw new UsageException("--top " + topKeys + ": expected 0 or more");
    }
  }

  /** Nothing for a revision that cannot be compacted at; at the last compaction, that one again. */
  private Optional<Compaction> compaction(BackendView view, RevisionBounds bounds)
      throws FormatException {
    CompactionRule rule = CompactionRule.KEEPS_TOMBSTONE_AT_REVISION;
    long at = revision == RevisionBounds.CURRENT ? bounds.currentRevision() : revision;
    if (at == MetaState.read(view).compactRevision()) {
      return Optional.of(Compaction.resume(view, rule));
    }
    return Compaction.at(view, at, rule) instanceof Found<Compaction>(Compaction compaction)
        ? Optional.of(compaction)
        : Optional.empty();
  }
}
