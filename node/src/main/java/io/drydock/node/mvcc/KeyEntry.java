package io.drydock.node.mvcc;

import io.drydock.formats.mvcc.CompactionRule;
import java.util.Arrays;

/**
 * A key with the revisions that are kept of it, oldest first: an ordinal counts them from 0.
 *
 * <p>An immutable value: what changes a key makes a new entry. The newest revision stands in fields
 * of its own, since most keys have no other; the older ones are pairs of numbers in an array, which
 * an entry shares with those made from it. A successor writes only behind the part that the entry
 * looks at, so a key may grow by a revision without its history being copied. That holds as long as
 * an entry has one successor, which {@link KeyIndex} sees to by having one writer.
 *
 * <p>Only of the newest revision does it know create revision and version; older ones have them in
 * their records.
 */
final class KeyEntry {

  private static final long TOMBSTONE = Long.MIN_VALUE;
  private static final int PAIR = 2;
  private static final long[] NONE = {};

  private final byte[] key;
  private final long[] older;
  private final int olderCount;
  private final long main;
  private final long mark;
  private final long createRevision;
  private final long keyVersion;

  private KeyEntry(byte[] key, Older older, Newest newest) {
    this.key = key;
    this.older = older.pairs;
    this.olderCount = older.count;
    this.main = newest.main;
    this.mark = newest.mark;
    this.createRevision = newest.createRevision;
    this.keyVersion = newest.keyVersion;
  }

  private record Older(long[] pairs, int count) {
    static final Older EMPTY = new Older(NONE, 0);
  }

  private record Newest(long main, long mark, long createRevision, long keyVersion) {}

  /**
   * A key of which a put is the first record that is known.
   *
   * @param key taken over
   * @param createRevision main revision of the first put of its generation, this one or compacted
   * @param keyVersion which put of its generation this is
   */
  static KeyEntry ofPut(byte[] key, long main, long sub, long createRevision, long keyVersion) {
    return new KeyEntry(key, Older.EMPTY, new Newest(main, sub, createRevision, keyVersion));
  }

  /** A key of which a tombstone is the first record that is known: all before is compacted. */
  static KeyEntry ofTombstone(byte[] key, long main, long sub) {
    return new KeyEntry(key, Older.EMPTY, new Newest(main, sub | TOMBSTONE, 0, 0));
  }

  /** The key after a put. */
  KeyEntry put(long putMain, long putSub) {
    var newest =
        isAlive()
            ? new Newest(putMain, putSub, createRevision, keyVersion + 1)
            : new Newest(putMain, putSub, putMain, 1);
    return new KeyEntry(key, grown(), newest);
  }

  /** The key after its deletion; it is alive. */
  KeyEntry delete(long deleteMain, long deleteSub) {
    return new KeyEntry(key, grown(), new Newest(deleteMain, deleteSub | TOMBSTONE, 0, 0));
  }

  private Older grown() {
    int end = olderCount * PAIR;
    long[] pairs = older;
    if (end == pairs.length) {
      // By half: little is spare for the many keys that have a few revisions.
      pairs = Arrays.copyOf(pairs, end + Math.max(PAIR, end / PAIR / 2 * PAIR));
    }
    pairs[end] = main;
    pairs[end + 1] = mark;
    return new Older(pairs, olderCount + 1);
  }

  /** The key itself, not to be changed. */
  byte[] key() {
    return key;
  }

  /** True when the newest revision is no tombstone. */
  boolean isAlive() {
    return mark >= 0;
  }

  /** How many revisions are kept. */
  int size() {
    return olderCount + 1;
  }

  /** Main revision of a kept one. */
  long main(int ordinal) {
    return ordinal == olderCount ? main : older[ordinal * PAIR];
  }

  /** Sub revision of a kept one. */
  long sub(int ordinal) {
    return markOf(ordinal) & ~TOMBSTONE;
  }

  /** True when a kept one is a deletion. */
  boolean isTombstone(int ordinal) {
    return markOf(ordinal) < 0;
  }

  private long markOf(int ordinal) {
    return ordinal == olderCount ? mark : older[ordinal * PAIR + 1];
  }

  /** Main revision of the first put of the generation that is alive, 0 when none is. */
  long createRevision() {
    return createRevision;
  }

  /** How many puts the generation that is alive has had, 0 when none is. */
  long keyVersion() {
    return keyVersion;
  }

  /** The newest one that is not above a main revision, -1 when all are. */
  int find(long atMain) {
    if (main <= atMain) {
      return olderCount;
    }
    int from = 0;
    int to = olderCount;
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (older[middle * PAIR] <= atMain) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from - 1;
  }

  /** The one that a reader at a main revision sees, -1 when the key is not alive there. */
  int aliveAt(long atMain) {
    int ordinal = find(atMain);
    return ordinal >= 0 && isTombstone(ordinal) ? -1 : ordinal;
  }

  /** How many of the oldest a compaction drops; {@link #size()} when nothing stays. */
  int dropped(long compactRevision, CompactionRule rule) {
    int newest = find(compactRevision);
    if (newest < 0) {
      return 0;
    }
    boolean stays = !isTombstone(newest) || rule.keepsTombstone(main(newest), compactRevision);
    return stays ? newest : newest + 1;
  }

  /** The key without its oldest revisions, fewer than all. */
  KeyEntry without(int oldest) {
    int left = olderCount - oldest;
    long[] pairs = Arrays.copyOfRange(older, oldest * PAIR, olderCount * PAIR);
    var newest = new Newest(main, mark, createRevision, keyVersion);
    return new KeyEntry(key, new Older(pairs, left), newest);
  }
}
