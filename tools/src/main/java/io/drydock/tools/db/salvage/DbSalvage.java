package io.drydock.tools.db.salvage;

import io.drydock.formats.FormatException;
import io.drydock.formats.bolt.build.BoltSizePrediction;
import io.drydock.formats.mvcc.check.MvccCheck;
import io.drydock.formats.mvcc.check.MvccReport;
import io.drydock.tools.ExitCode;
import io.drydock.tools.UsageException;
import io.drydock.tools.cli.OutputOptions;
import io.drydock.tools.output.Terminal;
import io.drydock.tools.output.Texts;
import io.drydock.tools.source.DamagedDb;
import io.drydock.tools.source.DbSource;
import io.drydock.tools.write.DatabaseFile;
import io.drydock.tools.write.FileOps;
import io.drydock.tools.write.NewFile;
import io.drydock.tools.write.RowSink;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code db salvage}: a sound database with what can be read of a broken one. */
@Command(
    name = "salvage",
    description = {
      "Save every readable row of a broken database into a new one; list what is lost.",
      "A database has no checksums: rows that are there are proven by their form and their place,"
          + " but nothing proves the bytes of a value."
    },
    mixinStandardHelpOptions = true)
public final class DbSalvage implements Callable<Integer> {

  @Parameters(
      paramLabel = "PATH",
      description = "a database or snapshot file, or the data directory that holds it")
  private Path named;

  @Option(names = "--out", paramLabel = "FILE", description = "where the new database goes")
  private Optional<Path> out = Optional.empty();

  @Option(names = "--dry-run", description = "say what would be saved and what is lost, and stop")
  private boolean dryRun;

  @Option(
      names = "--with-doubtful",
      description =
          "take also rows at or below the compacted revision that no tree leads to: some of them"
              + " may have been deleted or overwritten")
  private boolean withDoubtful;

  @Mixin private final OutputOptions output;
  private final FileOps ops;

  /** Works on the real disk. */
  public DbSalvage(Terminal terminal) {
    this(terminal, FileOps.DISK);
  }

  DbSalvage(Terminal terminal, FileOps ops) {
    this.output = new OutputOptions(terminal);
    this.ops = ops;
  }

  @Override
  public Integer call() throws IOException, FormatException {
    if (out.isEmpty() && !dryRun) {
      throw new UsageException("give --out FILE, or --dry-run to see what it would hold");
    }
    Optional<NewFile> target = out.map(NewFile::new);
    try (DamagedDb db = DamagedDb.open(named);
        Salvage salvage = Salvage.of(db, Commits.of(db), withDoubtful)) {
      SalvagePlan plan = plan(db, salvage, target);
      if (dryRun) {
        db.checkUnchanged();
        output.output().report(plan);
      } else {
        finish(db, salvage, plan, target.orElseThrow());
      }
      return (plan.isNothingLost() ? ExitCode.OK : ExitCode.FINDINGS).code();
    }
  }

  private SalvagePlan plan(DamagedDb db, Salvage salvage, Optional<NewFile> target)
      throws IOException, FormatException {
    var prediction = new BoltSizePrediction(db.pageSize());
    salvage.copyTo(RowSink.counting(prediction));
    Optional<Long> room = target.isPresent() ? Optional.of(target.get().room()) : Optional.empty();
    return SalvagePlan.of(
        db, salvage, out, new SalvagePlan.Sizes(prediction.finish().bytes(), room));
  }

  private void finish(DamagedDb db, Salvage salvage, SalvagePlan plan, NewFile target)
      throws IOException, FormatException {
    if (!plan.hasRoom()) {
      throw new IOException(
          target.folder()
              + ": "
              + Texts.exactBytes(plan.sizes().file())
              + " are needed, "
              + Texts.exactBytes(plan.sizes().room().orElseThrow())
              + " are free; nothing was written");
    }
    var form = new DatabaseFile.Form(db.pageSize(), plan.txid() + 1, false);
    DatabaseFile written =
        target.make(
            ops,
            part -> {
              var made = DatabaseFile.write(part, salvage, form, ops, output.progresses());
              ops.adopt(part, db.file());
              db.checkUnchanged();
              return made;
            });
    salvage.finished();
    output.output().report(new SalvageReport(plan, written, check(target.path())));
  }

  private static MvccReport check(Path written) throws IOException, FormatException {
    try (DbSource source = DbSource.open(written)) {
      return MvccCheck.of(source.view());
    }
  }
}
