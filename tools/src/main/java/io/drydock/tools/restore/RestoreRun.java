package io.drydock.tools.restore;

import io.drydock.formats.FormatException;
import io.drydock.tools.progress.Progresses;
import io.drydock.tools.source.DbSource;
import io.drydock.tools.write.DatabaseFile;
import io.drydock.tools.write.FileOps;
import io.drydock.tools.write.PartPath;
import io.drydock.tools.write.Selection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Carries a plan out: all members beside their places, read back, then named.
 *
 * <p>At every point of interruption a final name is not there, or what has it is whole.
 */
final class RestoreRun {

  private final RestorePlan plan;
  private final Target target;
  private final FileOps ops;
  private final Progresses progresses;

  RestoreRun(RestorePlan plan, Target target, FileOps ops, Progresses progresses) {
    this.plan = plan;
    this.target = target;
    this.ops = ops;
    this.progresses = progresses;
  }

  /**
   * Does it; durable on return.
   *
   * @param snapshot what the rows come from
   * @param isKept false for a trial, of which nothing stays
   * @throws IOException when the disk fails; nothing is left then
   * @throws FormatException when the snapshot is damaged; as above
   */
  Restored run(DbSource snapshot, Selection rows, boolean isKept)
      throws IOException, FormatException {
    PartPath.Work<Restored> work = () -> write(snapshot, rows, isKept);
    PartPath.Work<Restored> logged =
        target.logStaging().isPresent()
            ? () -> PartPath.workOn(target.logStaging().get().part(), ops, work)
            : work;
    return PartPath.workOn(target.staging().part(), ops, logged);
  }

  private Restored write(DbSource snapshot, Selection rows, boolean isKept)
      throws IOException, FormatException {
    var writer = new MemberWriter(plan.cluster(), ops, progresses);
    var form = DatabaseFile.Form.after(snapshot.bolt(), false);
    List<Proof> proofs = new ArrayList<>();
    for (RestorePlan.Place place : plan.places()) {
      Path dataDir = target.staging().at(place.dataDir());
      Path wal = target.walAt(place);
      DatabaseFile database = writer.write(place.member(), dataDir, wal, rows, form);
      proofs.add(Proof.of(plan.cluster(), place.member(), dataDir, wal, database));
    }
    snapshot.checkUnchanged();
    var restored = new Restored(plan, Proof.same(proofs), isKept);
    if (isKept) {
      name();
    } else {
      PartPath.remove(target.staging().part(), ops);
    }
    return restored;
  }

  /** A log of its own place comes first, durably: a data directory without one would be a trap. */
  private void name() throws IOException {
    Staging data = target.staging();
    data.syncFolders(ops);
    if (target.logStaging().isEmpty()) {
      data.name(ops);
    } else {
      nameBoth(target.logStaging().get(), data);
    }
    data.settle(ops);
  }

  private void nameBoth(Staging log, Staging data) throws IOException {
    log.syncFolders(ops);
    try {
      log.name(ops);
      log.settle(ops);
      data.name(ops);
    } catch (IOException failure) {
      log.unname(ops);
      throw failure;
    }
  }
}
