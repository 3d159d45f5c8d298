package io.drydock.tools.repair;

import io.drydock.formats.FormatException;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.datadir.MemberDirectory;
import io.drydock.formats.snap.SnapFileName;
import io.drydock.formats.wal.WalDirectory;
import io.drydock.tools.fsck.examine.Examination;
import io.drydock.tools.progress.Progress;
import io.drydock.tools.progress.Progresses;
import io.drydock.tools.source.ChangingException;
import io.drydock.tools.source.DbSource;
import io.drydock.tools.source.HeldException;
import io.drydock.tools.write.DirectoryCopy;
import io.drydock.tools.write.FileOps;
import io.drydock.tools.write.PartPath;
import io.drydock.tools.write.Target;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Carries a plan out: the log beside its place, examined with the rest of the member, then named.
 *
 * <p>A log is replaced in place by one exchange of two names: at no moment is there none, which a
 * server would take for a new member's directory. A new {@code .snap} file is there before; servers
 * do not load one that their log has no record of.
 */
final class RepairRun {

  private static final String BROKEN = ".broken";

  private final RepairPlan plan;
  private final MemberDirectory member;
  private final DbSource db;
  private final Survey survey;
  private final FileOps ops;
  private final Progresses progresses;

  RepairRun(RepairPlan plan, Source source, FileOps ops, Progresses progresses) {
    this.plan = plan;
    this.member = source.member();
    this.db = source.db();
    this.survey = source.survey();
    this.ops = ops;
    this.progresses = progresses;
  }

  /** What the plan was made of; nobody else writes it while this runs. */
  record Source(MemberDirectory member, DbSource db, Survey survey) {}

  /** Takes back what was done. */
  @FunctionalInterface
  private interface Undo {
    void run() throws IOException;
  }

  /**
   * Does it; durable on return.
   *
   * @throws IOException when the disk fails, or the result would not start; nothing has changed
   *     under the final name then
   * @throws FormatException when a file becomes shorter meanwhile; as above
   * @throws ChangingException when another writes there meanwhile; as above
   */
  RepairReport run() throws IOException, FormatException {
    Target target = plan.target().orElseThrow();
    return PartPath.workOn(
        target.partPath(), ops, () -> target.isDirectory() ? directory(target) : inPlace(target));
  }

  private RepairReport directory(Target target) throws IOException, FormatException {
    Path part = target.partPath();
    Path to = part.resolve("member");
    Path snap = to.resolve("snap");
    for (Path folder : new Path[] {part, to, snap}) {
      ops.createFolder(folder);
      ops.adopt(folder, member.member());
    }
    DirectoryCopy copy = DirectoryCopy.of(member.walPath(), snapFolder());
    long bytes = copy.bytes() + Files.size(member.backendPath());
    try (Progress progress = progresses.start("write directory", bytes)) {
      new NewLog(survey, plan.known().line(), ops, progress)
          .write(plan.mending(), to.resolve("wal"));
      if (plan.mending() instanceof Mending.Rebuild made) {
        writeSnap(made, snap.resolve(name(made)));
      } else {
        for (Path file : copy.snapshots()) {
          DirectoryCopy.copy(file, snap.resolve(file.getFileName()), ops, progress);
        }
      }
      DirectoryCopy.copy(member.backendPath(), snap.resolve("db"), ops, progress);
    }
    for (Path folder : new Path[] {snap, to, part}) {
      ops.syncFolder(folder);
    }
    Examination proof = Proof.of(part, Optional.empty(), plan, progresses);
    requireUnchanged();
    target.requireStillFree();
    ops.rename(part, target.finalPath());
    ops.syncFolder(target.folder());
    return new RepairReport(plan, proof);
  }

  private RepairReport inPlace(Target target) throws IOException, FormatException {
    Path part = target.partPath();
    Path log = part.resolve("wal");
    try (Progress progress = progresses.start("write log", survey.directoryBytes())) {
      ops.createFolder(part);
      new NewLog(survey, plan.known().line(), ops, progress).write(plan.mending(), log);
      Examination proof = proveAndExchange(log, target);
      ops.syncFolder(target.folder());
      return new RepairReport(plan, proof);
    }
  }

  /** Once the names are exchanged nothing is undone any more. */
  private Examination proveAndExchange(Path log, Target target)
      throws IOException, FormatException {
    Path waiting = target.during();
    Examination proof;
    Undo undo = addSnap();
    try {
      ops.syncFolder(snapFolder());
      proof = Proof.of(plan.source(), Optional.of(log), plan, progresses);
      requireUnchanged();
      exchange(log, target, waiting);
    } catch (IOException | FormatException | HeldException | ChangingException failure) {
      undo(undo, failure);
      throw failure;
    }
    ops.rename(waiting, target.aside().orElseThrow());
    return proof;
  }

  private static void undo(Undo undo, Exception failure) {
    try {
      undo.run();
    } catch (IOException later) {
      failure.addSuppressed(later);
    }
  }

  /** The lock on the database keeps servers away; where there are no locks one may have come. */
  private void requireUnchanged() throws IOException {
    db.checkUnchanged();
    if (!WalDirectory.list(member.walPath()).segments().equals(survey.directory().segments())) {
      throw ChangingException.ofLog(member.walPath().toString());
    }
  }

  /** The new log waits under a name that says neither old nor new; the old one has it then. */
  private void exchange(Path log, Target target, Path waiting) throws IOException {
    ops.rename(log, waiting);
    try {
      ops.delete(target.partPath());
      ops.exchange(target.finalPath(), waiting);
    } catch (IOException failure) {
      PartPath.remove(waiting, ops);
      throw failure;
    }
  }

  /** The file that a rebuilt log goes by; one of its name that is not it is set aside. */
  private Undo addSnap() throws IOException, FormatException {
    if (!(plan.mending() instanceof Mending.Rebuild made)) {
      return () -> {};
    }
    Path file = snapFolder().resolve(name(made));
    boolean isThere = Files.exists(file);
    if (isThere && holds(file, NewLog.raftSnapshot(made))) {
      return () -> {};
    }
    Path part = PartPath.of(file);
    return PartPath.workOn(
        part,
        ops,
        () -> {
          writeSnap(made, part);
          return isThere ? replace(file, part) : add(file, part);
        });
  }

  private Undo add(Path file, Path part) throws IOException {
    ops.rename(part, file);
    return () -> ops.delete(file);
  }

  private Undo replace(Path file, Path part) throws IOException {
    Path broken = Target.freeSibling(file.resolveSibling(file.getFileName() + BROKEN));
    ops.link(file, broken);
    try {
      ops.rename(part, file);
    } catch (IOException failure) {
      ops.delete(broken);
      throw failure;
    }
    return () -> ops.rename(broken, file);
  }

  private static boolean holds(Path file, ByteBuffer expected) throws IOException {
    try (ByteSource source = ByteSource.map(file)) {
      return source.size() == expected.remaining()
          && source.view(0, source.size()).asByteBuffer().equals(expected);
    } catch (FormatException shorter) {
      return false;
    }
  }

  private void writeSnap(Mending.Rebuild made, Path file) throws IOException {
    ByteBuffer bytes = NewLog.raftSnapshot(made);
    try (FileChannel target = ops.create(file)) {
      while (bytes.hasRemaining()) {
        target.write(bytes);
      }
      target.force(true);
    }
    ops.adopt(file, member.backendPath());
  }

  private static String name(Mending.Rebuild made) {
    return new SnapFileName(made.start()).toString();
  }

  private Path snapFolder() {
    return member.snapPath();
  }
}
