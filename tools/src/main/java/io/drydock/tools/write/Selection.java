package io.drydock.tools.write;

import io.drydock.formats.FormatException;
import io.drydock.formats.backend.BackendCursor;
import io.drydock.formats.backend.BackendView;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.bytes.Bytes;
import java.io.IOException;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which rows of a database the new one has: those of the old one that pass, and in each bucket some
 * replaced, added or all of them left out.
 */
public final class Selection implements RowSource {

  /** Decides on the rows of bucket {@code key}, in their order, each asked once a walk. */
  @FunctionalInterface
  public interface KeyFilter {
    /** True when the row at this place of the bucket, counted from 0, stays. */
    boolean keeps(long ordinal);

    /** Everything stays. */
    KeyFilter ALL = ordinal -> true;
  }

  /**
   * What becomes of a bucket.
   *
   * @param isEmptied none of the old rows stays
   * @param rows new ones, and those that replace the old one of the same key; in bucket {@code key}
   *     all of them lie behind the old ones
   * @param removed keys of old rows that go
   */
  public record Edit(boolean isEmptied, SortedMap<Bytes, Bytes> rows, Set<Bytes> removed) {

    private static final Edit NONE = new Edit(false, new TreeMap<>());

    /** Copies both. */
    public Edit {
      rows = Collections.unmodifiableSortedMap(new TreeMap<>(rows));
      removed = Set.copyOf(removed);
    }

    /** An edit that removes no single row. */
    public Edit(boolean isEmptied, SortedMap<Bytes, Bytes> rows) {
      this(isEmptied, rows, Set.of());
    }
  }

  private final BackendView view;
  private final KeyFilter filter;
  private final SortedMap<Bytes, Edit> edits;
  private long droppedRows;
  private long keptKeyRows;

  /**
   * Of the rows of a view.
   *
   * @param edits by bucket; a bucket that is not there is made
   */
  public Selection(BackendView view, KeyFilter filter, Map<Bucket, Edit> edits) {
    this.view = view;
    this.filter = filter;
    this.edits = new TreeMap<>();
    edits.forEach((bucket, edit) -> this.edits.put(bucket.bucketName(), edit));
  }

  /**
   * Hands all rows over, in order.
   *
   * @throws FormatException when the old database is damaged
   */
  @Override
  public void copyTo(RowSink sink) throws IOException, FormatException {
    droppedRows = 0;
    keptKeyRows = 0;
    SortedSet<Bytes> buckets = new TreeSet<>(view.buckets());
    buckets.addAll(edits.keySet());
    for (Bytes bucket : buckets) {
      sink.openBucket(bucket);
      bucketRows(bucket, sink);
      sink.closeBucket();
    }
  }

  private void bucketRows(Bytes bucket, RowSink sink) throws IOException, FormatException {
    Edit edit = edits.getOrDefault(bucket, Edit.NONE);
    var pending = new TreeMap<>(edit.rows());
    if (bucket.equals(Bucket.KEY.bucketName())) {
      keyRows(view.cursor(bucket), sink);
    } else if (!edit.isEmptied()) {
      mergedRows(view.cursor(bucket), pending, edit.removed(), sink);
    }
    add(pending, sink);
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

  /** Takes from the pending rows those that come before an old one or in its place. */
  private void mergedRows(
      BackendCursor rows, SortedMap<Bytes, Bytes> pending, Set<Bytes> removed, RowSink sink)
      throws IOException, FormatException {
    while (rows.next()) {
      if (pending.isEmpty() && removed.isEmpty()) {
        pass(rows, sink);
        continue;
      }
      Bytes key = Bytes.copyOf(rows.key());
      add(pending.headMap(key), sink);
      Bytes replacing = pending.remove(key);
      if (replacing != null) {
        sink.row(key.segment(), replacing.segment());
      } else if (!removed.contains(key)) {
        pass(rows, sink);
      }
    }
  }

  /** Hands the rows over and takes them out of the map. */
  private static void add(SortedMap<Bytes, Bytes> rows, RowSink sink) throws IOException {
    for (var row : rows.entrySet()) {
      sink.row(row.getKey().segment(), row.getValue().segment());
    }
    rows.clear();
  }

  private void pass(BackendCursor rows, RowSink sink) throws IOException {
    sink.row(rows.key(), rows.value());
    view.advanced(rows.keyLength() + (long) rows.valueLength());
  }

  /** Rows of bucket {@code key} that the last walk left out. */
  public long droppedRows() {
    return droppedRows;
  }

  /** Rows of bucket {@code key} that the last walk handed over. */
  public long keptKeyRows() {
    return keptKeyRows;
  }
}
