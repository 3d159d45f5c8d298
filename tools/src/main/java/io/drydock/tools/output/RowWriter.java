package io.drydock.tools.output;

import java.io.IOException;

/**
 * A stream of rows on its way out; nothing is held back but what a table needs for its widths.
 *
 * @param <T> the row
 */
public interface RowWriter<T> {

  /** Writes one row. */
  void row(T row) throws IOException;

  /** Hands the rows so far to the reader: a stream that follows a growing log calls this. */
  void flush() throws IOException;

  /**
   * Ends the stream with a summary: the trailing fields of the JSON document, the last line of JSON
   * lines (marked {@code "summary":true}), the closing lines of text.
   */
  void finish(Report summary) throws IOException;
}
