package io.drydock.tools.rewrite;

import io.drydock.formats.FormatException;
import io.drydock.formats.backend.BackendHash;
import io.drydock.formats.backend.BoltView;
import io.drydock.formats.bolt.BoltCheck;
import io.drydock.formats.bolt.BoltFile;
import io.drydock.formats.bolt.build.BoltBuilder;
import io.drydock.formats.bolt.build.FileShape;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.dbsnapshot.SnapshotTrailer;
import io.drydock.tools.progress.Progress;
import io.drydock.tools.progress.Progresses;
import io.drydock.tools.source.Aside;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * Carries a plan out: new file beside, sync, read back and check, name.
 *
 * <p>At every point of interruption the final name has the old content or the new one, whole. What
 * is not finished lies under the name with {@link Target#PART}; the next run removes it.
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
   */
  RewriteResult toFile(boolean withTrailer) throws IOException, FormatException {
    Target target = plan.target();
    removePart(target.partPath());
    RewriteResult result = database(target.partPath(), withTrailer);
    if (target.aside().isPresent()) {
      ops.link(target.finalPath(), target.aside().get());
      ops.syncFolder(target.folder());
    }
    ops.rename(target.partPath(), target.finalPath());
    ops.syncFolder(target.folder());
    return result;
  }

  /**
   * Writes a whole data directory.
   *
   * @param copy the rest of the member
   * @param like the old data directory, for owner and permissions
   */
  RewriteResult toDirectory(DirectoryCopy copy, Path like) throws IOException, FormatException {
    Target target = plan.target();
    removePart(target.partPath());
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
    ops.rename(target.partPath(), target.finalPath());
    ops.syncFolder(target.folder());
    return result;
  }

  private RewriteResult database(Path file, boolean withTrailer)
      throws IOException, FormatException {
    RowSink.Writing sink;
    FileShape shape;
    try (FileChannel channel = ops.create(file)) {
      var builder = new BoltBuilder(channel, old.pageSize());
      sink = new RowSink.Writing(builder);
      selection.copyTo(sink);
      shape = builder.finishDurably(old.meta().txid() + 1);
      if (withTrailer) {
        SnapshotTrailer.append(channel);
        channel.force(true);
      }
    }
    ops.adopt(file, plan.source());
    verify(file, sink);
    return new RewriteResult(plan, shape.bytes(), sink.hash(), sink.rows());
  }

  /** Reads the new file as a stranger would; its structure in a thread of its own. */
  private void verify(Path file, RowSink.Writing sink) throws IOException, FormatException {
    try (ByteSource source = ByteSource.map(file);
        Progress progress = progresses.start("check", source.size())) {
      BoltFile structure = BoltFile.open(source.forAnotherThread());
      try (var check = Aside.start("check structure", () -> BoltCheck.of(structure, 1))) {
        var view = BoltView.of(BoltFile.open(source)).watchedBy(progress::advance);
        BackendHash hash = BackendHash.ofSnapshot(view);
        boolean isSame = hash.hash() == sink.hash() && hash.records() == sink.rows();
        if (!check.result().isClean() || !isSame) {
          throw new IllegalStateException(
              file + ": what was read back is not what was written; the old file is untouched");
        }
      }
    }
  }

  /** What an interrupted run left under the part's name is only ever ours. */
  private void removePart(Path part) throws IOException {
    if (!Files.exists(part)) {
      return;
    }
    try (Stream<Path> entries = Files.walk(part)) {
      for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
        ops.delete(entry);
      }
    }
  }
}
