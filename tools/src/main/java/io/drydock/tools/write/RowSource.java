package io.drydock.tools.write;

import io.drydock.formats.FormatException;
import java.io.IOException;

/** The rows of a new database, bucket by bucket. */
public interface RowSource {

  /**
   * Hands all rows over, in order; the same ones each time.
   *
   * @throws IOException as the sink
   * @throws FormatException when what the rows come from is damaged
   */
  void copyTo(RowSink sink) throws IOException, FormatException;
}
