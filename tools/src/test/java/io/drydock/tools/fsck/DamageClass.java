package io.drydock.tools.fsck;

import io.drydock.testdata.Directories;
import java.nio.file.Files;
import java.nio.file.Path;

/** The ways in which data directories of members get damaged, and what fsck calls each. */
public enum DamageClass {
  NONE("", damage -> {}),
  LAST_RECORD_CUT(
      "WAL-TORN",
      damage -> {
        Damage.Frame last = damage.last();
        Damage.cut(damage.segments().getLast(), last.offset() + last.bytes() / 2 + 4);
      }),
  LAST_RECORD_ZEROED(
      "WAL-TORN",
      damage -> {
        Damage.Frame last = damage.last();
        byte[] zeros = new byte[(int) last.bytes() - 8];
        Damage.write(damage.segments().getLast(), last.offset() + 8, zeros);
      }),
  BIT_OF_THE_LAST_RECORD(
      "WAL-CRC", damage -> Damage.flip(damage.segments().getLast(), damage.last().offset() + 14)),
  BIT_OF_AN_OLD_SEGMENT("WAL-CRC", damage -> Damage.flip(damage.segments().getFirst(), 5000)),
  LONG_LENGTH_BEHIND_THE_END(
      "WAL-TORN-LONG",
      damage -> {
        Damage.Frame last = damage.last();
        byte[] length = {-1, -1, -1, -1, -1, -1, 0, 0, 1, 2, 3};
        Damage.write(damage.segments().getLast(), last.offset() + last.bytes(), length);
      }),
  OLD_SEGMENT_CUT(
      "WAL-TORN-INSIDE",
      damage -> {
        Path first = damage.segments().getFirst();
        Damage.cut(first, Files.size(first) - 20);
      }),
  OLD_SEGMENT_JUNK("WAL-TORN-INSIDE", damage -> damage.replace(0, new byte[] {1, 2, 3, 4, 5})),
  OLD_SEGMENT_EMPTY("WAL-SEGMENT-EMPTY", damage -> damage.replace(0, new byte[0])),
  OLD_SEGMENT_ZEROED("WAL-SEGMENT-EMPTY", damage -> damage.replace(0, new byte[4096])),
  NEWEST_SEGMENT_EMPTY("WAL-SEGMENT-EMPTY", damage -> damage.replace(1, new byte[0])),
  NEWEST_SEGMENT_JUNK("WAL-TORN", damage -> damage.replace(1, new byte[] {1, 2, 3, 4, 5})),
  FIRST_CHECKSUM_GONE("WAL-HEAD", damage -> damage.dropRecord(0, 0)),
  NEWEST_CHECKSUM_GONE("WAL-HEAD", damage -> damage.dropRecord(1, 0)),
  NEWEST_METADATA_GONE("WAL-HEAD", damage -> LogEdit.dropMetadata(damage, 1)),
  OLD_METADATA_OF_ANOTHER("WAL-METADATA", damage -> LogEdit.renameOwner(damage, 0)),
  NEWEST_METADATA_OF_ANOTHER("WAL-METADATA", damage -> LogEdit.renameOwner(damage, 1)),
  FIRST_SEGMENT_GONE("", damage -> Files.delete(damage.segments().getFirst())),
  MIDDLE_SEGMENT_GONE("WAL-SEQUENCE", Damage::loseSegmentBetween),
  NEWEST_SEGMENT_GONE("DB-AHEAD-OF-LOG", damage -> Files.delete(damage.segments().getLast())),
  SEGMENT_RENAMED(
      "WAL-SEQUENCE",
      damage -> {
        Path second = damage.segments().get(1);
        String name = second.getFileName().toString().replaceFirst("1-", "a-");
        Files.move(second, second.resolveSibling(name));
      }),
  ALL_SEGMENTS_GONE("WAL-EMPTY", damage -> damage.deleteAll(damage.segments())),
  LOG_GONE("LOG-MISSING", damage -> Directories.delete(damage.data().resolve("member/wal"))),
  COMMIT_AHEAD("WAL-COMMIT-AHEAD", Damage::commitAhead),
  NEWEST_SNAPSHOT_ROTTEN("SNAP-CRC", damage -> damage.flipSnapshot(damage.snapshots().getLast())),
  NEWEST_SNAPSHOT_EMPTY("SNAP-EMPTY", damage -> Damage.cut(damage.snapshots().getLast(), 0)),
  ALL_SNAPSHOTS_ROTTEN("SNAP-CRC", DamageClass::spoilSnapshots),
  ALL_SNAPSHOTS_ROTTEN_AND_LOG_TRIMMED(
      "SNAP-NONE-USABLE",
      damage -> {
        spoilSnapshots(damage);
        Files.delete(damage.segments().getFirst());
      }),
  ALL_SNAPSHOTS_GONE("SNAP-BEHIND-LOG", damage -> damage.deleteAll(damage.snapshots())),
  DATABASE_GONE("DB-MISSING", damage -> Files.delete(damage.db())),
  DATABASE_EMPTY("DB-EMPTY", damage -> Damage.cut(damage.db(), 0)),
  DATABASE_AND_SNAPSHOTS_GONE(
      "DB-MISSING",
      damage -> {
        Files.delete(damage.db());
        damage.deleteAll(damage.snapshots());
      }),
  DATABASE_OF_ONE_PAGE("BOLT-TRUNCATED", damage -> Damage.cut(damage.db(), 4096)),
  DATABASE_CUT_IN_HALF(
      "BOLT-TRUNCATED", damage -> Damage.cut(damage.db(), damage.pages() / 2 * 4096)),
  BOTH_METAS_BAD(
      "DB-DAMAGED",
      damage -> {
        damage.spoilMeta(0);
        damage.spoilMeta(1);
      }),
  NEWEST_META_BAD("BOLT-META", damage -> damage.spoilMeta(damage.newestMeta())),
  LEAF_OVERWRITTEN("BOLT-PAGE", Damage::spoilLeaf),
  REVISION_SPOILT("MVCC-KEY", Damage::spoilRevision),
  VALUE_SPOILT("MVCC-VALUE", Damage::spoilValue),
  DATABASE_OLDER("DB-BEHIND-SNAPSHOT", damage -> damage.setConsistentIndex(5)),
  DATABASE_NEWER("DB-AHEAD-OF-LOG", damage -> damage.setConsistentIndex(5_000_000)),
  SNAP_FOLDER_GONE(
      "SNAP-MISSING", damage -> Directories.delete(damage.data().resolve("member/snap")));

  private final String code;
  private final Harm harm;

  DamageClass(String code, Harm harm) {
    this.code = code;
    this.harm = harm;
  }

  /** How it is made. */
  @FunctionalInterface
  private interface Harm {
    void to(Damage damage) throws Exception;
  }

  /** What fsck must find; empty when it is no damage. */
  String code() {
    return code;
  }

  /** Does it to the directory of a stopped member. */
  public void harm(Path data) throws Exception {
    harm.to(new Damage(data));
  }

  private static void spoilSnapshots(Damage damage) throws Exception {
    for (Path snapshot : damage.snapshots()) {
      damage.flipSnapshot(snapshot);
    }
  }
}
