package io.drydock.formats.bolt.build;

/**
 * What a written file consists of.
 *
 * @param pageSize in bytes
 * @param highWaterMark pages of the file, both metas included
 * @param rootPageId page of the tree of buckets
 * @param elements keys in all buckets, names of buckets included
 * @param leafPages leaves, without the pages that continue them and without inline buckets
 * @param branchPages branches, without the pages that continue them
 * @param overflowPages pages that continue another
 */
public record FileShape(
    int pageSize,
    long highWaterMark,
    long rootPageId,
    long elements,
    long leafPages,
    long branchPages,
    long overflowPages) {

  /** Length of the file. */
  public long bytes() {
    return highWaterMark * pageSize;
  }
}
