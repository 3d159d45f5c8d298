package io.drydock.tools.rewrite;

import io.drydock.formats.Extent;
import io.drydock.formats.FormatException;
import io.drydock.formats.UnsupportedFormatException;
import io.drydock.formats.backend.BackendState;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.backend.EtcdVersion;
import io.drydock.formats.backend.ReleaseLine;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.wal.WalChain;
import io.drydock.formats.wal.WalDirectory;
import io.drydock.formats.wal.replay.LogReplay;
import io.drydock.tools.UsageException;
import io.drydock.tools.cli.OutputOptions;
import io.drydock.tools.member.V2Requests;
import io.drydock.tools.output.Terminal;
import io.drydock.tools.source.DbSource;
import io.drydock.tools.write.FileOps;
import io.drydock.tools.write.Selection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code convert backend}: the same member with the backend of the other kind. What etcd wrote
 * becomes a node's directory, and back; log and raft snapshots come along as they are, for both
 * write them alike.
 */
@Command(
    name = "backend",
    description = "Write a data directory anew with rows of a node, or with a database of etcd.",
    mixinStandardHelpOptions = true)
public final class ConvertBackend implements Callable<Integer> {

  /** What holds the rows of the new directory. */
  enum Carrier {
    /** etcd's database, {@code member/snap/db}. */
    BOLT,
    /** A node's rows, {@code member/kv}. */
    ROCKS
  }

  static final String VERB = "convert backend";

  private static final Bytes TERM = Bytes.ofUtf8("term");
  private static final Bytes CONF_STATE = Bytes.ofUtf8("confState");
  private static final Bytes STORAGE_VERSION = Bytes.ofUtf8("storageVersion");

  @Parameters(paramLabel = "DIR", description = "a data directory of etcd or of a Drydock node")
  private Path named;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "KIND",
      description = "bolt: a database of etcd, rocks: rows of a node")
  private Carrier to;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "write the new data directory here")
  private Path out;

  @Option(
      names = "--etcd-version",
      paramLabel = "X.Y",
      description = "with --to bolt: the release that is to start on it, 3.4 to 3.7")
  private Optional<String> etcdVersion = Optional.empty();

  @Option(
      names = "--wal-dir",
      paramLabel = "DIR",
      description = "the WAL's own folder, when the server was given one")
  private Optional<Path> walFolder = Optional.empty();

  @Option(names = "--dry-run", description = "print the plan and stop")
  private boolean dryRun;

  @Mixin private final OutputOptions output;
  private final FileOps ops;

  /** Works on the real disk. */
  public ConvertBackend(Terminal terminal) {
    this(terminal, FileOps.DISK);
  }

  ConvertBackend(Terminal terminal, FileOps ops) {
    this.output = new OutputOptions(terminal);
    this.ops = ops;
  }

  @Override
  public Integer call() throws IOException, FormatException {
    Optional<ReleaseLine> line = line();
    if (Files.exists(named) && !Files.isDirectory(named)) {
      throw new UsageException(named + ": a data directory is converted, not a file");
    }
    var options = new RewriteOptions(output, named, out, walFolder, dryRun);
    return switch (to) {
      case BOLT -> new RewriteRun(VERB, options, ops).run(source -> wish(source, line));
      case ROCKS -> new RowsRun(options, ops).run();
    };
  }

  private Optional<ReleaseLine> line() {
    if (etcdVersion.isEmpty()) {
      return Optional.empty();
    }
    if (to != Carrier.BOLT) {
      throw new UsageException("--etcd-version: goes with --to bolt only");
    }
    Optional<ReleaseLine> line = EtcdVersion.parse(etcdVersion.get()).flatMap(ReleaseLine::of);
    if (line.isEmpty()) {
      throw new UsageException("--etcd-version " + etcdVersion.get() + ": expected 3.4 to 3.7");
    }
    return line;
  }

  private static RewriteRun.Wish wish(RewriteSource source, Optional<ReleaseLine> line)
      throws IOException, FormatException {
    DbSource db = source.db();
    if (line.isPresent()) {
      requireStart(db, line.get());
      requireReadableLog(source, line.get());
    }
    Set<Bytes> removed = line.map(ConvertBackend::unknownTo).orElse(Set.of());
    var edits = Map.of(Bucket.META, new Selection.Edit(false, new TreeMap<>(), removed));
    return new RewriteRun.Wish(
        new Selection(db.view(), Selection.KeyFilter.ALL, edits),
        OptionalLong.empty(),
        false,
        List.of());
  }

  /** A server ends at its start when the cluster has agreed on a later version than its own. */
  private static void requireStart(DbSource db, ReleaseLine line) throws FormatException {
    Optional<String> agreed = BackendState.read(db.view()).cluster().clusterVersion();
    Optional<ReleaseLine> of = agreed.flatMap(EtcdVersion::parse).flatMap(ReleaseLine::of);
    if (of.isPresent() && of.get().compareTo(line) > 0) {
      throw new UnsupportedFormatException(
          new Extent(db.file().toString(), 0, 0),
          "cluster version",
          agreed.get(),
          "up to " + line + " by an etcd of " + line);
    }
  }

  /** From 3.6 on a server panics at requests of the v2 API that are behind its snapshot. */
  private static void requireReadableLog(RewriteSource source, ReleaseLine line)
      throws IOException, FormatException {
    if (line.compareTo(ReleaseLine.V3_6) < 0 || source.walFolder().isEmpty()) {
      return;
    }
    var directory = WalDirectory.list(source.walFolder().get());
    if (directory.segments().isEmpty()) {
      return;
    }
    var v2 = new V2Requests();
    var replay = new LogReplay();
    try (var chain = WalChain.open(directory.segments())) {
      while (chain.advance()) {
        v2.record(chain.cursor());
        replay.add(chain.ordinal(), chain.cursor());
      }
    }
    long from = replay.newestSnapshot().map(it -> it.position().index()).orElse(0L);
    Optional<V2Requests.Last> last =
        line == ReleaseLine.V3_6 ? v2.foreignTo36(from) : v2.foreignTo37(from);
    if (last.isPresent()) {
      throw new UnsupportedFormatException(
          last.get().at(),
          "request of the v2 API, entry " + last.get().raftIndex(),
          last.get().what(),
          "none behind the last raft snapshot, at index "
              + from
              + ", by an etcd of "
              + line
              + "; let the member make a snapshot first (--snapshot-count), or start an etcd of"
              + " an earlier release on it");
    }
  }

  /** Rows of bucket {@code meta} that the release never writes. */
  private static Set<Bytes> unknownTo(ReleaseLine line) {
    Set<Bytes> rows = new HashSet<>();
    if (line.compareTo(ReleaseLine.V3_6) < 0) {
      rows.add(STORAGE_VERSION);
    }
    if (line == ReleaseLine.V3_4) {
      rows.add(TERM);
      rows.add(CONF_STATE);
    }
    return rows;
  }
}
