package io.drydock.formats.bolt;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.Extent;
import io.drydock.formats.FormatException;
import io.drydock.formats.UnsupportedFormatException;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.bytes.Bytes;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * Goes over a whole bbolt file and reports everything that is wrong with its structure: what
 * bbolt's own {@code check} verifies (1.4.3: reachability, freelist, key order), and metas, element
 * bounds and lengths. It reads keys, but not values: nothing in the format covers those.
 *
 * <p>The check goes on behind damage. Heap in use: a bit for each page, and the findings kept.
 *
 * <ol>
 *   <li>Both metas are valid, and their pages say that they are metas.
 *   <li>The file is as long as its high-water mark.
 *   <li>From the bucket of buckets every page is reached once, is a branch or a leaf, names itself
 *       rightly and lies below the high-water mark.
 *   <li>Keys lie in their page, are 1 to 32,768 bytes long and ascend, within the page and within
 *       the range that the pages above give.
 *   <li>Keys and values follow the table of elements without a gap, and no more pages continue a
 *       page than they need: bbolt writes every page so ({@link TreePage}), and reads others
 *       without a word.
 *   <li>A page below the root of its tree has an element; those of the bucket of buckets are all
 *       buckets.
 *   <li>A freelist, where one is kept, names free pages once, and every page is in it or in a tree.
 * </ol>
 */
public final class BoltCheck {

  /** Findings kept by default; there may be one for each element of a file. */
  public static final int KEPT_FINDINGS = 1000;

  /** What {@link Bytes} shows at most. */
  private static final long PREVIEW_BYTES = 32;

  private final BoltFile file;
  private final BoltReport.Builder report;
  private final TreeWalk<RuntimeException> walk;
  private long elements;

  private BoltCheck(BoltFile file, int kept) {
    this.file = file;
    this.report = new BoltReport.Builder(kept);
    this.walk = new TreeWalk<>(file, new Pages());
  }

  /**
   * Checks a file of which nothing is known; no damage is an exception.
   *
   * @throws UnsupportedFormatException as {@link BoltFile#open}
   */
  public static BoltReport of(ByteSource source) throws UnsupportedFormatException {
    try {
      return of(BoltFile.open(source), KEPT_FINDINGS);
    } catch (FormatException failure) {
      return switch (failure) {
        case CorruptFileException damage -> withoutMeta(damage);
        case UnsupportedFormatException unsupported -> throw unsupported;
      };
    }
  }

  /** Checks an open file; {@code kept} bounds the findings in the report. */
  public static BoltReport of(BoltFile file, int kept) {
    return new BoltCheck(file, kept).run();
  }

  private static BoltReport withoutMeta(CorruptFileException damage) {
    var report = new BoltReport.Builder(1);
    report.add(BoltProblem.NO_META, damage.at(), damage.problem());
    return report.build(0, 0);
  }

  private BoltReport run() {
    file.slots().forEach(this::checkSlot);
    long missing = file.missingBytes();
    if (missing > 0) {
      report.add(
          BoltProblem.TRUNCATED,
          file.source().extent(file.source().size(), 0),
          "the file ends " + missing + " bytes before its high-water mark");
    }
    walk.over(file.root());
    if (file.meta().hasFreelist()) {
      checkFreelist();
    }
    return report.build(walk.seen().size(), elements);
  }

  private void checkSlot(MetaSlot slot) {
    switch (slot) {
      case MetaSlot.Invalid(int pageId, Extent at, FormatException reason) ->
          report.add(
              BoltProblem.META,
              at,
              "meta " + pageId + " cannot be used, the other one counts: " + reason.problem());
      case MetaSlot.Valid(int pageId, Extent at, Meta meta) -> {
        try {
          PageHeader header = PageHeader.read(file.source(), at.offset());
          if (header.id() != pageId || header.flags() != PageHeader.META) {
            report.add(
                BoltProblem.META_HEADER,
                at,
                "page of meta "
                    + pageId
                    + " names itself "
                    + header.kind()
                    + " page "
                    + Long.toUnsignedString(header.id()));
          }
        } catch (CorruptFileException gone) {
          report.add(BoltProblem.META_HEADER, gone.at(), gone.problem());
        }
      }
    }
  }

  private void checkFreelist() {
    FreelistPage freelist;
    try {
      freelist = FreePages.freelist(file);
    } catch (CorruptFileException damage) {
      report.add(BoltProblem.FREELIST, damage.at(), damage.problem());
      return;
    }
    PageSet used = walk.seen();
    for (long id = freelist.firstPage(); id <= freelist.lastPage(); id++) {
      if (!used.add(id)) {
        report.add(
            BoltProblem.PAGE_TWICE, freelist.at(), "page " + id + " of the freelist is in a tree");
      }
    }
    PageSet free = new PageSet(file.pageCount());
    for (long i = 0; i < freelist.count(); i++) {
      checkFreeId(freelist.id(i), freelist.idAt(i), free);
    }
    reportLeaked(used, free);
  }

  private void reportLeaked(PageSet used, PageSet free) {
    for (long id = BoltFile.FIRST_DATA_PAGE; id < used.limit(); ) {
      long first = id;
      while (id < used.limit() && !used.contains(id) && !free.contains(id)) {
        id++;
      }
      if (id > first) {
        report.add(
            BoltProblem.LEAKED,
            file.source().extent(first * file.pageSize(), (id - first) * file.pageSize()),
            (id - first) + " pages from " + first + " are neither in a tree nor in the freelist");
      } else {
        id++;
      }
    }
  }

  private void checkFreeId(long id, Extent at, PageSet free) {
    if (Long.compareUnsigned(id, BoltFile.FIRST_DATA_PAGE) < 0
        || Long.compareUnsigned(id, file.meta().highWaterMark()) >= 0) {
      report.add(
          BoltProblem.FREELIST_ID,
          at,
          "free page " + Long.toUnsignedString(id) + " is not between 2 and the high-water mark");
    } else if (id >= 0 && id < free.limit()) {
      if (!free.add(id)) {
        report.add(BoltProblem.FREELIST_ID, at, "page " + id + " is twice in the freelist");
      }
      if (walk.seen().contains(id)) {
        report.add(
            BoltProblem.FREE_IN_USE, at, "page " + id + " is in the freelist, but also in use");
      }
    }
  }

  /** Looks at each page of the trees. */
  private final class Pages implements TreeWalk.Visitor<RuntimeException> {

    @Override
    public void page(TreePage page, TreeWalk.Position position) {
      long before = report.count();
      switch (page) {
        case BranchPage branch -> checkBranch(branch, position);
        case LeafPage leaf -> checkLeaf(leaf, position);
      }
      if (report.count() == before) {
        checkFilling(page, position);
      }
    }

    @Override
    public void damaged(TreeWalk.Damage kind, CorruptFileException damage) {
      BoltProblem problem =
          switch (kind) {
            case PAGE -> BoltProblem.PAGE;
            case TWICE -> BoltProblem.PAGE_TWICE;
            case BUCKET -> BoltProblem.BUCKET;
            case DEPTH -> BoltProblem.DEPTH;
          };
      report.add(problem, damage.at(), damage.problem());
    }

    @Override
    public boolean enters(BoltBucket bucket) {
      return true;
    }

    private void checkBranch(BranchPage page, TreeWalk.Position position) {
      if (page.count() == 1 && position.depth() > 1) {
        report.add(
            BoltProblem.ONE_CHILD,
            page.at(),
            "branch page " + page.header().id() + " below the root has one child");
      }
      var order = new KeyRange(position);
      for (int i = 0; i < page.count(); i++) {
        try {
          order.next(page.key(i), page.elementAt(i));
        } catch (CorruptFileException damage) {
          report.add(BoltProblem.ELEMENT, damage.at(), damage.problem());
        }
      }
    }

    private void checkLeaf(LeafPage page, TreeWalk.Position position) {
      elements += page.count();
      var order = new KeyRange(position);
      for (int i = 0; i < page.count(); i++) {
        try {
          LeafElement element = page.element(i);
          order.next(element.key(), element.at());
          checkFlags(element, position.bucketDepth() == 0);
        } catch (CorruptFileException damage) {
          report.add(BoltProblem.ELEMENT, damage.at(), damage.problem());
        }
      }
    }

    private void checkFlags(LeafElement element, boolean isInRoot) {
      if (element.flags() > LeafPage.BUCKET_FLAG) {
        report.add(
            BoltProblem.ELEMENT_FLAGS,
            element.at(),
            "flags of an element: expected 0 or 1, found " + element.flags());
      }
      if (isInRoot && !element.isBucket()) {
        report.add(BoltProblem.BUCKET, element.at(), "a value where only buckets can be");
      }
    }

    private void checkFilling(TreePage page, TreeWalk.Position position) {
      try {
        long most = page.bytesInUse() / file.pageSize();
        if (page.count() == 0 && position.depth() > 1) {
          throw page.wrongCount();
        }
        if (page.header().overflow() > most) {
          throw new CorruptFileException(
              page.at(),
              "overflow of " + page.name(),
              "at most " + most + " for what is in it",
              Long.toString(page.header().overflow()));
        }
      } catch (CorruptFileException damage) {
        report.add(BoltProblem.FILLING, damage.at(), damage.problem());
      }
    }
  }

  /** The keys of one page in turn, against each other and against the pages above. */
  private final class KeyRange {
    private final Optional<MemorySegment> high;
    private Optional<MemorySegment> least;
    private boolean isFirst = true;

    KeyRange(TreeWalk.Position position) {
      this.least = position.low();
      this.high = position.high();
    }

    void next(MemorySegment key, Extent at) {
      if (key.byteSize() == 0 || key.byteSize() > BoltBucket.MAX_KEY_BYTES) {
        report.add(BoltProblem.KEY_LENGTH, at, "key of " + key.byteSize() + " bytes");
      }
      int step = least.isEmpty() ? 1 : KeyOrder.compare(key, least.get());
      if (step < 0 || step == 0 && !isFirst) {
        report.add(
            BoltProblem.KEY_ORDER,
            at,
            "key "
                + preview(key)
                + (isFirst ? " is less than the page above says: " : " does not come after ")
                + preview(least.get()));
      }
      if (high.isPresent() && KeyOrder.compare(key, high.get()) >= 0) {
        report.add(
            BoltProblem.KEY_ORDER,
            at,
            "key "
                + preview(key)
                + " is not less than the next key of the page above: "
                + preview(high.get()));
      }
      least = Optional.of(key);
      isFirst = false;
    }

    private static String preview(MemorySegment key) {
      return Bytes.copyOf(key.asSlice(0, Math.min(key.byteSize(), PREVIEW_BYTES))).toString();
    }
  }
}
