package io.drydock.tools.restore;

import io.drydock.formats.FormatException;
import io.drydock.formats.backend.BackendCursor;
import io.drydock.formats.backend.BackendView;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.backend.CompactionMark;
import io.drydock.formats.backend.EtcdVersion;
import io.drydock.formats.backend.ReleaseLine;
import io.drydock.formats.backend.Revision;
import io.drydock.formats.backend.RevisionKey;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.member.MemberRecord;
import io.drydock.tools.write.Selection;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The rows in which a restored database differs from the snapshot.
 *
 * <pre>
 * bucket           | what becomes of it
 * -----------------+---------------------------------------------------------------------
 * members          | emptied; the new members, without client URLs
 * members_removed  | emptied
 * meta             | consistent_index is the end of the new log; term is 1, since 3.5 and
 *                  | where there was one; scheduledCompactRev when revisions are bumped;
 *                  | storageVersion not above the release that is written for, none below 3.6
 * cluster          | clusterVersion not above the release that is written for
 * key              | when revisions are bumped, an empty record at the new revision
 * alarm            | emptied when asked for
 * </pre>
 *
 * <p>All else stays: leases, users, roles, compaction marks, confState (the old one; no server
 * reads it). Source: {@code etcdutl snapshot restore} of etcd 3.5.30, 3.6.14 and 3.7.1, which leave
 * both versions as they are. That of 3.4 leaves the old members in the database, by mistake; here
 * they go.
 *
 * @param edits by bucket
 * @param notes what the reader must know about them, one sentence each
 */
record RestoredRows(Map<Bucket, Selection.Edit> edits, List<String> notes) {

  private static final Bytes CONSISTENT_INDEX = Bytes.ofUtf8("consistent_index");
  private static final Bytes TERM = Bytes.ofUtf8("term");
  private static final Bytes STORAGE_VERSION = Bytes.ofUtf8("storageVersion");
  private static final Bytes CLUSTER_VERSION = Bytes.ofUtf8("clusterVersion");

  RestoredRows {
    edits = Map.copyOf(edits);
    notes = List.copyOf(notes);
  }

  /**
   * What the user wants to be different.
   *
   * @param bumpedTo the new revision; absent to leave revisions as they are
   * @param dropsAlarms alarms go
   * @param lowersVersions versions above the cluster's release line are lowered
   */
  record Wish(OptionalLong bumpedTo, boolean dropsAlarms, boolean lowersVersions) {}

  /**
   * Works them out.
   *
   * @throws FormatException when one of the small buckets is damaged
   */
  static RestoredRows of(BackendView snapshot, NewCluster cluster, Wish wish)
      throws FormatException {
    var edits = new EnumMap<Bucket, Selection.Edit>(Bucket.class);
    List<String> notes = new ArrayList<>();
    SortedMap<Bytes, Bytes> members = new TreeMap<>();
    for (MemberRecord member : cluster.members()) {
      members.put(Bytes.ofUtf8(member.id().hex()), member.encode());
    }
    edits.put(Bucket.MEMBERS, replaced(members));
    edits.put(Bucket.MEMBERS_REMOVED, replaced(new TreeMap<>()));
    edits.put(Bucket.META, replaced(meta(rows(snapshot, Bucket.META), cluster, wish, notes)));
    if (wish.lowersVersions()) {
      SortedMap<Bytes, Bytes> rows = rows(snapshot, Bucket.CLUSTER);
      lower(rows, CLUSTER_VERSION, cluster.line(), notes);
      edits.put(Bucket.CLUSTER, replaced(rows));
    }
    if (wish.bumpedTo().isPresent()) {
      var empty = new TreeMap<>(Map.of(revision(wish.bumpedTo().getAsLong()), Bytes.EMPTY));
      edits.put(Bucket.KEY, new Selection.Edit(false, empty));
    }
    if (wish.dropsAlarms()) {
      edits.put(Bucket.ALARM, replaced(new TreeMap<>()));
    }
    return new RestoredRows(edits, notes);
  }

  private static Selection.Edit replaced(SortedMap<Bytes, Bytes> rows) {
    return new Selection.Edit(true, rows);
  }

  private static SortedMap<Bytes, Bytes> meta(
      SortedMap<Bytes, Bytes> rows, NewCluster cluster, Wish wish, List<String> notes) {
    rows.put(CONSISTENT_INDEX, u64(cluster.end().index()));
    if (cluster.line() != ReleaseLine.V3_4 || rows.containsKey(TERM)) {
      rows.put(TERM, u64(cluster.end().term()));
    }
    wish.bumpedTo()
        .ifPresent(
            bumpedTo -> rows.put(CompactionMark.SCHEDULED.key(), CompactionMark.value(bumpedTo)));
    if (wish.lowersVersions()) {
      if (cluster.line().compareTo(ReleaseLine.V3_6) >= 0) {
        lower(rows, STORAGE_VERSION, cluster.line(), notes);
      } else if (rows.remove(STORAGE_VERSION) != null) {
        notes.add("storageVersion is taken out: etcd " + cluster.line() + " has none");
      }
    }
    return rows;
  }

  private static void lower(
      SortedMap<Bytes, Bytes> rows, Bytes key, ReleaseLine line, List<String> notes) {
    Optional<String> stored = Optional.ofNullable(rows.get(key)).map(Bytes::toUtf8);
    EtcdVersion highest = EtcdVersion.parse(line.toString()).orElseThrow();
    boolean isAbove =
        stored
            .flatMap(EtcdVersion::parse)
            .filter(version ->
                !new EtcdVersion(version.major(), version.minor(), 0).equals(highest)
                    && version.compareTo(highest) > 0)
            .isPresent();
    if (isAbove) {
      rows.put(key, Bytes.ofUtf8(highest.toString()));
      notes.add(
          key.toUtf8() + " " + stored.get() + " becomes " + highest + ", as --etcd-version says");
    }
  }

  private static SortedMap<Bytes, Bytes> rows(BackendView snapshot, Bucket bucket)
      throws FormatException {
    SortedMap<Bytes, Bytes> rows = new TreeMap<>();
    BackendCursor cursor = snapshot.cursor(bucket);
    while (cursor.next()) {
      rows.put(Bytes.copyOf(cursor.key()), Bytes.copyOf(cursor.value()));
    }
    return rows;
  }

  private static Bytes revision(long main) {
    return new RevisionKey(new Revision(main, 0), false).encode();
  }

  private static Bytes u64(long value) {
    return Bytes.adopt(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
  }
}
