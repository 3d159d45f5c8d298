package io.drydock.formats.bolt.build;

import io.drydock.formats.bolt.Meta;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.IntFunction;

/**
 * How a whole file is laid out: buckets in buckets, pages numbered in the order in which they are
 * complete, a bucket's pages before the page that names it.
 *
 * <pre>
 * page 0, 1   the metas
 * page 2 ...  leaves and branches; the last page is the root of the tree of buckets
 * </pre>
 */
final class FileLayout<X extends Exception> {

  private static final long FIRST_DATA_PAGE = 2;

  private final int pageSize;
  private final IntFunction<PageWriter<X>> writers;
  private final Deque<TreeLayout<X>> open = new ArrayDeque<>();
  private long nextPage = FIRST_DATA_PAGE;
  private long elements;
  private long leafPages;
  private long branchPages;
  private long overflowPages;

  /**
   * Begins a file with the tree of buckets open.
   *
   * @param pageSize in bytes; see {@link Meta#isPageSize}
   * @param writers for a depth (0 for the tree of buckets) who writes the tree that is open there
   */
  FileLayout(int pageSize, IntFunction<PageWriter<X>> writers) {
    if (!Meta.isPageSize(pageSize)) {
      throw new IllegalArgumentException("page size " + pageSize);
    }
    this.pageSize = pageSize;
    this.writers = writers;
    open.push(new TreeLayout<>(this, writers.apply(0)));
  }

  int pageSize() {
    return pageSize;
  }

  /** Pages that so many bytes need. */
  long pages(long bytes) {
    return (bytes + pageSize - 1) / pageSize;
  }

  /** How many buckets are open: 0 outside of all buckets. */
  int depth() {
    return open.size() - 1;
  }

  void openBucket() {
    open.element().holdsBuckets();
    open.push(new TreeLayout<>(this, writers.apply(open.size())));
  }

  /** The element at hand comes next in the open bucket. */
  void add(int keyBytes, long valueBytes) throws X {
    elements++;
    open.element().add(keyBytes, valueBytes);
  }

  /** Ends the open bucket; its element in the parent is to be added next. */
  TreeLayout.Root closeBucket() throws X {
    TreeLayout.Root root = open.element().finish(true);
    open.pop();
    return root;
  }

  /** Ends the tree of buckets, and so the file. */
  FileShape finish() throws X {
    TreeLayout.Root root = open.element().finish(false);
    return new FileShape(
        pageSize, nextPage, root.pageId(), elements, leafPages, branchPages, overflowPages);
  }

  long takeLeaf(long pages) {
    leafPages++;
    return take(pages);
  }

  long takeBranch(long pages) {
    branchPages++;
    return take(pages);
  }

  private long take(long pages) {
    long first = nextPage;
    nextPage += pages;
    overflowPages += pages - 1;
    return first;
  }
}
