package io.drydock.formats.bolt.build;

import io.drydock.formats.bolt.BranchPage;
import io.drydock.formats.bolt.LeafPage;
import io.drydock.formats.bolt.PageHeader;
import io.drydock.formats.bytes.Bytes;
import java.util.ArrayList;
import java.util.List;

/**
 * How the sorted elements of one tree fall onto pages. Knows sizes alone.
 *
 * <p>A leaf takes elements up to nine tenths of a page, which is what bbolt fills when it writes in
 * key order. The first element always fits, by overflow; a second one joins it beyond nine tenths
 * when that saves a page, as bbolt puts two at least on every page. Branches follow the same rule
 * with two children at least: bbolt, when it later deletes keys, asserts that a branch below the
 * root has a second child.
 *
 * <p>Memory: one open page for each level.
 */
final class TreeLayout<X extends Exception> {

  /** A leaf of more bytes than this takes no second element, so that it can be written through. */
  static final int PACKED_BYTES = 64 << 10;

  /** Fewer than the 65,535 that mark a long freelist; only huge pages come near. */
  private static final int MAX_COUNT = 0x7fff;

  private static final int MIN_CHILDREN = 2;

  /**
   * A written page as its parent sees it.
   *
   * @param pageId page number
   * @param keyBytes length of its first key
   * @param key its first key; empty when only sizes are known
   */
  record Child(long pageId, int keyBytes, Bytes key) {}

  /**
   * The root of a finished tree.
   *
   * @param pageId page number; 0 when the tree is to be inline
   * @param inlineBytes length of the inline page; 0 when it is not
   */
  record Root(long pageId, long inlineBytes) {}

  private final FileLayout<X> file;
  private final PageWriter<X> writer;
  private final long fillBytes;
  private final List<Level> levels = new ArrayList<>();
  private long leafBytes = PageHeader.BYTES;
  private int leafCount;
  private int firstKeyBytes;
  private boolean hasBuckets;

  /** The open branch of one level, and up to two children that did not fit any more. */
  private final class Level {
    final List<Child> children = new ArrayList<>();
    long bytes = PageHeader.BYTES;
    int fitting;

    void add(Child child) {
      long element = BranchPage.ELEMENT_BYTES + (long) child.keyBytes;
      boolean isOpen = fitting == children.size();
      boolean fits = bytes + element <= fillBytes && fitting < MAX_COUNT;
      if (isOpen && (fits || fitting < MIN_CHILDREN)) {
        fitting++;
        bytes += element;
      }
      children.add(child);
    }

    /** Takes the first children out. */
    List<Child> take(int count) {
      List<Child> head = children.subList(0, count);
      var taken = List.copyOf(head);
      head.clear();
      List<Child> rest = List.copyOf(children);
      children.clear();
      fitting = 0;
      bytes = PageHeader.BYTES;
      rest.forEach(this::add);
      return taken;
    }
  }

  TreeLayout(FileLayout<X> file, PageWriter<X> writer) {
    this.file = file;
    this.writer = writer;
    this.fillBytes = file.pageSize() * 9L / 10;
  }

  /** Notes that an element of the tree is a bucket: the tree cannot be inline any more. */
  void holdsBuckets() {
    hasBuckets = true;
  }

  /** The element at hand comes next. */
  void add(int keyBytes, long valueBytes) throws X {
    long element = LeafPage.ELEMENT_BYTES + (long) keyBytes + valueBytes;
    if (!joinsLeaf(element)) {
      closeLeaf();
    }
    if (leafCount == 0) {
      firstKeyBytes = keyBytes;
    }
    leafCount++;
    leafBytes += element;
    writer.stage();
    if (leafBytes > PACKED_BYTES && leafBytes > file.pageSize()) {
      closeLeaf();
    }
  }

  private boolean joinsLeaf(long element) {
    long together = leafBytes + element;
    if (leafCount == 0 || together <= fillBytes && leafCount < MAX_COUNT) {
      return true;
    }
    long apart = file.pages(leafBytes) + file.pages(PageHeader.BYTES + element);
    return leafCount == 1
        && together <= Math.max(PACKED_BYTES, file.pageSize())
        && file.pages(together) < apart;
  }

  private void closeLeaf() throws X {
    long pages = file.pages(leafBytes);
    long pageId = file.takeLeaf(pages);
    var child = new Child(pageId, leafCount == 0 ? 0 : firstKeyBytes, writer.firstKey());
    writer.leaf(pageId, pages);
    leafBytes = PageHeader.BYTES;
    leafCount = 0;
    addTo(0, child);
  }

  private void addTo(int index, Child child) throws X {
    if (index == levels.size()) {
      levels.add(new Level());
    }
    Level level = levels.get(index);
    level.add(child);
    if (level.children.size() == level.fitting + MIN_CHILDREN) {
      closeBranch(index, level.fitting);
    }
  }

  private void closeBranch(int index, int count) throws X {
    List<Child> children = levels.get(index).take(count);
    long bytes = PageHeader.BYTES;
    for (Child child : children) {
      bytes += BranchPage.ELEMENT_BYTES + child.keyBytes;
    }
    long pages = file.pages(bytes);
    long pageId = file.takeBranch(pages);
    writer.branch(pageId, pages, children);
    addTo(index + 1, new Child(pageId, children.getFirst().keyBytes, children.getFirst().key));
  }

  /**
   * No element follows: closes what is open, level by level.
   *
   * @param mayBeInline true when the tree may stay in its bucket's header: it does when it is one
   *     leaf without buckets of at most a quarter of a page, as bbolt decides
   */
  Root finish(boolean mayBeInline) throws X {
    if (levels.isEmpty() && mayBeInline && !hasBuckets && leafBytes <= file.pageSize() / 4) {
      return new Root(0, leafBytes);
    }
    if (leafCount > 0 || levels.isEmpty()) {
      closeLeaf();
    }
    for (int index = 0; index + 1 < levels.size() || levels.get(index).children.size() > 1; ) {
      closeLevel(index++);
    }
    return new Root(levels.getLast().children.getFirst().pageId, 0);
  }

  /** One child too many goes with one of the others, or all onto one page when that is too few. */
  private void closeLevel(int index) throws X {
    Level level = levels.get(index);
    if (level.children.size() > level.fitting && level.fitting > MIN_CHILDREN) {
      closeBranch(index, level.fitting - 1);
    }
    closeBranch(index, level.children.size());
  }
}
