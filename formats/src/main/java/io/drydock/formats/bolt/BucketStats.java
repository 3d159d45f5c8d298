package io.drydock.formats.bolt;

import io.drydock.formats.CorruptFileException;

/**
 * Size and shape of the tree of one bucket. Pages of buckets in the bucket are not counted; the
 * bytes of an inline bucket are those of its leaf in the parent's page.
 *
 * @param keys elements in leaves, buckets included
 * @param buckets those elements that are buckets
 * @param depth levels, 1 for a single leaf or an inline bucket
 * @param branch the branch pages
 * @param leaf the leaf pages
 * @param isInline true when the bucket has no page of its own
 */
public record BucketStats(
    long keys, long buckets, int depth, Pages branch, Pages leaf, boolean isInline) {

  /**
   * Pages of one kind.
   *
   * @param count pages without those that continue them; 0 for an inline bucket
   * @param overflow pages that continue them
   * @param bytesInUse what headers, tables, keys and values need
   */
  public record Pages(long count, long overflow, long bytesInUse) {}

  static BucketStats of(BoltBucket bucket) throws CorruptFileException {
    var counter = new Counter();
    new TreeWalk<>(bucket.file(), counter).over(bucket);
    return new BucketStats(
        counter.keys,
        counter.buckets,
        counter.depth,
        counter.branch.sum(),
        counter.leaf.sum(),
        bucket.isInline());
  }

  private static final class Sum {
    long count;
    long overflow;
    long bytesInUse;

    void add(TreePage page, boolean isInline) throws CorruptFileException {
      count += isInline ? 0 : 1;
      overflow += page.header().overflow();
      bytesInUse += page.bytesInUse();
    }

    Pages sum() {
      return new Pages(count, overflow, bytesInUse);
    }
  }

  private static final class Counter implements TreeWalk.Visitor<CorruptFileException> {
    final Sum branch = new Sum();
    final Sum leaf = new Sum();
    long keys;
    long buckets;
    int depth;

    @Override
    public void page(TreePage page, TreeWalk.Position position) throws CorruptFileException {
      depth = Math.max(depth, position.depth());
      switch (page) {
        case BranchPage children -> branch.add(children, false);
        case LeafPage elements -> {
          leaf.add(elements, position.bucket().isInline());
          keys += elements.count();
        }
      }
    }

    @Override
    public void damaged(TreeWalk.Damage kind, CorruptFileException damage)
        throws CorruptFileException {
      throw damage;
    }

    @Override
    public boolean enters(BoltBucket nested) {
      buckets++;
      return false;
    }
  }
}
