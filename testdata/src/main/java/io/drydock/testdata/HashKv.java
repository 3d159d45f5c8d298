package io.drydock.testdata;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A server's HashKV answer.
 *
 * @param hash unsigned 32-bit CRC-32C
 * @param compactRevision the compaction revision it was computed under; -1 when never compacted
 */
public record HashKv(long hash, long compactRevision) {
  /** From the {@code HashKV} object of etcdctl's JSON. */
  public static HashKv of(JsonNode answer) {
    return new HashKv(answer.path("hash").asLong(), answer.path("compact_revision").asLong());
  }
}
