package io.drydock.tools.restore;

import io.drydock.formats.Finding;
import io.drydock.formats.FormatException;
import io.drydock.formats.Located;
import io.drydock.formats.Severity;
import io.drydock.formats.backend.BackendState;
import io.drydock.formats.backend.BackendView;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.member.MemberRecord;
import io.drydock.formats.mvcc.HashKv;
import io.drydock.formats.mvcc.RevisionAnswer;
import io.drydock.formats.mvcc.RevisionBounds;
import io.drydock.formats.proto.raftpb.Entry;
import io.drydock.formats.snap.SnapFileName;
import io.drydock.formats.snap.SnapReader;
import io.drydock.formats.wal.WalDirectory;
import io.drydock.formats.wal.WalEnvelope;
import io.drydock.formats.wal.WalFileName;
import io.drydock.formats.wal.WalReader;
import io.drydock.formats.wal.check.WalCheck;
import io.drydock.tools.source.DbSource;
import io.drydock.tools.write.DatabaseFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * What the restored directories hold, read as a stranger would.
 *
 * @param database as every member has it
 * @param hashKv of the keys, the same of every member
 */
record Proof(DatabaseFile database, HashKv hashKv) {

  /** One record of a log: its type and its message. */
  private record LogRecord(long type, Bytes message) {

    LogRecord(long type, com.google.protobuf.MessageLite message) {
      this(type, Bytes.adopt(message.toByteArray()));
    }
  }

  /**
   * Makes one proof of what was found in each member.
   *
   * @param all at least one
   * @throws IllegalStateException when they differ
   */
  static Proof same(List<Proof> all) {
    if (all.stream().distinct().count() != 1) {
      throw new IllegalStateException("the members' databases differ: " + all);
    }
    return all.getFirst();
  }

  /**
   * Reads a member back: its log and {@code .snap} file, byte for byte what was to be written; its
   * members; HashKV. That all rows of the database are there was seen when it was written.
   *
   * @throws IllegalStateException when something else stands there
   */
  static Proof of(
      NewCluster cluster, MemberRecord self, Path dataDir, Path walFolder, DatabaseFile database)
      throws IOException, FormatException {
    log(cluster, self, walFolder);
    Path snap = dataDir.resolve("member/snap").resolve(new SnapFileName(cluster.end()).toString());
    try (ByteSource source = ByteSource.map(snap)) {
      var found = SnapReader.read(source).raftSnapshot();
      require(found.equals(cluster.raftSnapshot()), snap, "the raft snapshot");
    }
    return new Proof(database, database(cluster, dataDir));
  }

  private static void log(NewCluster cluster, MemberRecord self, Path walFolder)
      throws IOException {
    List<LogRecord> written = written(cluster, self);
    List<Finding> findings = new ArrayList<>();
    WalCheck.Result log =
        WalCheck.run(WalDirectory.list(walFolder), WalCheck.Mode.STOPPED, findings::add);
    findings.removeIf(finding -> finding.severity() == Severity.INFO);
    require(findings.isEmpty(), walFolder, "the log, with findings " + findings);
    require(log.records() == written.size(), walFolder, "the number of records");
    try (ByteSource source = ByteSource.map(walFolder.resolve(WalFileName.FIRST.toString()))) {
      WalReader reader = WalReader.of(source, true);
      for (LogRecord record : written) {
        WalEnvelope envelope = reader.next().orElseThrow().value().envelope();
        var found = new LogRecord(envelope.type(), envelope.data());
        require(found.equals(record), walFolder, "a record of the log");
      }
    }
  }

  private static List<LogRecord> written(NewCluster cluster, MemberRecord self) {
    List<LogRecord> written = new ArrayList<>();
    written.add(new LogRecord(WalEnvelope.CRC, Bytes.EMPTY));
    written.add(new LogRecord(WalEnvelope.METADATA, cluster.walMetadata(self)));
    written.add(new LogRecord(WalEnvelope.SNAPSHOT, cluster.emptySnapshot()));
    for (Entry entry : cluster.entries()) {
      written.add(new LogRecord(WalEnvelope.ENTRY, entry));
    }
    written.add(new LogRecord(WalEnvelope.STATE, cluster.hardState()));
    written.add(new LogRecord(WalEnvelope.SNAPSHOT, cluster.walSnapshot()));
    return written;
  }

  private static HashKv database(NewCluster cluster, Path dataDir)
      throws IOException, FormatException {
    try (DbSource source = DbSource.open(dataDir)) {
      BackendView view = source.view();
      BackendState state = BackendState.read(view);
      var members = new HashSet<>(state.cluster().members().stream().map(Located::value).toList());
      require(members.equals(new HashSet<>(cluster.members())), dataDir, "the members");
      require(state.cluster().removedMembers().isEmpty(), dataDir, "the removed members");
      long index = state.meta().consistentIndex().orElse(0);
      require(index == cluster.end().index(), dataDir, "the consistent index");
      return switch (HashKv.at(view, RevisionBounds.CURRENT)) {
        case RevisionAnswer.Found<HashKv>(HashKv hash) -> hash;
        case RevisionAnswer.Compacted<HashKv> _, RevisionAnswer.Future<HashKv> _ ->
            throw new IllegalStateException(dataDir + ": no current revision");
      };
    }
  }

  private static void require(boolean isSo, Path place, String what) {
    if (!isSo) {
      throw new IllegalStateException(
          place + ": what was read back is not what was written: " + what);
    }
  }
}
