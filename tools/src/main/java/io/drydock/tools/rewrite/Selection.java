package io.drydock.tools.rewrite;

import io.drydock.formats.FormatException;
import io.drydock.formats.backend.BackendCursor;
import io.drydock.formats.backend.BackendView;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.bytes.Bytes;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which rows of a database the new one has: those of the old one that pass, and some of {@code
 * meta} replaced or added.
 */
final class Selection {

  /** Decides on the rows of bucket {@code key}, in their order, each asked once a walk. */
  @FunctionalInterface
  interface KeyFilter {
    /** True when the row at this place of the bucket, counted from 0, stays. */
    boolean keeps(long ordinal);

    /** Everything stays. */
    KeyFilter ALL = ordinal -> true;
  }

  private final BackendView view;
  private final KeyFilter filter;
  private final TreeMap<Bytes, Bytes> meta;
  private long droppedRows;
  private long keptKeyRows;

  Selection(BackendView view, KeyFilter filter, Map<Bytes, Bytes> meta) {
    this.view = view;
    this.filter = filter;
    this.meta = new TreeMap<>(meta);
  }

  /**
   * Hands all rows over, in order.
   *
   * @throws FormatException when the old database is damaged
   */
  void copyTo(RowSink sink) throws IOException, FormatException {
    droppedRows = 0;
    keptKeyRows = 0;
    for (Bytes bucket : view.buckets()) {
      sink.openBucket(bucket);
      BackendCursor rows = view.cursor(bucket);
      if (bucket.equals(Bucket.KEY.bucketName())) {
        keyRows(rows, sink);
      } else if (bucket.equals(Bucket.META.bucketName())) {
        metaRows(rows, sink);
      } else {
        while (rows.next()) {
          pass(rows, sink);
        }
      }
      sink.closeBucket();
    }
  }

  private void keyRows(BackendCursor rows, RowSink sink) throws IOException, FormatException {
    for (long ordinal = 0; rows.next(); ordinal++) {
      if (filter.keeps(ordinal)) {
        keptKeyRows++;
        pass(rows, sink);
      } else {
        droppedRows++;
        view.advanced(rows.keyLength() + (long) rows.valueLength());
      }
    }
  }

  private void metaRows(BackendCursor rows, RowSink sink) throws IOException, FormatException {
    var pending = new TreeMap<>(meta);
    while (rows.next()) {
      Bytes key = Bytes.copyOf(rows.key());
      while (!pending.isEmpty() && pending.firstKey().compareTo(key) < 0) {
        var added = pending.pollFirstEntry();
        sink.row(added.getKey().segment(), added.getValue().segment());
      }
      Bytes replaced = pending.remove(key);
      if (replaced != null) {
        sink.row(key.segment(), replaced.segment());
      } else {
        pass(rows, sink);
      }
    }
    for (var added : pending.entrySet()) {
      sink.row(added.getKey().segment(), added.getValue().segment());
    }
  }

  private void pass(BackendCursor rows, RowSink sink) throws IOException {
    sink.row(rows.key(), rows.value());
    view.advanced(rows.keyLength() + (long) rows.valueLength());
  }

  /** Rows of bucket {@code key} that the last walk left out. */
  long droppedRows() {
    return droppedRows;
  }

  /** Rows of bucket {@code key} that the last walk handed over. */
  long keptKeyRows() {
    return keptKeyRows;
  }
}
