package io.drydock.tools.fsck;

import com.google.protobuf.ByteString;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.backend.Revision;
import io.drydock.formats.backend.RevisionKey;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.proto.mvccpb.KeyValue;
import io.drydock.formats.proto.raftpb.ConfChangeType;
import io.drydock.formats.proto.raftpb.ConfState;
import io.drydock.formats.proto.raftpb.EntryType;
import io.drydock.formats.proto.raftpb.Snapshot;
import io.drydock.formats.raft.LogPosition;
import io.drydock.formats.raft.RaftMessages;
import io.drydock.formats.snap.SnapEncoder;
import io.drydock.formats.snap.SnapReader;
import io.drydock.formats.wal.WalChain;
import io.drydock.formats.wal.WalDirectory;
import io.drydock.formats.wal.WalEncoder;
import io.drydock.formats.wal.WalRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** One way for each code to come out of a directory that etcd wrote, beside {@link DamageClass}. */
enum CodeCase {
  ALARM_CORRUPT("ALARM-CORRUPT", damage -> alarm(damage, 2)),
  ALARM_UNKNOWN("ALARM-UNKNOWN", damage -> alarm(damage, 9)),
  ALARM_MEMBER("ALARM-MEMBER", damage -> alarm(damage, 1)),
  COMPACTION_OPEN(
      "DB-COMPACTION-OPEN", damage -> put(damage, Bucket.META, "scheduledCompactRev", rev(925))),
  COMPACTION_MARKS(
      "MVCC-MARKS", damage -> put(damage, Bucket.META, "finishedCompactRev", rev(925))),
  CONF_NOTED("DB-CONF", damage -> put(damage, Bucket.META, "confState", text("{\"voters\":[1]}"))),
  VERSIONS(
      "DB-VERSION",
      Place.LINE_3_6,
      damage -> put(damage, Bucket.CLUSTER, "clusterVersion", text("3.7.0"))),
  UNKNOWN_BUCKET_ROW(
      "BACKEND-ROW", damage -> put(damage, Bucket.MEMBERS, "nobody", text("no record"))),
  LEASE_OF_NOBODY("MVCC-LEASE", damage -> record(damage, 0, 1, 77)),
  VERSION_WRONG("MVCC-VERSION", damage -> record(damage, 0, 5, 0)),
  SUB_WITHOUT_FIRST("MVCC-SUB", damage -> record(damage, 3, 1, 0)),
  REVISION_LEFT_OUT("MVCC-GAP", damage -> new RowEdit(damage).keep(CodeCase::isNotLate)),

  MEMBER_REMOVED("MEMBER-SELF-REMOVED", Place.FOLLOWER, CodeCase::removeSelf),
  SNAPSHOT_CONF("SNAP-CONF", damage -> voters(damage, List.of(1L), List.of())),
  SNAPSHOT_MEMBERS("SNAP-MEMBERS", damage -> voters(damage, List.of(1L), List.of())),
  SNAPSHOT_WITHOUT_VOTERS("SNAP-VOTERS", damage -> voters(damage, List.of(), List.of())),
  SNAPSHOT_UNRECORDED(
      "SNAP-NO-RECORD",
      Place.MEMBER,
      damage -> new LogEdit(damage).drop(WalRecord.SnapshotRecord.class::isInstance)),
  SNAPSHOT_NAME(
      "SNAP-NAME",
      damage ->
          Files.move(
              newestSnap(damage),
              newestSnap(damage).resolveSibling("0000000000000002-0000000000000fff.snap"))),
  SNAPSHOT_NO_ENVELOPE("SNAP-ENVELOPE", damage -> Files.write(newestSnap(damage), new byte[99])),
  STORE_SPOILT("SNAP-V2-STORE", Place.INSPECTED, damage -> Damage.spoilStore(newestSnap(damage))),

  INSPECTED_TORN(
      "LOG-TORN", Place.INSPECTED, damage -> DamageClass.LAST_RECORD_CUT.harm(damage.data())),
  INSPECTED_CORRUPT(
      "LOG-CORRUPT",
      Place.INSPECTED,
      damage -> DamageClass.BIT_OF_AN_OLD_SEGMENT.harm(damage.data())),
  INSPECTED_TORN_INSIDE(
      "LOG-CORRUPT", Place.INSPECTED, damage -> DamageClass.OLD_SEGMENT_JUNK.harm(damage.data())),
  INSPECTED_GAP(
      "LOG-GAP", Place.INSPECTED, damage -> DamageClass.MIDDLE_SEGMENT_GONE.harm(damage.data())),
  INSPECTED_WITHOUT_METADATA(
      "LOG-NO-METADATA",
      Place.INSPECTED,
      damage -> DamageClass.OLD_SEGMENT_JUNK.harm(damage.data())),
  INSPECTED_WITHOUT_SNAPSHOT(
      "LOG-NO-SNAPSHOT",
      Place.INSPECTED,
      damage -> new LogEdit(damage).drop(WalRecord.SnapshotRecord.class::isInstance)),
  HOLE_BEHIND_SNAPSHOT("LOG-HOLE", Place.MEMBER, damage -> dropBehindSnapshot(damage, 1, 2)),
  ENTRIES_MISSING("WAL-INDEX-GAP", Place.MEMBER, damage -> dropBehindSnapshot(damage, 4, 3)),
  NO_SNAPSHOT_RECORD(
      "WAL-SNAPSHOT-NONE",
      Place.MEMBER,
      damage -> new LogEdit(damage).drop(WalRecord.SnapshotRecord.class::isInstance)),
  START_GONE(
      "WAL-START-MISSING",
      damage -> {
        var log = new LogEdit(damage);
        log.drop(WalRecord.SnapshotRecord.class::isInstance);
        log.appendSnapshot(new LogPosition(2, 5));
        Files.delete(damage.segments().getFirst());
      }),
  SNAPSHOT_AHEAD(
      "WAL-SNAPSHOT-AHEAD",
      Place.MEMBER,
      damage -> {
        var log = new LogEdit(damage);
        log.appendSnapshot(new LogPosition(log.term(), log.last() + 50));
      }),
  SNAPSHOT_TERM(
      "WAL-SNAPSHOT-TERM",
      Place.MEMBER,
      damage -> {
        var log = new LogEdit(damage);
        LogPosition newest = log.read().newestSnapshot().orElseThrow().position();
        log.appendSnapshot(new LogPosition(newest.term() + 1, newest.index()));
      }),
  TERM_BACK(
      "WAL-TERM-BACK",
      Place.MEMBER,
      damage -> {
        var log = new LogEdit(damage);
        log.append(Optional.empty(), LogEdit.entry(1, log.last() + 1));
      }),
  ENTRY_ZERO(
      "WAL-ENTRY-ZERO",
      Place.MEMBER,
      damage -> new LogEdit(damage).append(Optional.empty(), LogEdit.entry(0, 0))),
  COMMITTED_REWRITTEN(
      "WAL-COMMITTED-REWRITTEN",
      Place.MEMBER,
      damage -> {
        var log = new LogEdit(damage);
        log.append(Optional.empty(), LogEdit.entry(log.term() + 1, log.last() - 3));
      }),
  STATE_BACK(
      "WAL-STATE-BACK",
      Place.MEMBER,
      damage -> {
        var log = new LogEdit(damage);
        log.append(Optional.of(log.state(1, 0, 1)));
      }),
  VOTE_CHANGED(
      "WAL-VOTE-CHANGED",
      Place.MEMBER,
      damage -> {
        var log = new LogEdit(damage);
        long term = log.read().state().orElseThrow().term();
        log.append(Optional.of(log.state(term, 4711, log.last())));
      }),
  ENTRY_TYPE(
      "WAL-ENTRY-TYPE",
      Place.MEMBER,
      damage -> {
        var log = new LogEdit(damage);
        var position = new LogPosition(log.term(), log.last() + 1);
        log.append(
            Optional.empty(),
            RaftMessages.entry(EntryType.EntryConfChangeV2, position, Optional.<Bytes>empty()));
      }),
  RECORD_TYPE("WAL-RECORD-TYPE", Place.MEMBER, damage -> appendRaw(damage, 9, new byte[] {8, 1})),
  RECORD_DATA(
      "WAL-RECORD-DATA", Place.MEMBER, damage -> appendRaw(damage, 2, new byte[] {-1, -1, -1})),
  UNKNOWN_FIELD(
      "WAL-UNKNOWN-FIELD",
      Place.MEMBER,
      damage -> appendRaw(damage, 3, new byte[] {8, 3, 16, 0, 24, (byte) 0xfe, 8, 0x78, 1})),
  RECORD_SIZE(
      "WAL-RECORD-SIZE",
      Place.MEMBER,
      damage -> {
        var log = new LogEdit(damage);
        var data = Optional.of(Bytes.copyOf(new byte[11 << 20]));
        var position = new LogPosition(log.term(), log.last() + 1);
        log.append(Optional.empty(), RaftMessages.entry(EntryType.EntryNormal, position, data));
      }),
  NO_RECORD(
      "WAL-RECORD",
      Place.MEMBER,
      damage -> {
        Damage.Frame last = damage.last();
        Damage.write(damage.segments().getLast(), last.offset() + 8, (byte) 0xff, (byte) 0xff);
      }),
  STALE_BYTES(
      "WAL-STALE-BYTES",
      Place.MEMBER,
      damage -> {
        Path newest = damage.segments().getLast();
        Damage.write(newest, Files.size(newest) - 9, (byte) 7);
      }),
  CRC_CHAIN(
      "WAL-CRC-CHAIN",
      damage -> {
        Path first = damage.segments().getFirst();
        Damage.cut(first, Damage.frames(first).getLast().offset());
      }),
  NAME_INDEX(
      "WAL-NAME-INDEX",
      damage -> {
        Path newest = damage.segments().getLast();
        String name = newest.getFileName().toString().replaceFirst("45[.]wal", "46.wal");
        Files.move(newest, newest.resolveSibling(name));
      }),
  NAME(
      "WAL-NAME",
      Place.MEMBER,
      damage -> Files.write(damage.data().resolve("member/wal/notes.wal"), new byte[1])),
  BROKEN_COPY(
      "WAL-BROKEN-COPY",
      Place.MEMBER,
      damage -> {
        Path newest = damage.segments().getLast();
        Files.write(newest.resolveSibling(newest.getFileName() + ".broken"), new byte[1]);
      }),
  LEFTOVER(
      "WAL-LEFTOVER",
      Place.MEMBER,
      damage -> Files.write(damage.data().resolve("member/wal/0.tmp"), new byte[1])),
  NEWEST_MISSING("WAL-NEWEST-MISSING", damage -> Files.delete(damage.segments().getLast()));

  /** The last but one record of the key space of the archive: no compaction takes it. */
  private static final int LATE_ROW = 195;

  private final String code;
  private final Place place;
  private final Harm harm;

  CodeCase(String code, Harm harm) {
    this(code, Place.SINGLE, harm);
  }

  CodeCase(String code, Place place, Harm harm) {
    this.code = code;
    this.place = place;
    this.harm = harm;
  }

  /** Where it is made, and what looks at it. */
  enum Place {
    SINGLE("etcd-3.5.30-single", "data", "fsck"),
    INSPECTED("etcd-3.5.30-single", "data", "inspect"),
    LINE_3_6("etcd-3.6.14-single", "data", "fsck"),
    MEMBER("etcd-3.5.30-cluster3", "m1", "fsck"),
    FOLLOWER("etcd-3.5.30-cluster3", "m2", "fsck");

    private final String archive;
    private final String member;
    private final String command;

    Place(String archive, String member, String command) {
      this.archive = archive;
      this.member = member;
      this.command = command;
    }

    String archive() {
      return archive;
    }

    String member() {
      return member;
    }

    String command() {
      return command;
    }
  }

  /** How it is made. */
  @FunctionalInterface
  private interface Harm {
    void to(Damage damage) throws Exception;
  }

  String code() {
    return code;
  }

  Place place() {
    return place;
  }

  void harm(Damage damage) throws Exception {
    harm.to(damage);
  }

  private static boolean isNotLate(long row) {
    return row != LATE_ROW;
  }

  private static Bytes text(String text) {
    return Bytes.ofUtf8(text);
  }

  private static Bytes rev(long main) {
    return new RevisionKey(new Revision(main, 0), false).encode();
  }

  private static void put(Damage damage, Bucket bucket, String key, Bytes value) throws Exception {
    new RowEdit(damage).put(bucket, text(key), value);
  }

  /** Of member 5, whom nobody knows. */
  private static void alarm(Damage damage, int kind) throws Exception {
    var key = Bytes.copyOf(new byte[] {8, 5, 16, (byte) kind});
    new RowEdit(damage).put(Bucket.ALARM, key, Bytes.EMPTY);
  }

  /** A record of the revision behind the last one. */
  private static void record(Damage damage, long sub, long version, long lease) throws Exception {
    long main = 930;
    var value =
        KeyValue.newBuilder()
            .setKey(ByteString.copyFromUtf8("/code"))
            .setCreateRevision(main)
            .setModRevision(main)
            .setVersion(version)
            .setLease(lease)
            .build();
    Bytes key = new RevisionKey(new Revision(main, sub), false).encode();
    new RowEdit(damage).put(Bucket.KEY, key, Bytes.copyOf(value.toByteString()));
  }

  private static void removeSelf(Damage damage) throws Exception {
    var log = new LogEdit(damage);
    long self = log.read().owner().orElseThrow().nodeId();
    var change =
        RaftMessages.confChange(7, ConfChangeType.ConfChangeRemoveNode, self, Optional.empty());
    var data = Optional.of(Bytes.copyOf(change.toByteString()));
    var position = new LogPosition(log.term(), log.last() + 1);
    log.append(
        Optional.of(log.state(log.term(), 0, log.last() + 1)),
        RaftMessages.entry(EntryType.EntryConfChange, position, data));
  }

  private static Path newestSnap(Damage damage) throws Exception {
    return damage.snapshots().getLast();
  }

  private static Snapshot snapshot(Path path) throws Exception {
    try (ByteSource source = ByteSource.map(path)) {
      return SnapReader.read(source).raftSnapshot();
    }
  }

  private static void voters(Damage damage, List<Long> voters, List<Long> learners)
      throws Exception {
    Path path = newestSnap(damage);
    Snapshot read = snapshot(path);
    ConfState conf = RaftMessages.confState(voters, learners);
    Snapshot changed =
        read.toBuilder().setMetadata(read.getMetadata().toBuilder().setConfState(conf)).build();
    Files.write(path, SnapEncoder.encode(changed).toByteArray());
  }

  /** Leaves entries out that follow the newest snapshot. */
  private static void dropBehindSnapshot(Damage damage, long from, long count) throws Exception {
    var log = new LogEdit(damage);
    long first = log.read().newestSnapshot().orElseThrow().position().index() + from;
    log.drop(record ->
        record instanceof WalRecord.EntryRecord entry
            && entry.index() >= first
            && entry.index() < first + count);
  }

  /** A record of any type behind the last one. */
  private static void appendRaw(Damage damage, long type, byte[] data) throws Exception {
    Damage.Frame last = damage.last();
    long end = last.offset() + last.bytes();
    try (var chain =
        WalChain.open(WalDirectory.list(damage.data().resolve("member/wal")).segments())) {
      while (chain.advance()) {
        continue;
      }
      var encoder = new WalEncoder(chain.cursor().runningCrc());
      encoder.append(type, data);
      byte[] bytes = new byte[encoder.pendingBytes()];
      encoder.drain().get(bytes);
      Damage.write(damage.segments().getLast(), end, bytes);
    }
  }
}
