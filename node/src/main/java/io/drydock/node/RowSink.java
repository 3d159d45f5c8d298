package io.drydock.node;

import io.drydock.formats.backend.Bucket;

/**
 * Takes the rows of one batch of applied entries. All of them reach the backend together or not at
 * all; until then no reader sees them.
 *
 * <p>A later change of a key in the batch replaces an earlier one. The arrays are the sink's once
 * handed over. Used by the engine thread.
 */
public interface RowSink {

  /** Writes a row. */
  void put(Bucket bucket, byte[] key, byte[] value);

  /** Deletes a row; one that is not there is no error. */
  void delete(Bucket bucket, byte[] key);
}
