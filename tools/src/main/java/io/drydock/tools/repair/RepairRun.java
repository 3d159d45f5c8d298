package io.drydock.tools.repair;

import io.drydock.formats.FormatException;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.datadir.MemberDirectory;
import io.drydock.formats.snap.SnapFileName;
import io.drydock.tools.fsck.examine.Examination;
import io.drydock.tools.progress.Progress;
import io.drydock.tools.progress.Progresses;
import io.drydock.tools.source.FileHold;
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
  private final Survey survey;
  private final FileOps ops;
  private final Progresses progresses;

  RepairRun(
      RepairPlan plan, MemberDirectory member, Survey survey, FileOps ops, Progresses progresses) {
    this.plan = plan;
    this.member = member;
    this.survey = survey;
    this.ops = ops;
    this.progresses = progresses;
  }

  /**
   * Does it; durable on return.
   *
   * @throws IOException when the disk fails, or the result would not start; nothing has changed
   *     under the final name then
   * @throws FormatException when a file becomes shorter meanwhile; as above
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
    target.requireStillFree();
    ops.rename(part, target.finalPath());
    ops.syncFolder(target.folder());
    return new RepairReport(plan, proof);
  }

  private RepairReport inPlace(Target target) throws IOException, FormatException {
    Path part = target.partPath();
    Path log = part.resolve("wal");
    try (var _ = FileHold.of(member.backendPath());
        Progress progress = progresses.start("write log", survey.directoryBytes())) {
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
    Optional<Path> added = addSnap();
    try {
      ops.syncFolder(snapFolder());
      Examination proof = Proof.of(plan.source(), Optional.of(log), plan, progresses);
      exchange(log, target);
      return proof;
    } catch (IOException | FormatException failure) {
      if (added.isPresent()) {
        ops.delete(added.get());
      }
      throw failure;
    }
  }

  /** The new log waits under the name that the old one gets. */
  private void exchange(Path log, Target target) throws IOException {
    Path aside = target.aside().orElseThrow();
    ops.rename(log, aside);
    try {
      ops.delete(target.partPath());
      ops.exchange(target.finalPath(), aside);
    } catch (IOException failure) {
      PartPath.remove(aside, ops);
      throw failure;
    }
  }

  /** The file that a rebuilt log goes by; one of its name that is not it is set aside. */
  private Optional<Path> addSnap() throws IOException, FormatException {
    if (!(plan.mending() instanceof Mending.Rebuild made)) {
      return Optional.empty();
    }
    Path file = snapFolder().resolve(name(made));
    boolean isThere = Files.exists(file);
    if (isThere && holds(file, NewLog.raftSnapshot(made))) {
      return Optional.empty();
    }
    Path part = PartPath.of(file);
    PartPath.workOn(
        part,
        ops,
        () -> {
          writeSnap(made, part);
          Path broken = file.resolveSibling(file.getFileName() + BROKEN);
          if (isThere && !Files.exists(broken)) {
            ops.link(file, broken);
          }
          ops.rename(part, file);
          return file;
        });
    return isThere ? Optional.empty() : Optional.of(file);
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
    return member.backendPath().getParent();
  }
}
