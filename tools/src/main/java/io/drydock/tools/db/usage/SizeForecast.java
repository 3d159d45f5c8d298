package io.drydock.tools.db.usage;

import io.drydock.formats.FormatException;
import io.drydock.formats.backend.BackendCursor;
import io.drydock.formats.backend.BackendView;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.backend.RevisionKey;
import io.drydock.formats.bolt.build.BoltSizePrediction;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.mvcc.Compaction;
import io.drydock.formats.mvcc.CompactionRule;
import io.drydock.formats.mvcc.KeyScan;
import io.drydock.formats.mvcc.RevisionAnswer.Found;
import io.drydock.formats.mvcc.RevisionBounds;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * How large a database would be when it is written anew, with all of its records and with those
 * that a compaction leaves. One pass over the sizes of all records; the layout that decides is the
 * one that writes.
 *
 * @param afterDefrag length of the file with every record, in bytes
 * @param afterCompaction length of the file when the compaction went before
 * @param droppedRecords how many records the compaction takes
 */
public record SizeForecast(long afterDefrag, long afterCompaction, long droppedRecords) {

  private static final int REVISION_BYTES = RevisionKey.VERSION_BYTES;
  private static final Set<Bytes> MARKS =
      Set.of(Bytes.ofUtf8("finishedCompactRev"), Bytes.ofUtf8("scheduledCompactRev"));

  /**
   * Predicts for a compaction at the newest revision.
   *
   * @param pageSize of the file, which a rewritten one keeps
   * @throws FormatException when a record or a tree is damaged
   */
  public static SizeForecast atNewest(BackendView view, int pageSize) throws FormatException {
    CompactionRule rule = CompactionRule.KEEPS_TOMBSTONE_AT_REVISION;
    long newest = RevisionBounds.of(view).currentRevision();
    return Compaction.at(view, newest, rule) instanceof Found<Compaction>(Compaction compaction)
        ? of(view, pageSize, compaction)
        : of(view, pageSize, Compaction.resume(view, rule));
  }

  /**
   * Predicts.
   *
   * @param pageSize of the file, which a rewritten one keeps
   * @throws FormatException when a tree or a key of bucket {@code key} is damaged
   */
  static SizeForecast of(BackendView view, int pageSize, Compaction compaction)
      throws FormatException {
    var all = new BoltSizePrediction(pageSize);
    var kept = new BoltSizePrediction(pageSize);
    var both = List.of(all, kept);
    for (Bytes bucket : view.buckets()) {
      both.forEach(file -> file.openBucket(bucket.length()));
      if (bucket.equals(Bucket.KEY.bucketName())) {
        addKeys(view, compaction, all, kept);
      } else if (bucket.equals(Bucket.META.bucketName())) {
        addMeta(view, all, kept);
      } else {
        for (BackendCursor cursor = view.cursor(bucket); cursor.next(); ) {
          both.forEach(file -> file.add(cursor.keyLength(), cursor.valueLength()));
        }
      }
      both.forEach(BoltSizePrediction::closeBucket);
    }
    return new SizeForecast(
        all.finish().bytes(), kept.finish().bytes(), compaction.droppedRecords());
  }

  private static void addKeys(
      BackendView view, Compaction compaction, BoltSizePrediction all, BoltSizePrediction kept)
      throws FormatException {
    KeyScan scan = KeyScan.of(view);
    while (scan.next()) {
      int keyBytes = (int) scan.rawKey().byteSize();
      long valueBytes = scan.rawValue().byteSize();
      all.add(keyBytes, valueBytes);
      if (compaction.keeps(scan.ordinal())) {
        kept.add(keyBytes, valueBytes);
      }
    }
  }

  /** A compaction leaves both of its marks, whether they were there before or not. */
  private static void addMeta(BackendView view, BoltSizePrediction all, BoltSizePrediction kept)
      throws FormatException {
    Set<Bytes> missing = new TreeSet<>(MARKS);
    for (BackendCursor cursor = view.cursor(Bucket.META); cursor.next(); ) {
      all.add(cursor.keyLength(), cursor.valueLength());
      kept.add(cursor.keyLength(), cursor.valueLength());
      missing.remove(Bytes.copyOf(cursor.key()));
    }
    missing.forEach(mark -> kept.add(mark.length(), REVISION_BYTES));
  }
}
