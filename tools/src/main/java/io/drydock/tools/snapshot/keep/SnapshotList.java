package io.drydock.tools.snapshot.keep;

import io.drydock.formats.member.ClusterId;
import io.drydock.tools.ExitCode;
import io.drydock.tools.UsageException;
import io.drydock.tools.cli.OutputOptions;
import io.drydock.tools.output.Terminal;
import io.drydock.tools.progress.Progress;
import io.drydock.tools.snapshot.manifest.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code snapshot list}: what a folder of backups holds, and whether it can be relied on. */
@Command(
    name = "list",
    description = "What a backup folder holds: age, size, revision, cluster, proven or not, gaps.",
    mixinStandardHelpOptions = true)
public final class SnapshotList implements Callable<Integer> {

  @Parameters(paramLabel = "DIR", description = "a folder of snapshot files")
  private Path folder;

  @Option(
      names = "--verify",
      description = "read every file that has a manifest, and compare its SHA-256")
  private boolean reads;

  @Mixin private final OutputOptions options;

  /** Writes to this terminal. */
  public SnapshotList(Terminal terminal) {
    options = new OutputOptions(terminal);
  }

  @Override
  public Integer call() throws IOException {
    if (Files.isRegularFile(folder)) {
      throw new UsageException(folder + ": a file; `drydock snapshot verify` looks at one");
    }
    BackupFolder found = BackupFolder.read(folder);
    List<Listed> snapshots = new ArrayList<>();
    for (BackupFolder.Entry entry : found.entries()) {
      snapshots.add(listed(entry));
    }
    found.unproven().stream().map(Listed::of).forEach(snapshots::add);
    found.unusable().stream().map(Listed::of).forEach(snapshots::add);
    var report = new ListReport(folder, options.now(), newestFirst(withGaps(snapshots)));
    options.output().report(report);
    return (report.hasWrong() ? ExitCode.FINDINGS : ExitCode.OK).code();
  }

  /** One that cannot be read now is told as such, and the others with it. */
  private Listed listed(BackupFolder.Entry entry) {
    try {
      return Listed.of(entry, state(entry));
    } catch (IOException unreadable) {
      return Listed.of(
          new BackupFolder.Unusable(
              entry.file(), String.valueOf(unreadable.getMessage()), entry.manifest().began()));
    }
  }

  private Listed.State state(BackupFolder.Entry entry) throws IOException {
    if (entry.fileBytes() < 0) {
      return Listed.State.MISSING;
    }
    if (!entry.isWhole()) {
      return Listed.State.ALTERED;
    }
    if (!reads) {
      return Listed.State.PROVEN;
    }
    try (Progress progress = options.progresses().start("verify", entry.fileBytes())) {
      return Sha256.of(entry.file(), progress::advance).equals(entry.manifest().packed().sha256())
          ? Listed.State.VERIFIED
          : Listed.State.ALTERED;
    }
  }

  private static List<Listed> newestFirst(List<Listed> snapshots) {
    return snapshots.stream()
        .sorted(Comparator.comparing(Listed::taken).reversed().thenComparing(Listed::file))
        .toList();
  }

  /** Each cluster has a rhythm of its own; what cannot be used leaves a gap. */
  private static List<Listed> withGaps(List<Listed> snapshots) {
    Map<ClusterId, List<Listed>> usable = new HashMap<>();
    List<Listed> all = new ArrayList<>();
    for (Listed each : snapshots) {
      if (each.cluster().isPresent() && !each.state().isWrong()) {
        usable.computeIfAbsent(each.cluster().get(), _ -> new ArrayList<>()).add(each);
      } else {
        all.add(each);
      }
    }
    for (List<Listed> ofCluster : usable.values()) {
      ofCluster.sort(Comparator.comparing(Listed::taken));
      List<Instant> times = ofCluster.stream().map(Listed::taken).toList();
      List<Optional<Duration>> gaps = Gaps.before(times);
      for (int i = 0; i < gaps.size(); i++) {
        all.add(ofCluster.get(i).withGap(gaps.get(i)));
      }
    }
    return all;
  }
}
