package io.drydock.formats.mvcc;

import io.drydock.formats.FormatException;
import io.drydock.formats.backend.BackendView;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.backend.ChecksumFeed;
import java.lang.foreign.MemorySegment;

/**
 * etcd's checksum of the key space at a revision: what {@code endpoint hashkv} and the corruption
 * check of the server compare between members.
 *
 * <p>CRC-32C over the text {@code key} and then, in key order, raw key and raw value of each record
 * of bucket {@code key} that counts ({@link HashRule}).
 *
 * <p>So members of one cluster agree only where their compaction revisions do. Source: etcd 3.6.14,
 * {@code mvcc/hash.go}; the same since 3.4.27 and 3.5.10. Servers since 3.5.5 may answer for the
 * revision of a compaction from memory: that answer was taken before the records went, and gives
 * the compaction revision before; after a restart they answer as here.
 *
 * @param hash u32
 * @param compactRevision what history was gone, {@link
 *     io.drydock.formats.backend.MetaState#NEVER_COMPACTED} when none
 * @param hashRevision main revision that it was taken at
 */
public record HashKv(int hash, long compactRevision, long hashRevision) {

  /** Takes the records that count, in key order. */
  public static final class Sum {

    private final ChecksumFeed feed = new ChecksumFeed();

    /** Before the first record. */
    public Sum() {
      feed.add(Bucket.KEY.bucketName().segment());
    }

    /** Adds a record by its bytes. */
    public void add(MemorySegment rawKey, MemorySegment rawValue) {
      feed.add(rawKey);
      feed.add(rawValue);
    }

    /** The hash of all that was added, u32. */
    public int value() {
      return feed.value();
    }
  }

  /**
   * Takes the hash: one scan, or two when anything was compacted.
   *
   * @param revision main revision, {@link RevisionBounds#CURRENT} for the newest
   * @return the hash; or etcd's refusal of a revision below the compaction or above the newest
   *     (servers before 3.4.27 and 3.5.10 refuse the compaction revision as well)
   * @throws FormatException when a record or the tree is damaged
   */
  public static RevisionAnswer<HashKv> at(BackendView view, long revision) throws FormatException {
    RevisionBounds bounds = RevisionBounds.of(view);
    return switch (bounds.resolve(revision)) {
      case RevisionAnswer.Found<Long>(Long main) ->
          new RevisionAnswer.Found<>(take(view, main, bounds.compactRevision()));
      case RevisionAnswer.Compacted<Long>(long asked, long compacted) ->
          new RevisionAnswer.Compacted<>(asked, compacted);
      case RevisionAnswer.Future<Long>(long asked, long current) ->
          new RevisionAnswer.Future<>(asked, current);
    };
  }

  private static HashKv take(BackendView view, long revision, long compactRevision)
      throws FormatException {
    var sum = new Sum();
    var records = HashedRecords.of(view, revision, compactRevision);
    while (records.next()) {
      sum.add(records.scan().rawKey(), records.scan().rawValue());
    }
    return new HashKv(sum.value(), compactRevision, revision);
  }
}
