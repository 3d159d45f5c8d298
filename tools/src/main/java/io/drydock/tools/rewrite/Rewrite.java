package io.drydock.tools.rewrite;

import io.drydock.formats.FormatException;
import io.drydock.formats.bolt.BoltFile;
import io.drydock.tools.progress.Progress;
import io.drydock.tools.progress.Progresses;
import io.drydock.tools.source.ChangingException;
import io.drydock.tools.source.FileHold;
import io.drydock.tools.source.HeldException;
import io.drydock.tools.write.DatabaseFile;
import io.drydock.tools.write.DirectoryCopy;
import io.drydock.tools.write.FileOps;
import io.drydock.tools.write.PartPath;
import io.drydock.tools.write.Selection;
import io.drydock.tools.write.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Carries a plan out: new file beside, sync, read back and check, name.
 *
 * <p>At every point of interruption the final name has the old content or the new one, whole. What
 * is not finished lies under the name with the suffix of {@link PartPath}; the next run removes it.
 */
final class Rewrite {

  private final RewritePlan plan;
  private final Selection selection;
  private final BoltFile old;
  private final FileOps ops;
  private final Progresses progresses;

  /**
   * Of a plan.
   *
   * @param old what is read, for its page size and transaction number
   */
  Rewrite(RewritePlan plan, Selection selection, BoltFile old, FileOps ops, Progresses progresses) {
    this.plan = plan;
    this.selection = selection;
    this.old = old;
    this.ops = ops;
    this.progresses = progresses;
  }

  /**
   * Writes only a database.
   *
   * @param withTrailer the SHA-256 of a snapshot file is put at its end
   * @throws IOException when the disk fails; nothing has changed under the final name
   * @throws FormatException when the old database is damaged; as above
   * @throws ChangingException when a server was started on the old database meanwhile; as above
   * @throws HeldException when one opened it meanwhile; the old database has its name again
   */
  RewriteResult toFile(boolean withTrailer) throws IOException, FormatException {
    return PartPath.workOn(plan.target().partPath(), ops, () -> file(withTrailer));
  }

  private RewriteResult file(boolean withTrailer) throws IOException, FormatException {
    Target target = plan.target();
    RewriteResult result = database(target.partPath(), withTrailer);
    if (target.aside().isPresent()) {
      ops.link(target.finalPath(), target.aside().get());
      ops.syncFolder(target.folder());
    }
    target.requireStillFree();
    ops.rename(target.partPath(), target.finalPath());
    ops.syncFolder(target.folder());
    if (target.aside().isPresent()) {
      putBackWhatIsOpen(target.aside().get(), target);
      if (!target.keepsOld()) {
        ops.delete(target.aside().get());
        ops.syncFolder(target.folder());
      }
    }
    return result;
  }

  /** A server that opened the old file waits for its lock, and would go on writing it. */
  private void putBackWhatIsOpen(Path old, Target target) throws IOException {
    List<Long> openers = FileHold.openers(old);
    if (!openers.isEmpty()) {
      ops.rename(old, target.finalPath());
      ops.syncFolder(target.folder());
      throw new HeldException(target.finalPath(), openers);
    }
  }

  /**
   * Writes a whole data directory.
   *
   * @param copy the rest of the member
   * @param like the old data directory, for owner and permissions
   */
  RewriteResult toDirectory(DirectoryCopy copy, Path like) throws IOException, FormatException {
    return PartPath.workOn(plan.target().partPath(), ops, () -> directory(copy, like));
  }

  private RewriteResult directory(DirectoryCopy copy, Path like)
      throws IOException, FormatException {
    Target target = plan.target();
    Path member = target.partPath().resolve("member");
    Path wal = member.resolve("wal");
    Path snap = member.resolve("snap");
    for (Path folder : new Path[] {target.partPath(), member, wal, snap}) {
      ops.createFolder(folder);
      ops.adopt(folder, like);
    }
    try (Progress progress = progresses.start("copy log and snapshots", copy.bytes())) {
      copy.into(wal, snap, ops, progress);
    }
    RewriteResult result = database(snap.resolve("db"), false);
    ops.syncFolder(snap);
    ops.syncFolder(member);
    ops.syncFolder(target.partPath());
    target.requireStillFree();
    ops.rename(target.partPath(), target.finalPath());
    ops.syncFolder(target.folder());
    return result;
  }

  private RewriteResult database(Path file, boolean withTrailer)
      throws IOException, FormatException {
    var form = DatabaseFile.Form.after(old, withTrailer);
    DatabaseFile written = DatabaseFile.write(file, selection, form, ops, progresses);
    ops.adopt(file, plan.source());
    if (!old.metasUnchanged()) {
      throw new ChangingException(plan.source().toString(), 1);
    }
    return new RewriteResult(plan, written);
  }
}
