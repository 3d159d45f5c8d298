package io.drydock.tools.rewrite;

import io.drydock.formats.FormatException;
import io.drydock.formats.backend.BackendState;
import io.drydock.formats.backend.BackendView;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.backend.CompactionMark;
import io.drydock.formats.backend.EtcdVersion;
import io.drydock.formats.backend.ReleaseLine;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.mvcc.Compaction;
import io.drydock.formats.mvcc.CompactionRule;
import io.drydock.formats.mvcc.RevisionAnswer;
import io.drydock.formats.mvcc.RevisionBounds;
import io.drydock.tools.UsageException;
import io.drydock.tools.output.Terminal;
import io.drydock.tools.write.FileOps;
import io.drydock.tools.write.Selection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code compact}: drops the history before a revision, as a server's compaction does. */
@Command(
    name = "compact",
    description = "Drop the history before a revision, offline, and defragment.",
    mixinStandardHelpOptions = true)
public final class Compact implements Callable<Integer> {

  /** Which revision; exactly one of them. */
  private static final class Where {

    @Option(
        names = "--rev",
        paramLabel = "R",
        description = "compact at R, as `etcdctl compaction R`: reads at R and later stay possible")
    private Optional<Long> revision = Optional.empty();

    @Option(
        names = "--keep",
        paramLabel = "N",
        description = "keep the last N revisions beside the current state; 0 keeps no history")
    private Optional<Long> keep = Optional.empty();

    @Option(
        names = "--keep-since-rev",
        paramLabel = "R",
        description =
            "keep every change from R on, so that a watch can start at R: compacts at R-1")
    private Optional<Long> since = Optional.empty();
  }

  @ArgGroup(multiplicity = "1")
  private Where where;

  @Option(
      names = "--etcd-version",
      paramLabel = "X.Y.Z",
      description =
          "whose rule for a deletion at the very revision (default: as the newest of its line)")
  private Optional<String> etcdVersion = Optional.empty();

  @Mixin private final RewriteOptions options;
  private final FileOps ops;

  /** Works on the real disk. */
  public Compact(Terminal terminal) {
    this(terminal, FileOps.DISK);
  }

  Compact(Terminal terminal, FileOps ops) {
    this.options = new RewriteOptions(terminal);
    this.ops = ops;
  }

  @Override
  public Integer call() throws IOException, FormatException {
    return new RewriteRun("compact", options, ops).run(source -> choose(source.db().view()));
  }

  private RewriteRun.Wish choose(BackendView view) throws FormatException {
    long revision = revision(RevisionBounds.of(view).currentRevision());
    List<String> notes = new ArrayList<>();
    CompactionRule rule = rule(BackendState.read(view), notes);
    Compaction compaction =
        switch (Compaction.at(view, revision, rule)) {
          case RevisionAnswer.Found<Compaction>(Compaction found) -> found;
          case RevisionAnswer.Compacted<Compaction>(long asked, long compacted) ->
              throw refused(asked, "compacted already, at revision " + compacted);
          case RevisionAnswer.Future<Compaction>(long asked, long current) ->
              throw refused(asked, "the newest revision is " + current);
        };
    notes.add(
        "a compaction outside of raft: do the same, at the same revision, on every member that"
            + " will start again, or their answers differ");
    Bytes mark = CompactionMark.value(revision);
    return new RewriteRun.Wish(
        new Selection(
            view, compaction::keeps, Map.of(Bucket.META, new Selection.Edit(false, marks(mark)))),
        OptionalLong.of(revision),
        false,
        notes);
  }

  private static SortedMap<Bytes, Bytes> marks(Bytes revision) {
    return new TreeMap<>(
        Map.of(CompactionMark.SCHEDULED.key(), revision, CompactionMark.FINISHED.key(), revision));
  }

  /** Names what the user gave, and the revision that it came to. */
  private UsageException refused(long revision, String reason) {
    String given = "--rev " + revision;
    if (where.since.isPresent()) {
      given = "--keep-since-rev " + where.since.get() + ": revision " + revision;
    } else if (where.keep.isPresent()) {
      given = "--keep " + where.keep.get() + ": revision " + revision;
    }
    return new UsageException(given + ": " + reason);
  }

  /** At least 1: a store begins there. */
  private long revision(long current) {
    long revision = given(current);
    if (revision < RevisionBounds.EMPTY_STORE) {
      throw refused(revision, "the first revision is " + RevisionBounds.EMPTY_STORE);
    }
    return revision;
  }

  private long given(long current) {
    if (where.revision.isPresent()) {
      return where.revision.get();
    }
    if (where.since.isPresent()) {
      return where.since.get() - 1;
    }
    long keep = where.keep.orElseThrow();
    if (keep < 0) {
      throw new UsageException("--keep " + keep + ": 0 or more");
    }
    return current - keep;
  }

  private CompactionRule rule(BackendState state, List<String> notes) {
    if (etcdVersion.isPresent()) {
      EtcdVersion version =
          EtcdVersion.parse(etcdVersion.get())
              .filter(parsed -> parsed.toString().equals(etcdVersion.get()))
              .orElseThrow(() ->
                  new UsageException(
                      "--etcd-version "
                          + etcdVersion.get()
                          + ": not of the form 3.5.30; the rule changed in 3.4.34 and 3.5.16, so"
                          + " the last number counts"));
      if (ReleaseLine.of(version).isEmpty()) {
        throw new UsageException("--etcd-version " + version + ": 3.4 to 3.7 are known");
      }
      return CompactionRule.of(version);
    }
    boolean isOldLine =
        state.writer().likely().map(line -> line.compareTo(ReleaseLine.V3_6) < 0).orElse(true);
    if (isOldLine) {
      notes.add(
          "a deletion at the very revision stays in history, as in etcd since 3.4.34 and 3.5.16;"
              + " name an older one with --etcd-version");
    }
    return CompactionRule.KEEPS_TOMBSTONE_AT_REVISION;
  }
}
