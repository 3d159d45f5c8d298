package io.drydock.tools.db.status;

import io.drydock.formats.FormatException;
import io.drydock.formats.backend.BackendView;
import io.drydock.formats.mvcc.HashKv;
import io.drydock.formats.mvcc.PrefixHash;
import io.drydock.formats.mvcc.RevisionAnswer.Found;
import io.drydock.formats.mvcc.RevisionBounds;
import io.drydock.formats.mvcc.usage.UsageQuery;
import io.drydock.tools.ExitCode;
import io.drydock.tools.UsageException;
import io.drydock.tools.db.command.DbCommand;
import io.drydock.tools.db.command.Revisions;
import io.drydock.tools.output.Terminal;
import io.drydock.tools.progress.Progress;
import io.drydock.tools.source.DbSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code db hashkv}: the checksum that members of one cluster compare. */
@Command(
    name = "hashkv",
    description = "The HashKV of a revision, as `etcdctl endpoint hashkv` has it of a server.",
    mixinStandardHelpOptions = true)
public final class DbHashKv extends DbCommand {

  @Option(
      names = "--rev",
      paramLabel = "R",
      description = "the revision; may be given several times (default: the current one)")
  private List<Long> revisions = List.of(RevisionBounds.CURRENT);

  @Option(
      names = "--by-prefix",
      paramLabel = "DEPTH",
      description = "a checksum for each prefix of so many parts too: in which one members differ")
  private Optional<Integer> depth = Optional.empty();

  /** Writes to this terminal. */
  public DbHashKv(Terminal terminal) {
    super(terminal);
  }

  @Override
  protected ExitCode answer(DbSource source) throws IOException, FormatException {
    RevisionBounds bounds = RevisionBounds.of(source.view());
    revisions.forEach(Revisions::requirePossible);
    if (depth.isPresent() && depth.get() < 0) {
      throw new UsageException("--by-prefix " + depth.get() + ": expected 0 or more");
    }
    List<HashKvReport.Answer> hashes = new ArrayList<>();
    try (Progress progress = progress("hashkv", source.fileBytes())) {
      BackendView view = source.view().watchedBy(progress::advance);
      for (long revision : revisions) {
        if (HashKv.at(view, revision) instanceof Found<HashKv>(HashKv hash)) {
          hashes.add(new HashKvReport.Answer(hash, prefixes(view, hash)));
        } else {
          note(Revisions.refusal(revision, bounds));
        }
      }
    }
    print(source, new HashKvReport(source, hashes));
    return hashes.size() == revisions.size() ? ExitCode.OK : ExitCode.FINDINGS;
  }

  private Optional<PrefixHash.All> prefixes(BackendView view, HashKv hash) throws FormatException {
    return depth.isEmpty()
        ? Optional.empty()
        : Optional.of(PrefixHash.at(view, hash, depth.get(), UsageQuery.DEFAULT_MAX_PREFIXES));
  }
}
