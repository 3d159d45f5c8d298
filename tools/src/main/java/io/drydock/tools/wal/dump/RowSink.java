package io.drydock.tools.wal.dump;

import io.drydock.tools.output.RowWriter;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** Passes rows on: the last ones of what is there already, and not more than a limit. */
final class RowSink {

  private final RowWriter<DumpRow> rows;
  private final long limit;
  private final long tail;
  private final Deque<DumpRow> last = new ArrayDeque<>();
  private boolean isTailing;
  private long written;

  /**
   * A sink.
   *
   * @param limit rows in all
   * @param tail rows until {@link #showLast}; {@link Long#MAX_VALUE} for all
   */
  RowSink(RowWriter<DumpRow> rows, long limit, long tail) {
    this.rows = rows;
    this.limit = limit;
    this.tail = tail;
    this.isTailing = tail != Long.MAX_VALUE;
  }

  void add(DumpRow row) throws IOException {
    if (!isTailing) {
      write(row);
      return;
    }
    last.addLast(row);
    if (last.size() > tail) {
      last.removeFirst();
    }
  }

  /** Writes what was held back, and holds back no more. */
  void showLast() throws IOException {
    isTailing = false;
    while (!last.isEmpty()) {
      write(last.removeFirst());
    }
  }

  void flush() throws IOException {
    rows.flush();
  }

  boolean isFull() {
    return written >= limit;
  }

  long written() {
    return written;
  }

  private void write(DumpRow row) throws IOException {
    if (!isFull()) {
      rows.row(row);
      written++;
    }
  }
}
