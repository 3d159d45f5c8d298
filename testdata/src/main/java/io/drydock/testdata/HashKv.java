package io.drydock.testdata;

import com.fasterxml.jackson.core.JsonProcessingException;
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

  /**
   * From the document of {@code drydock db hashkv} with one hash in it.
   *
   * @throws JsonProcessingException when it is not JSON
   */
  public static HashKv ofOurs(String document) throws JsonProcessingException {
    return of(Json.read(document).path("hashes").path(0));
  }
}
