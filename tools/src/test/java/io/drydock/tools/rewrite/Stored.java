package io.drydock.tools.rewrite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.drydock.formats.backend.BackendCursor;
import io.drydock.formats.backend.BackendView;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.bolt.BoltCheck;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.mvcc.HashKv;
import io.drydock.formats.mvcc.RevisionAnswer;
import io.drydock.tools.source.DbSource;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a stopped member has on disk.
 *
 * @param bytes size of the file
 * @param buckets keys and values of each bucket
 * @param hashes HashKV by revision, as unsigned numbers
 */
public record Stored(
    long bytes, SortedMap<String, SortedMap<Bytes, Bytes>> buckets, SortedMap<Long, Long> hashes) {

  private static final Bytes SCHEDULED = Bytes.ofUtf8("scheduledCompactRev");
  private static final Bytes FINISHED = Bytes.ofUtf8("finishedCompactRev");

  /** Reads a data directory, a database or a snapshot file, whose tree must be sound. */
  public static Stored in(Path named, List<Long> revisions) throws Exception {
    try (DbSource source = DbSource.open(named)) {
      assertEquals(List.of(), BoltCheck.of(source.bolt(), 10).findings(), named.toString());
      BackendView view = source.view();
      var buckets = new TreeMap<String, SortedMap<Bytes, Bytes>>();
      for (Bytes bucket : view.buckets()) {
        buckets.put(bucket.toUtf8(), rows(view, bucket));
      }
      var hashes = new TreeMap<Long, Long>();
      for (long revision : revisions) {
        hashes.put(revision, hash(view, revision));
      }
      return new Stored(source.fileBytes(), buckets, hashes);
    }
  }

  private static SortedMap<Bytes, Bytes> rows(BackendView view, Bytes bucket) throws Exception {
    var rows = new TreeMap<Bytes, Bytes>();
    BackendCursor cursor = view.cursor(bucket);
    while (cursor.next()) {
      rows.put(Bytes.copyOf(cursor.key()), Bytes.copyOf(cursor.value()));
    }
    return rows;
  }

  private static long hash(BackendView view, long revision) throws Exception {
    return switch (HashKv.at(view, revision)) {
      case RevisionAnswer.Found<HashKv>(HashKv found) -> Integer.toUnsignedLong(found.hash());
      case RevisionAnswer.Compacted<HashKv>(long asked, long compacted) ->
          throw new AssertionError(asked + " is compacted at " + compacted);
      case RevisionAnswer.Future<HashKv>(long asked, long current) ->
          throw new AssertionError(asked + " is beyond " + current);
    };
  }

  /** Records of all revisions. */
  public SortedMap<Bytes, Bytes> records() {
    return buckets.get(Bucket.KEY.bucketName().toUtf8());
  }

  /** The two marks of a compaction. */
  public List<Bytes> marks() {
    var meta = buckets.get(Bucket.META.bucketName().toUtf8());
    return List.of(meta.get(SCHEDULED), meta.get(FINISHED));
  }
}
