package io.drydock.tools.db.cluster;

import io.drydock.formats.backend.BackendRow;
import io.drydock.formats.bytes.Bytes;
import io.drydock.tools.output.Column;
import io.drydock.tools.output.Json;
import io.drydock.tools.output.Page;
import io.drydock.tools.output.Paint;
import io.drydock.tools.output.Report;
import io.drydock.tools.output.RowStyle;
import io.drydock.tools.output.Texts;
import io.drydock.tools.source.DbSource;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/** The faces of a lease. */
final class LeaseRows {

  private static final String SCHEMA = "db.leases/1";

  private LeaseRows() {}

  /**
   * A lease with what is attached to it.
   *
   * @param isGranted false when keys name it and the bucket does not have it: they never expire
   * @param lease the record; only its id means something when it is not granted
   * @param attached its keys
   */
  record Row(boolean isGranted, BackendRow.Lease lease, AttachedKeys.Attached attached) {

    static Row granted(BackendRow.Lease lease, AttachedKeys.Attached attached) {
      return new Row(true, lease, attached);
    }

    static Row missing(long leaseId, AttachedKeys.Attached attached) {
      return new Row(false, new BackendRow.Lease(leaseId, 0, 0), attached);
    }

    private String id() {
      return Long.toHexString(lease.leaseId());
    }

    private String ttl() {
      return isGranted ? seconds(lease.ttlSeconds()) : "not granted";
    }

    private String remaining() {
      return lease.remainingTtlSeconds() == 0 ? "-" : seconds(lease.remainingTtlSeconds());
    }

    private static String seconds(long seconds) {
      return Texts.count(seconds) + " s";
    }
  }

  static RowStyle<Row> style() {
    return new RowStyle<>(
        SCHEMA,
        "leases",
        List.of(
            Column.right("LEASE", Row::id),
            Column.right("TTL", Row::ttl),
            Column.right("CHECKPOINT", Row::remaining),
            Column.right("KEYS", row -> Texts.count(row.attached().count())),
            Column.left("ATTACHED", row -> names(row.attached().keys(), ", "))),
        LeaseRows::line,
        LeaseRows::json);
  }

  private static String line(Row row, Paint paint) {
    String ttl = row.isGranted() ? "ttl " + row.ttl() : paint.bad(row.ttl());
    String checkpoint =
        row.lease().remainingTtlSeconds() == 0 ? "" : ", checkpoint " + row.remaining();
    String keys = row.attached().keys().isEmpty() ? "" : "\n    ";
    return "%16s  %s%s  %s%s"
        .formatted(
            row.id(),
            ttl,
            checkpoint,
            Texts.count(row.attached().count(), "key"),
            keys + names(row.attached().keys(), "\n    "));
  }

  private static String names(List<Bytes> keys, String separator) {
    return keys.stream().map(Texts::quoted).collect(Collectors.joining(separator));
  }

  private static void json(Json json, Row row) throws IOException {
    json.id("id", row.lease().leaseId()).bool("granted", row.isGranted());
    if (row.isGranted()) {
      json.number("ttl_seconds", row.lease().ttlSeconds());
    }
    if (row.lease().remainingTtlSeconds() != 0) {
      json.number("checkpoint_ttl_seconds", row.lease().remainingTtlSeconds());
    }
    json.number("keys", row.attached().count());
    if (!row.attached().keys().isEmpty()) {
      json.objects("attached", row.attached().keys(), (each, key) -> each.bytes("key", key));
    }
  }

  /**
   * What stands below the leases.
   *
   * @param source the database
   * @param granted how many there are
   * @param missing how many more are named by keys and not there
   */
  record Summary(DbSource source, long granted, long missing) implements Report {

    @Override
    public String schema() {
      return SCHEMA;
    }

    @Override
    public void json(Json json) throws IOException {
      source.json(json);
      json.number("count", granted).number("missing", missing);
    }

    @Override
    public void page(Page page) {
      page.line(
          "(" + Texts.count(granted, "lease") + "; a lease runs anew when a leader takes over)");
      if (missing > 0) {
        page.line(
            page.paint().bad(Texts.count(missing, "lease"))
                + " more that keys name and nobody granted: these keys never expire");
      }
    }
  }
}
