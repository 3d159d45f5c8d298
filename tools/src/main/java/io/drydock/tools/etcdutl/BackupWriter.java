package io.drydock.tools.etcdutl;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.Extent;
import io.drydock.formats.FormatException;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.member.MemberAttributes;
import io.drydock.formats.member.MemberId;
import io.drydock.formats.member.MemberRecord;
import io.drydock.formats.member.RaftAttributes;
import io.drydock.formats.proto.etcdserverpb.Metadata;
import io.drydock.formats.proto.raftpb.ConfState;
import io.drydock.formats.proto.raftpb.Entry;
import io.drydock.formats.proto.raftpb.HardState;
import io.drydock.formats.proto.raftpb.Snapshot;
import io.drydock.formats.raft.LogPosition;
import io.drydock.formats.raft.RaftMessages;
import io.drydock.formats.snap.SnapEncoder;
import io.drydock.formats.snap.SnapFileName;
import io.drydock.formats.v2store.V2Generator;
import io.drydock.formats.wal.replay.LogReplay;
import io.drydock.formats.wal.write.WalWriter;
import io.drydock.tools.progress.ProgressMode;
import io.drydock.tools.progress.Progresses;
import io.drydock.tools.source.DbSource;
import io.drydock.tools.write.DatabaseFile;
import io.drydock.tools.write.FileOps;
import io.drydock.tools.write.LogFiles;
import io.drydock.tools.write.Selection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Writes the files of a {@code backup}. Bytes in which they differ from the member's:
 *
 * <pre>
 * .snap | configuration and v2 store name the new member alone
 * db    | the new member alone, no cluster version; without v3 nothing else but the place in the
 *       | log
 * log   | one segment: what lies behind the .snap file, entries about members made empty;
 *       | without v3 all entries of the v3 API; then the state, and the record of the .snap file
 * </pre>
 *
 * <p>Source: {@code etcdutl backup} of 3.5.30.
 */
final class BackupWriter {

  private static final String NAME = "etcdctl-v2-backup";
  private static final String PEER_URL = "http://use-flag--force-new-cluster:2080";
  private static final Bytes CONSISTENT_INDEX = Bytes.ofUtf8("consistent_index");
  private static final Bytes TERM = Bytes.ofUtf8("term");
  private static final int BATCH = 1000;
  private static final long ID_MILLIS_MASK = (1L << 40) - 1;

  private final Session session;
  private final BackupCommand.Places places;
  private final FileOps ops;
  private final MemberRecord self;
  private final ConfState confState;

  BackupWriter(Session session, BackupCommand.Places places, FileOps ops) {
    this.session = session;
    this.places = places;
    this.ops = ops;
    this.self = newMember(session.log().clock().get().toInstant().toEpochMilli());
    this.confState = RaftMessages.confState(List.of(self.id().value()), List.of());
  }

  /** Its id is made of the time, as etcd's request ids are. */
  private static MemberRecord newMember(long millis) {
    var id = new MemberId((millis & ID_MILLIS_MASK) << Byte.SIZE | 1);
    return new MemberRecord(
        id, new RaftAttributes(List.of(PEER_URL), false), new MemberAttributes(NAME, List.of()));
  }

  /** Writes all of it; files are durable on return, names are not. */
  void write(Path snapFolder, Path walFolder) throws IOException, FormatException {
    ops.createFolder(snapFolder);
    MemberLog log = MemberLog.read(places.wal());
    Optional<NewestSnap> snap = NewestSnap.in(Place.snap(places.dataDir()), item -> true);
    LogPosition start = snap.map(found -> position(found.message())).orElse(new LogPosition(0, 0));
    if (snap.isPresent()) {
      writeSnap(snapFolder, snap.get(), start);
      if (!log.knows(start)) {
        session.log().warn("failed to find the match snapshot record", Map.of("at", start));
        session.log().warn("etcdctl will add it back. Start auto fixing...");
      }
    }
    writeLog(walFolder, log, start, snap.isPresent());
    writeDatabase(snapFolder.resolve("db"), log.replay());
  }

  private static LogPosition position(Snapshot snapshot) {
    return new LogPosition(snapshot.getMetadata().getTerm(), snapshot.getMetadata().getIndex());
  }

  private void writeSnap(Path folder, NewestSnap snap, LogPosition position)
      throws IOException, CorruptFileException {
    V2Generator.replaceMembers(
        snap.store(), self, new Extent(Place.snap(places.dataDir()).toString(), 0, 0));
    Snapshot message = SnapEncoder.snapshot(position, confState, snap.store().encode());
    ByteBuffer bytes = SnapEncoder.encode(message).segment().asByteBuffer();
    try (FileChannel file = ops.create(folder.resolve(new SnapFileName(position).toString()))) {
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
      file.force(true);
    }
  }

  private void writeLog(Path folder, MemberLog log, LogPosition start, boolean hasSnap)
      throws IOException, FormatException {
    LogReplay.Owner owner = log.replay().owner().orElse(new LogReplay.Owner(0, 0));
    Metadata metadata =
        Metadata.newBuilder().setNodeID(owner.nodeId()).setClusterID(owner.clusterId()).build();
    var filter = new BackupEntries(session.log(), places.withV3());
    try (var wal = WalWriter.create(new LogFiles(ops), folder, metadata)) {
      List<Entry> batch = new ArrayList<>();
      log.entriesAfter(
          start.index(),
          entry -> {
            batch.add(filter.translated(entry.message()));
            if (batch.size() == BATCH) {
              wal.append(Optional.empty(), batch);
              batch.clear();
            }
          });
      wal.append(log.replay().state().map(BackupWriter::hardState), batch);
      wal.append(RaftMessages.walSnapshot(start, Optional.of(confState).filter(_ -> hasSnap)));
    }
  }

  private static HardState hardState(LogReplay.State state) {
    return RaftMessages.hardState(state.term(), state.vote(), state.commit());
  }

  private void writeDatabase(Path file, LogReplay log) throws IOException, FormatException {
    session.log().info("Trimming membership information from the backend...");
    try (DbSource source = DbSource.open(Place.database(places.dataDir()))) {
      Map<Bucket, Selection.Edit> edits = new EnumMap<>(Bucket.class);
      if (!places.withV3()) {
        for (Bucket bucket : Bucket.values()) {
          edits.put(bucket, new Selection.Edit(true, new TreeMap<>()));
        }
        edits.put(Bucket.META, new Selection.Edit(true, new TreeMap<>(place(log))));
      }
      var members = new TreeMap<>(Map.of(Bytes.ofUtf8(self.id().hex()), self.encode()));
      edits.put(Bucket.MEMBERS, new Selection.Edit(true, members));
      edits.put(Bucket.MEMBERS_REMOVED, new Selection.Edit(true, new TreeMap<>()));
      edits.put(Bucket.CLUSTER, new Selection.Edit(true, new TreeMap<>()));
      var filter = places.withV3() ? Selection.KeyFilter.ALL : (Selection.KeyFilter) row -> false;
      DatabaseFile.write(
          file,
          new Selection(source.view(), filter, edits),
          DatabaseFile.Form.after(source.bolt(), false),
          ops,
          new Progresses(session.screen().terminal(), ProgressMode.none, () -> 0));
      source.checkUnchanged();
    }
  }

  private static Map<Bytes, Bytes> place(LogReplay log) {
    long term = log.state().map(LogReplay.State::term).orElse(0L);
    return Map.of(CONSISTENT_INDEX, u64(log.commit()), TERM, u64(term));
  }

  private static Bytes u64(long value) {
    return Bytes.adopt(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
  }
}
