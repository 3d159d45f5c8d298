package io.drydock.tools.snapshot.save;

import io.drydock.formats.FormatException;
import io.drydock.formats.member.ClusterId;
import io.drydock.tools.ExitCode;
import io.drydock.tools.UsageException;
import io.drydock.tools.cli.Interrupt;
import io.drydock.tools.cli.OutputOptions;
import io.drydock.tools.client.Access;
import io.drydock.tools.client.ConnectionOptions;
import io.drydock.tools.output.Terminal;
import io.drydock.tools.snapshot.keep.KeepOptions;
import io.drydock.tools.snapshot.keep.Retention;
import io.drydock.tools.snapshot.keep.RetentionPolicy;
import io.drydock.tools.snapshot.manifest.Compression;
import io.drydock.tools.write.FileOps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code snapshot save}: a backup of a running cluster, proven before it gets its name. */
@Command(
    name = "save",
    description = "Save a running cluster's data; prove it, then name it; remove old backups.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "The flags of the connection have etcdctl's names, and its variables count where a flag"
          + " is not given: ETCDCTL_ENDPOINTS, ETCDCTL_CACERT, ETCDCTL_CERT, ETCDCTL_KEY,"
          + " ETCDCTL_USER, ETCDCTL_PASSWORD and so on."
    })
public final class SnapshotSave implements Callable<Integer> {

  @Parameters(paramLabel = "FILE", description = "the new snapshot file; FILE.json is its manifest")
  private Path file;

  @Option(
      names = "--compress",
      paramLabel = "FORM",
      defaultValue = "none",
      description = "none, zstd or gzip (default: ${DEFAULT-VALUE})")
  private Compression form;

  @Option(
      names = "--dry-run",
      description = "ask the members, print what would be saved and removed, and stop")
  private boolean isDryRun;

  @Option(
      names = "--no-proof",
      description =
          "keep what arrived as it was sent, without looking into it and without a manifest: when"
              + " every second counts")
  private boolean isUnproven;

  @Mixin private final KeepOptions keep = new KeepOptions();
  @Mixin private final ConnectionOptions connection = new ConnectionOptions();
  @Mixin private final OutputOptions options;
  private final FileOps ops;
  private final boolean isReplaced;

  /** Works on the real disk. */
  public SnapshotSave(Terminal terminal) {
    this(terminal, FileOps.DISK, false);
  }

  SnapshotSave(Terminal terminal, FileOps ops) {
    this(terminal, ops, false);
  }

  private SnapshotSave(Terminal terminal, FileOps ops, boolean isReplaced) {
    this.options = new OutputOptions(terminal);
    this.ops = ops;
    this.isReplaced = isReplaced;
  }

  /** One that replaces a snapshot of this name, and its manifest, as etcdctl does. */
  public static SnapshotSave replacing(Terminal terminal, FileOps ops) {
    return new SnapshotSave(terminal, ops, true);
  }

  @Override
  public Integer call() throws IOException, FormatException {
    RetentionPolicy policy = keep.policy();
    if (isUnproven && !policy.isNone()) {
      throw new UsageException("--no-proof: only a proven backup replaces older ones; no --keep…");
    }
    SaveFiles files =
        isReplaced ? SaveFiles.replacing(file, form, ops) : SaveFiles.fresh(file, form, ops);
    files.requirePlace();
    Access access = connection.access();
    var stop = new Stop(access.patience().limit());
    Interrupt interrupt = Interrupt.calls(stop::ask);
    try (Candidates candidates = Candidates.ask(connection.endpoints(), access)) {
      Candidate chosen = candidates.chosen();
      if (isDryRun) {
        SavePlan plan = plan(files, candidates, chosen, policy);
        warn(plan.retention());
        options.output().report(plan);
        return ExitCode.OK.code();
      }
      candidates.notes(chosen).forEach(note -> options.terminal().note("drydock: " + note));
      var run = new SaveRun(files, !isUnproven, options, stop);
      return report(files, run.save(candidates.connection(chosen), chosen), candidates, policy)
          .code();
    } finally {
      interrupt.done();
    }
  }

  private SavePlan plan(
      SaveFiles files, Candidates candidates, Candidate chosen, RetentionPolicy policy)
      throws IOException {
    ClusterId cluster = chosen.status().orElseThrow().clusterId();
    return new SavePlan(
        file,
        candidates.all(),
        chosen,
        Files.getFileStore(files.folder()).getUsableSpace(),
        Retention.of(
            files.folder(),
            cluster,
            policy,
            new RetentionPolicy.Backup(file.getFileName().toString(), options.now()),
            options.now()));
  }

  private ExitCode report(
      SaveFiles files, Outcome outcome, Candidates candidates, RetentionPolicy policy)
      throws IOException {
    if (!(outcome instanceof Outcome.Proven(var manifest, _, _))) {
      options.output().report(new SaveReport(file, candidates.all(), outcome, Retention.NONE));
      return outcome.isSaved() ? ExitCode.OK : ExitCode.FINDINGS;
    }
    ClusterId cluster = manifest.origin().clusterId();
    try {
      var saved = new RetentionPolicy.Backup(file.getFileName().toString(), manifest.began());
      Retention retention = Retention.of(files.folder(), cluster, policy, saved, options.now());
      warn(retention);
      retention.apply(files.folder(), ops);
      options.output().report(new SaveReport(file, candidates.all(), outcome, retention));
    } catch (IOException failure) {
      throw new IOException(
          file
              + ": saved and proven; but the old backups could not be removed: "
              + failure.getMessage(),
          failure);
    }
    return ExitCode.OK;
  }

  private void warn(Retention retention) {
    retention.warnings().forEach(warning -> options.terminal().note("drydock: " + warning));
  }
}
