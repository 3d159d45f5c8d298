package io.drydock.tools.db.status;

import io.drydock.formats.FormatException;
import io.drydock.formats.bolt.BoltBucket;
import io.drydock.formats.bolt.BoltFile;
import io.drydock.formats.bolt.BucketStats;
import io.drydock.formats.bytes.Bytes;
import io.drydock.tools.output.Column;
import io.drydock.tools.output.Json;
import io.drydock.tools.output.Page;
import io.drydock.tools.output.Report;
import io.drydock.tools.output.Texts;
import io.drydock.tools.source.DbSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Every page of a file with what it is for.
 *
 * @param source the file
 * @param buckets top-level buckets in name order
 * @param rootPages pages of the tree of buckets itself
 * @param freePages pages below the high-water mark that hold nothing
 */
record BucketsReport(DbSource source, List<Row> buckets, long rootPages, long freePages)
    implements Report {

  /** The two copies of the meta. */
  private static final long META_PAGES = 2;

  /**
   * One bucket.
   *
   * @param name as in the file
   * @param stats its tree
   * @param pageSize in bytes
   */
  record Row(Bytes name, BucketStats stats, int pageSize) {

    long pages() {
      return stats.branch().count()
          + stats.branch().overflow()
          + stats.leaf().count()
          + stats.leaf().overflow();
    }

    long bytesInUse() {
      return stats.branch().bytesInUse() + stats.leaf().bytesInUse();
    }

    /** Share of its pages that is in use; an inline bucket has none of its own. */
    double fill() {
      return pages() == 0 ? 0 : (double) bytesInUse() / (pages() * pageSize);
    }

    String fillText() {
      return stats.isInline() ? "inline" : Texts.share(bytesInUse(), pages() * pageSize);
    }
  }

  static BucketsReport of(DbSource source) throws FormatException {
    BoltFile file = source.bolt();
    List<Row> rows = new ArrayList<>();
    for (BoltBucket bucket : file.buckets()) {
      rows.add(new Row(bucket.name(), bucket.stats(), file.pageSize()));
    }
    long rootPages = new Row(Bytes.EMPTY, file.root().stats(), file.pageSize()).pages();
    return new BucketsReport(source, rows, rootPages, file.freePages().pages().size());
  }

  @Override
  public String schema() {
    return "db.buckets/1";
  }

  @Override
  public void json(Json json) throws IOException {
    source.json(json);
    json.number("page_size", source.bolt().pageSize())
        .number("pages", source.bolt().pageCount())
        .number("meta_pages", META_PAGES)
        .number("root_pages", rootPages)
        .number("free_pages", freePages)
        .objects("buckets", buckets, BucketsReport::json);
  }

  private static void json(Json json, Row row) throws IOException {
    BucketStats stats = row.stats();
    json.bytes("name", row.name())
        .number("keys", stats.keys())
        .number("bytes", row.bytesInUse())
        .number("pages", row.pages())
        .number("branch_pages", stats.branch().count())
        .number("leaf_pages", stats.leaf().count())
        .number("overflow_pages", stats.branch().overflow() + stats.leaf().overflow())
        .number("depth", stats.depth())
        .bool("inline", stats.isInline())
        .ratio("fill", row.fill());
  }

  @Override
  public void page(Page page) {
    page.table(
        List.of(
            Column.left("BUCKET", row -> Texts.quoted(row.name())),
            Column.right("KEYS", row -> Texts.count(row.stats().keys())),
            Column.right("BYTES", row -> Texts.count(row.bytesInUse())),
            Column.right("PAGES", row -> Texts.count(row.pages())),
            Column.right("DEPTH", row -> Integer.toString(row.stats().depth())),
            Column.right("FILL", Row::fillText)),
        buckets);
    long used = buckets.stream().mapToLong(Row::pages).sum();
    page.line("");
    page.line(
        "%s of %s: %s in buckets, %s in the tree of buckets, %d metas, %s free"
            .formatted(
                Texts.count(source.bolt().pageCount(), "page"),
                Texts.bytes(source.bolt().pageSize()),
                Texts.count(used),
                Texts.count(rootPages),
                META_PAGES,
                Texts.count(freePages)));
  }
}
