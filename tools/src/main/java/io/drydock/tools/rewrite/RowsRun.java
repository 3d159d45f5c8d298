package io.drydock.tools.rewrite;

import io.drydock.formats.FormatException;
import io.drydock.formats.carrier.BucketSum;
import io.drydock.formats.carrier.KvImport;
import io.drydock.formats.rocks.KvDirectory;
import io.drydock.tools.ExitCode;
import io.drydock.tools.progress.Progress;
import io.drydock.tools.write.DirectoryCopy;
import io.drydock.tools.write.FileOps;
import io.drydock.tools.write.PartPath;
import io.drydock.tools.write.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a data directory whose backend is a node's rows: log and snapshots first, then the rows,
 * which are read back and compared, then the name.
 */
final class RowsRun {

  /** For what RocksDB has beside the rows. */
  private static final long SLACK_BYTES = 8L << 20;

  private final RewriteOptions options;
  private final FileOps ops;

  RowsRun(RewriteOptions options, FileOps ops) {
    this.options = options;
    this.ops = ops;
  }

  int run() throws IOException, FormatException {
    try (RewriteSource source = RewriteSource.open(options.named(), options.walFolder())) {
      Target target =
          source.target(options.out(), false, ConvertBackend.VERB, options.output().now());
      if (!options.isDryRun()) {
        source.requireStopped(target);
      }
      RowsPlan plan = plan(source, target);
      if (options.isDryRun()) {
        options.output().output().report(plan);
        return ExitCode.OK.code();
      }
      plan.requireRoom();
      plan.notes().forEach(note -> options.output().terminal().note("note: " + note));
      options.output().output().report(execute(source, plan));
      return ExitCode.OK.code();
    }
  }

  private RowsPlan plan(RewriteSource source, Target target) throws IOException {
    DirectoryCopy copy = copy(source);
    List<String> notes = new ArrayList<>(source.logNotes());
    if (!copy.leftBehind().isEmpty()) {
      notes.add("not copied: " + String.join(", ", copy.leftBehind()));
    }
    if (Files.exists(target.partPath())) {
      notes.add(target.partPath() + " is left from an interrupted run and will be removed");
    }
    return new RowsPlan(
        source.db().file(),
        target,
        source.db().sizeBytes() + copy.bytes() + SLACK_BYTES,
        Files.getFileStore(target.folder()).getUsableSpace(),
        notes);
  }

  private static DirectoryCopy copy(RewriteSource source) throws IOException {
    return DirectoryCopy.of(source.walFolder().orElseThrow(), source.snapFolder());
  }

  private RowsResult execute(RewriteSource source, RowsPlan plan)
      throws IOException, FormatException {
    return PartPath.workOn(plan.target().partPath(), ops, () -> directory(source, plan));
  }

  private RowsResult directory(RewriteSource source, RowsPlan plan)
      throws IOException, FormatException {
    Target target = plan.target();
    Path member = target.partPath().resolve("member");
    Path wal = member.resolve("wal");
    Path snap = member.resolve("snap");
    for (Path folder : new Path[] {target.partPath(), member, wal, snap}) {
      ops.createFolder(folder);
      ops.adopt(folder, source.named());
    }
    DirectoryCopy copy = copy(source);
    try (Progress progress = start("copy log and snapshots", copy.bytes())) {
      copy.into(wal, snap, ops, progress);
    }
    Path kv = member.resolve(KvDirectory.NAME);
    List<BucketSum> sums;
    try (Progress progress = start("rows", 2 * source.db().sizeBytes())) {
      sums = KvImport.run(source.db().view(), kv, progress::advance);
    }
    adopt(kv, source.named());
    source.db().checkUnchanged();
    for (Path folder : new Path[] {member, target.partPath()}) {
      ops.syncFolder(folder);
    }
    target.requireStillFree();
    ops.rename(target.partPath(), target.finalPath());
    ops.syncFolder(target.folder());
    return new RowsResult(
        plan,
        KvDirectory.bytes(target.finalPath().resolve("member").resolve(KvDirectory.NAME)),
        sums.stream().mapToLong(BucketSum::rows).sum());
  }

  private Progress start(String task, long bytes) {
    return options.output().progresses().start(task, bytes);
  }

  /** The server's user owns the files, too; their modes are RocksDB's. */
  private void adopt(Path kv, Path like) throws IOException {
    ops.adopt(kv, like);
    try (var files = Files.newDirectoryStream(kv)) {
      for (Path file : files) {
        Files.setOwner(file, Files.getOwner(like));
      }
    }
  }
}
