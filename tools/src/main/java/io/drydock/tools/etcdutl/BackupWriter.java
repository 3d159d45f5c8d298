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
import io.drydock.formats.wal.WalFileName;
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
 *       | without v3 all entries of the v3 API; then the state, and the record of the .snap file,
 *       | in a second segment when the first has come to 64,000,000 bytes
 * </pre>
 *
 * <p>The log is read from the segment on that the .snap file's entry is in: what lies before is
 * neither read nor needed, and may be damaged or gone.
 *
 * <p>Source: {@code etcdutl backup} of 3.5.30.
 */
final class BackupWriter {

  private static final String NAME = "etcdctl-v2-backup";
  private static final String PEER_URL = "http://use-flag--force-new-cluster:2080";
  private static final Bytes CONSISTENT_INDEX = Bytes.ofUtf8("consistent_index");
  private static final Bytes TERM = Bytes.ofUtf8("term");
  private static final int BATCH = 1000;
  private static final int BATCH_BYTES = 1 << 20;
  private static final long ID_MILLIS_MASK = (1L << 40) - 1;

  private final Session session;
  private final BackupCommand.Places places;
  private final FileOps ops;
  private final Source source;
  private final MemberRecord self;
  private final ConfState confState;

  private BackupWriter(Session session, BackupCommand.Places places, FileOps ops, Source source) {
    this.session = session;
    this.places = places;
    this.ops = ops;
    this.source = source;
    this.self = newMember(session.log().clock().get().toInstant().toEpochMilli());
    this.confState = RaftMessages.confState(List.of(self.id().value()), List.of());
  }

  /** Of the member: its newest snapshot, and the log from the segment on that it lies in. */
  private record Source(Optional<NewestSnap> snap, LogPosition start, MemberLog log) {

    static Source of(BackupCommand.Places places) throws IOException, FormatException {
      Optional<NewestSnap> snap = NewestSnap.in(Place.snap(places.dataDir()), item -> true);
      LogPosition start =
          snap.map(found -> position(found.message())).orElse(new LogPosition(0, 0));
      return new Source(snap, start, MemberLog.readFrom(places.wal(), start.index()));
    }

    private static LogPosition position(Snapshot snapshot) {
      return new LogPosition(snapshot.getMetadata().getTerm(), snapshot.getMetadata().getIndex());
    }
  }

  /**
   * Reads what all depends on, before anything is written.
   *
   * @throws Ended when no segment goes back to the newest snapshot
   * @throws IOException when snapshot or log cannot be read
   * @throws FormatException when one of them is damaged
   */
  static BackupWriter of(Session session, BackupCommand.Places places, FileOps ops)
      throws IOException, FormatException {
    Source source = Source.of(places);
    if (source.log().segments().isEmpty()) {
      throw session.fatal("wal.OpenForRead failed", "wal: file not found");
    }
    return new BackupWriter(session, places, ops, source);
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
    if (source.snap().isPresent()) {
      writeSnap(snapFolder, source.snap().get(), source.start());
      if (!source.log().knows(source.start())) {
        session
            .log()
            .warn("failed to find the match snapshot record", Map.of("at", source.start()));
        session.log().warn("etcdctl will add it back. Start auto fixing...");
      }
    }
    WalFileName newest = writeLog(walFolder);
    writeDatabase(snapFolder.resolve("db"), source.log().replay());
    if (!newest.equals(WalFileName.FIRST)) {
      Path segment = places.log().resolve(newest.toString());
      session.log().info("created a new WAL segment", Map.of("path", segment));
    }
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

  /** The name of the newest segment. */
  private WalFileName writeLog(Path folder) throws IOException, FormatException {
    MemberLog log = source.log();
    LogReplay.Owner owner = log.replay().owner().orElse(new LogReplay.Owner(0, 0));
    Metadata metadata =
        Metadata.newBuilder().setNodeID(owner.nodeId()).setClusterID(owner.clusterId()).build();
    var filter = new BackupEntries(session.log(), places.withV3());
    try (var wal = WalWriter.create(new LogFiles(ops), folder, metadata)) {
      var batch = new Batch(wal);
      log.entriesAfter(
          source.start().index(), entry -> batch.add(filter.translated(entry.message())));
      wal.append(log.replay().state().map(BackupWriter::hardState), batch.entries);
      wal.append(RaftMessages.walSnapshot(source.start(), source.snap().map(_ -> confState)));
      return wal.segment();
    }
  }

  /** Etcd appends all entries at once; here they are handed over before there are too many. */
  private static final class Batch {

    private final WalWriter wal;
    private final List<Entry> entries = new ArrayList<>();
    private long bytes;

    Batch(WalWriter wal) {
      this.wal = wal;
    }

    void add(Entry entry) throws IOException {
      entries.add(entry);
      bytes += entry.getSerializedSize();
      if (entries.size() == BATCH || bytes >= BATCH_BYTES) {
        wal.appendPart(entries);
        entries.clear();
        bytes = 0;
      }
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
