package io.drydock.tools.db.salvage;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.backend.RevisionKey;
import io.drydock.formats.bolt.BoltBucket;
import io.drydock.formats.bolt.BoltFile;
import io.drydock.formats.bolt.LeafElement;
import io.drydock.formats.bolt.PageSet;
import io.drydock.formats.bolt.salvage.KeySpan;
import io.drydock.formats.bolt.salvage.KeySpans;
import io.drydock.formats.bolt.salvage.TreeSalvage;
import io.drydock.formats.bytes.Bytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongPredicate;

/**
 * The trees of one commit, gone over once: what is reached, and where the holes are.
 *
 * <p>Leaves are not kept: going over the trees again gives the same rows.
 */
final class Commit {

  /** Damage that is kept to be shown. */
  private static final int MAX_DAMAGE = 1_000;

  private static final LongPredicate NO_OTHERS = _ -> false;

  private final Origin origin;
  private final BoltFile file;
  private final long pages;
  private final PageSet entered;
  private final SortedMap<Bytes, BoltBucket> buckets = new TreeMap<>();
  private final Map<Bytes, KeySpans> holes = new HashMap<>();
  private final Map<Bytes, PageSet> refused = new HashMap<>();
  private final List<CorruptFileException> damage = new ArrayList<>();
  private KeySpans rootHoles = KeySpans.NONE;
  private long damaged;
  private Marks marks = Marks.NONE;
  private long lastRevision;
  private long keyRows;

  /**
   * Where it was found.
   *
   * @param text for people: {@code meta 1 (transaction 17)}
   * @param isMeta a meta names it, so that bbolt would go by it
   */
  record Origin(String text, boolean isMeta) {}

  private Commit(Origin origin, BoltFile file, long pages) {
    this.origin = origin;
    this.file = file;
    this.pages = pages;
    this.entered = new PageSet(pages);
  }

  /** Goes over all trees of the file's state. */
  static Commit of(Origin origin, BoltFile file, long pages) {
    var commit = new Commit(origin, file, pages);
    commit.readRoot();
    commit.buckets.values().forEach(commit::readBucket);
    return commit;
  }

  /** What bucket {@code meta} of this tree of buckets says; 0 when it cannot be read. */
  static long raftIndexAt(BoltFile file, long pages) {
    var commit = new Commit(new Origin("", false), file, pages);
    commit.readRoot();
    BoltBucket meta = commit.buckets.get(Bucket.META.bucketName());
    if (meta != null) {
      commit.readBucket(meta);
    }
    return commit.marks.raftIndex().orElse(0);
  }

  private void readRoot() {
    var spans = new KeySpans.Builder();
    TreeSalvage.walk(
        file,
        file.root(),
        new TreeSalvage.Pages(NO_OTHERS, entered),
        element -> RowForms.isBucket(file, element),
        new Noting(spans) {
          @Override
          public void row(LeafElement element) {
            note(element);
          }
        });
    rootHoles = spans.build();
  }

  private void note(LeafElement element) {
    try {
      BoltBucket bucket = BoltBucket.of(file, element);
      buckets.put(bucket.name(), bucket);
    } catch (CorruptFileException found) {
      throw new IllegalStateException("passed before", found);
    }
  }

  private void readBucket(BoltBucket bucket) {
    var spans = new KeySpans.Builder();
    boolean isKey = bucket.name().equals(Bucket.KEY.bucketName());
    boolean isMeta = bucket.name().equals(Bucket.META.bucketName());
    var own = TreeSalvage.Pages.unless(id -> isRefused(bucket.name(), id), pages);
    TreeSalvage.walk(
        file,
        bucket,
        own,
        RowForms.of(bucket.name()),
        new Noting(spans) {
          @Override
          public void row(LeafElement element) {
            if (isKey) {
              keyRows++;
              lastRevision = RevisionKey.main(element.key(), 0);
            } else if (isMeta) {
              marks = marks.with(element);
            }
          }
        });
    holes.put(bucket.name(), spans.build());
    entered.addAll(own.own());
  }

  /** True for a page of a tree before; noted, so that a walk over this one alone knows it, too. */
  private boolean isRefused(Bytes bucket, long id) {
    if (!entered.contains(id)) {
      return false;
    }
    refused.computeIfAbsent(bucket, _ -> new PageSet(pages)).add(id);
    return true;
  }

  /** Collects the holes of a tree. */
  private abstract class Noting implements TreeSalvage.Visitor<RuntimeException> {
    private final KeySpans.Builder spans;

    Noting(KeySpans.Builder spans) {
      this.spans = spans;
    }

    @Override
    public void hole(KeySpan span, CorruptFileException cause) {
      spans.add(span);
      damaged++;
      if (damage.size() < MAX_DAMAGE) {
        damage.add(cause);
      }
    }
  }

  /** Goes over a bucket again, without what cannot be read: the rows that the first walk met. */
  <X extends Exception> void rows(Bytes bucket, TreeSalvage.Visitor<X> visitor) throws X {
    if (buckets.containsKey(bucket)) {
      PageSet others = refused.getOrDefault(bucket, PageSet.none());
      var own = TreeSalvage.Pages.unless(others::contains, pages);
      TreeSalvage.walk(file, buckets.get(bucket), own, RowForms.of(bucket), visitor);
    }
  }

  Origin origin() {
    return origin;
  }

  BoltFile file() {
    return file;
  }

  /** Names of the buckets that are reached. */
  Iterable<Bytes> buckets() {
    return buckets.keySet();
  }

  /** Pages of its trees, but for the freelist. */
  PageSet entered() {
    return entered;
  }

  /** Which keys of a bucket may have been in what cannot be read. */
  KeySpans holes(Bytes bucket) {
    if (buckets.containsKey(bucket)) {
      return holes.get(bucket);
    }
    return rootHoles.contains(bucket.segment()) ? KeySpans.ALL : KeySpans.NONE;
  }

  /** True when nothing of it is damaged. */
  boolean isWhole() {
    return damaged == 0;
  }

  /**
   * True when it is known how far it goes: its last revision and the raft index that belongs to it.
   */
  boolean knowsItsEnd() {
    return hasKeys()
        && !holes(Bucket.KEY.bucketName()).isOpenEnded()
        && holes(Bucket.META.bucketName()).isEmpty()
        && marks.raftIndex().isPresent();
  }

  /** True when bucket {@code key} is reached. */
  boolean hasKeys() {
    return buckets.containsKey(Bucket.KEY.bucketName());
  }

  /** The first damages; {@link #damaged()} counts all. */
  List<CorruptFileException> damage() {
    return damage;
  }

  long damaged() {
    return damaged;
  }

  Marks marks() {
    return marks;
  }

  /** Main revision of the last row that is reached; 0 without any. */
  long lastRevision() {
    return lastRevision;
  }

  /** Rows of bucket {@code key} that are reached. */
  long keyRows() {
    return keyRows;
  }
}
