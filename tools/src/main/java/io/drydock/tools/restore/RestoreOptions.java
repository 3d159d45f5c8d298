package io.drydock.tools.restore;

import io.drydock.formats.backend.EtcdVersion;
import io.drydock.formats.backend.ReleaseLine;
import io.drydock.tools.UsageException;
import io.drydock.tools.cli.OutputOptions;
import io.drydock.tools.output.Terminal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command line of {@code snapshot restore}: etcdutl's flags, and ours. */
final class RestoreOptions {

  static final String DEFAULT_TOKEN = "etcd-cluster";

  private static final String DEFAULT_NAME = "default";
  private static final String DEFAULT_PEER_URL = "http://localhost:2380";

  /**
   * Far above what any cluster wrote since its last snapshot: 10,000 changes a second for a day.
   */
  private static final long AUTO_BUMP = 1_000_000_000;

  @Parameters(
      paramLabel = "FILE",
      description = "a snapshot file, also compressed with zstd or gzip; a database; a directory")
  private Path file;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "name of the member (default: default)")
  private Optional<String> name = Optional.empty();

  @Option(
      names = "--initial-cluster",
      paramLabel = "NAME=URL,…",
      description = "all members (default: this one alone)")
  private Optional<String> initialCluster = Optional.empty();

  @Option(
      names = "--initial-cluster-token",
      paramLabel = "TOKEN",
      description =
          "ids depend on it; give a new one to keep old members out (default: "
              + DEFAULT_TOKEN
              + ")")
  private Optional<String> token = Optional.empty();

  @Option(
      names = "--initial-advertise-peer-urls",
      paramLabel = "URL,…",
      description = "peer URLs of the member (default: " + DEFAULT_PEER_URL + ")")
  private Optional<String> advertised = Optional.empty();

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "the new data directory (default: NAME.etcd)")
  private Optional<Path> dataDir = Optional.empty();

  @Option(
      names = "--wal-dir",
      paramLabel = "DIR",
      description = "where the WAL goes (default: DIR/member/wal)")
  private Optional<Path> walFolder = Optional.empty();

  @Option(
      names = "--cluster",
      paramLabel = "YAML",
      description = "restore every member that this file describes, below --out")
  private Optional<Path> cluster = Optional.empty();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "with --cluster: DIR/NAME is the data directory of a member")
  private Optional<Path> out = Optional.empty();

  @Option(
      names = "--bump-revision",
      paramLabel = "N|auto",
      description = "raise the revision by N, so that clients see none twice; auto is 1000000000")
  private Optional<String> bump = Optional.empty();

  @Option(
      names = "--mark-compacted",
      description = "with --bump-revision: tell watchers that all older revisions are compacted")
  private boolean marksCompacted;

  @Option(names = "--drop-alarms", description = "leave raised alarms behind")
  private boolean dropsAlarms;

  @Option(
      names = "--etcd-version",
      paramLabel = "X.Y",
      description = "write the files as this release of etcd does (default: as the source's)")
  private Optional<String> etcdVersion = Optional.empty();

  @Option(
      names = "--skip-hash-check",
      description = "restore also without the right SHA-256 at the end of the file")
  private boolean skipsHashCheck;

  @Option(
      names = "--despite-findings",
      description =
          "restore also a store that breaks the rules of a store; its pages must be sound")
  private boolean despiteFindings;

  @Option(names = "--dry-run", description = "print the plan and stop")
  private boolean dryRun;

  @Option(
      names = "--check",
      description = "restore into a temporary place, prove it, remove it, and say what was proven")
  private boolean trial;

  @Mixin private final OutputOptions output;

  RestoreOptions(Terminal terminal) {
    this.output = new OutputOptions(terminal);
  }

  /**
   * Looks at what goes together.
   *
   * @throws UsageException when something does not
   */
  void check() {
    boolean needsNoPlace = trial && out.isEmpty();
    if (cluster.isPresent() != out.isPresent() && !(cluster.isPresent() && needsNoPlace)) {
      throw new UsageException("give --cluster YAML and --out DIR together");
    }
    if (trial && dryRun) {
      throw new UsageException("give one of --check and --dry-run");
    }
    boolean isSingle =
        name.isPresent()
            || initialCluster.isPresent()
            || advertised.isPresent()
            || dataDir.isPresent()
            || walFolder.isPresent()
            || token.isPresent();
    if (cluster.isPresent() && isSingle) {
      throw new UsageException(
          "--cluster says all of the members: leave out --name, --data-dir, --wal-dir,"
              + " --initial-cluster, --initial-cluster-token and --initial-advertise-peer-urls");
    }
    if (bump().isPresent() != marksCompacted) {
      throw new UsageException("give --bump-revision and --mark-compacted together");
    }
  }

  /** The cluster and the one member to write, or all of them. */
  record Wanted(ClusterSpec spec, List<String> names) {}

  Wanted wanted() throws IOException {
    if (cluster.isPresent()) {
      ClusterSpec spec = ClusterFile.read(cluster.get());
      return new Wanted(spec, List.copyOf(spec.members().keySet()));
    }
    String member = name.orElse(DEFAULT_NAME);
    List<String> urls =
        Arrays.stream(advertised.orElse(DEFAULT_PEER_URL).split(","))
            .map(url -> ClusterSpec.url("--initial-advertise-peer-urls", url))
            .toList();
    String text =
        initialCluster.orElseGet(
            () -> String.join(",", urls.stream().map(url -> member + "=" + url).toList()));
    ClusterSpec spec = ClusterSpec.parse(token.orElse(DEFAULT_TOKEN), "--initial-cluster", text);
    spec.requireMember(member, urls);
    return new Wanted(spec, List.of(member));
  }

  Path file() {
    return file;
  }

  /** Where the user wants it: a data directory, or a folder that holds those of all members. */
  Optional<Path> place() {
    return out.or(() -> dataDir);
  }

  /** The folder that is made when the user names none. */
  Path defaultPlace() {
    return Path.of(name.orElse(DEFAULT_NAME) + ".etcd");
  }

  /** The flag that names the place. */
  String placeFlag() {
    return isWholeCluster() ? "--out" : "--data-dir";
  }

  boolean isWholeCluster() {
    return cluster.isPresent();
  }

  Optional<Path> walFolder() {
    return walFolder;
  }

  /**
   * By how much the revision is raised; absent for 0.
   *
   * @throws UsageException when it is no number
   */
  OptionalLong bump() {
    if (bump.isEmpty()) {
      return OptionalLong.empty();
    }
    if (bump.get().equals("auto")) {
      return OptionalLong.of(AUTO_BUMP);
    }
    try {
      long by = Long.parseLong(bump.get());
      if (by >= 0) {
        return by == 0 ? OptionalLong.empty() : OptionalLong.of(by);
      }
    } catch (NumberFormatException notANumber) {
      throw new UsageException(
          "--bump-revision " + bump.get() + ": a number up to 2^63-1, or auto");
    }
    throw new UsageException("--bump-revision " + bump.get() + ": 0 or more");
  }

  boolean dropsAlarms() {
    return dropsAlarms;
  }

  /**
   * The release line asked for.
   *
   * @throws UsageException when it is none that is known
   */
  Optional<ReleaseLine> line() {
    return etcdVersion.map(text ->
        EtcdVersion.parse(text)
            .flatMap(ReleaseLine::of)
            .orElseThrow(
                () -> new UsageException("--etcd-version " + text + ": 3.4 to 3.7 are known")));
  }

  boolean skipsHashCheck() {
    return skipsHashCheck;
  }

  boolean goesOnDespiteFindings() {
    return despiteFindings;
  }

  boolean isDryRun() {
    return dryRun;
  }

  boolean isTrial() {
    return trial;
  }

  OutputOptions output() {
    return output;
  }
}
