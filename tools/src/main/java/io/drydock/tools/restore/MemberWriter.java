package io.drydock.tools.restore;

import io.drydock.formats.FormatException;
import io.drydock.formats.member.MemberRecord;
import io.drydock.formats.snap.SnapEncoder;
import io.drydock.formats.snap.SnapFileName;
import io.drydock.formats.wal.write.WalWriter;
import io.drydock.tools.progress.Progresses;
import io.drydock.tools.write.DatabaseFile;
import io.drydock.tools.write.FileOps;
import io.drydock.tools.write.LogFiles;
import io.drydock.tools.write.Selection;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;

/** Writes the directory of one member. All files are durable on return, names are not yet. */
final class MemberWriter {

  private final NewCluster cluster;
  private final FileOps ops;
  private final Progresses progresses;

  MemberWriter(NewCluster cluster, FileOps ops, Progresses progresses) {
    this.cluster = cluster;
    this.ops = ops;
    this.progresses = progresses;
  }

  /**
   * Writes {@code member/snap} with database and {@code .snap} file, and the log. Folders that are
   * not there are made.
   *
   * @param dataDir without {@code member}
   * @param walFolder must not exist; below {@code dataDir/member}, or elsewhere
   * @throws IOException when the disk fails; what is there then is to be removed
   * @throws FormatException when the snapshot is damaged
   */
  DatabaseFile write(
      MemberRecord self, Path dataDir, Path walFolder, Selection rows, DatabaseFile.Form form)
      throws IOException, FormatException {
    Path snap = dataDir.resolve("member").resolve("snap");
    Staging.makeFolder(snap, ops);
    DatabaseFile database = DatabaseFile.write(snap.resolve("db"), rows, form, ops, progresses);
    writeSnap(snap.resolve(new SnapFileName(cluster.end()).toString()));
    writeLog(self, walFolder);
    return database;
  }

  private void writeSnap(Path name) throws IOException {
    var bytes = SnapEncoder.encode(cluster.raftSnapshot()).segment().asByteBuffer();
    try (FileChannel file = ops.create(name)) {
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
      file.force(true);
    }
  }

  private void writeLog(MemberRecord self, Path folder) throws IOException {
    Staging.makeFolder(folder.getParent(), ops);
    try (var wal = WalWriter.create(new LogFiles(ops), folder, cluster.walMetadata(self))) {
      wal.append(Optional.of(cluster.hardState()), cluster.entries());
      wal.append(cluster.walSnapshot());
    }
  }
}
