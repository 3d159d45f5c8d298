package io.drydock.formats.bolt;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.FormatException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which pages one commit consists of, found without a look at its leaves: for somebody who copies
 * the pages of a file that a server writes to.
 *
 * <p>bbolt never changes a page that the newest commit reaches: it writes a copy under a number
 * that was free and frees the old number. So a page that two commits in a row reach under one
 * number is the same page in both, and so is all that it leads to; the outline of the next commit
 * only reads what is new. That holds from one commit to the next alone: two commits later a number
 * may have been used again.
 *
 * <p>Pages are named by their first number; those that continue one belong to it. Leaves of the
 * bucket of buckets count as pages that lead to others. A bucket in another bucket, which no etcd
 * file has, is not gone into.
 */
public final class PageOutline {

  private final PageSet pages;
  private final Map<Long, Inner> inner;

  /** Where a page leads to; all of it are leaves, or each has to be looked at. */
  private record Inner(long[] children, boolean leadsToLeaves) {}

  private PageOutline(PageSet pages, Map<Long, Inner> inner) {
    this.pages = pages;
    this.inner = inner;
  }

  /**
   * The outline of the file's commit.
   *
   * @param before that of the commit right before this one, or none; it must not be used any more,
   *     whatever comes of this
   * @throws CorruptFileException when a page that leads to others is damaged, or a server has used
   *     its number again meanwhile
   */
  public static PageOutline of(BoltFile file, Optional<PageOutline> before) throws FormatException {
    return new Reading(file, before.map(known -> known.inner).orElseGet(HashMap::new)).run();
  }

  /** First numbers of all pages, that of the freelist included. */
  public PageSet pages() {
    return pages;
  }

  private record Pending(long id, boolean isOfTop) {}

  /** First all reading from the file, which is little; then the rest from what is known. */
  private static final class Reading {

    private final BoltFile file;
    private final Map<Long, Inner> known;
    private final Map<Long, Inner> read = new HashMap<>();
    private final Deque<Pending> todo = new ArrayDeque<>();

    Reading(BoltFile file, Map<Long, Inner> known) {
      this.file = file;
      this.known = known;
    }

    PageOutline run() throws FormatException {
      long root = file.meta().rootPageId();
      push(root, true);
      while (!todo.isEmpty()) {
        Pending next = todo.pop();
        if (!known.containsKey(next.id) && !read.containsKey(next.id)) {
          read(next);
        }
      }
      return collect(root);
    }

    private void push(long id, boolean isOfTop) {
      todo.push(new Pending(id, isOfTop));
    }

    private void read(Pending next) throws FormatException {
      file.source().visited(file.pageSize());
      switch (file.treePage(next.id, file.metaField(0, 0))) {
        case BranchPage branch -> readBranch(next, branch);
        case LeafPage leaf -> {
          if (next.isOfTop) {
            readBuckets(next, leaf);
          }
        }
      }
    }

    /** All children of a page are of one kind: a tree of bbolt is equally deep everywhere. */
    private void readBranch(Pending next, BranchPage branch) throws FormatException {
      long[] children = new long[branch.count()];
      for (int i = 0; i < children.length; i++) {
        children[i] = branch.childId(i);
      }
      boolean leadsToLeaves = !next.isOfTop && !leadsOn(children);
      read.put(next.id, new Inner(children, leadsToLeaves));
      for (int i = 0; i < children.length && !leadsToLeaves; i++) {
        push(children[i], next.isOfTop);
      }
    }

    private boolean leadsOn(long[] children) throws FormatException {
      for (long child : children) {
        if (known.containsKey(child)) {
          return true;
        }
      }
      file.source().visited(file.pageSize());
      return file.treePage(children[0], file.metaField(0, 0)) instanceof BranchPage;
    }

    private void readBuckets(Pending next, LeafPage leaf) throws FormatException {
      long[] roots = new long[leaf.count()];
      int count = 0;
      for (int i = 0; i < leaf.count(); i++) {
        LeafElement element = leaf.element(i);
        if (element.isBucket()) {
          BoltBucket bucket = BoltBucket.of(file, element);
          if (!bucket.isInline()) {
            roots[count++] = bucket.rootPageId();
            push(bucket.rootPageId(), false);
          }
        }
      }
      read.put(next.id, new Inner(Arrays.copyOf(roots, count), false));
    }

    private PageOutline collect(long root) throws CorruptFileException {
      var pages = new PageSet(file.pageCount());
      var reached = new PageSet(file.pageCount());
      known.putAll(read);
      add(root, pages);
      if (file.meta().hasFreelist()) {
        add(file.meta().freelistPageId(), pages);
      }
      Deque<Long> open = new ArrayDeque<>();
      open.push(root);
      while (!open.isEmpty()) {
        long id = open.pop();
        Inner here = known.get(id);
        if (here == null) {
          continue;
        }
        reached.add(id);
        for (long child : here.children) {
          add(child, pages);
          if (!here.leadsToLeaves) {
            open.push(child);
          }
        }
      }
      known.keySet().removeIf(id -> !reached.contains(id));
      return new PageOutline(pages, known);
    }

    private void add(long id, PageSet pages) throws CorruptFileException {
      if (id < BoltFile.FIRST_DATA_PAGE || id >= pages.limit() || !pages.add(id)) {
        throw new CorruptFileException(
            file.metaField(0, 0), "page " + id + " is out of range or reached twice");
      }
    }
  }
}
