package io.drydock.testdata;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * A key as a server shows it at some revision.
 *
 * @param keyHex the key in lower-case hex
 * @param createRevision main revision of the first put of this generation
 * @param modRevision main revision of the last put
 * @param keyVersion puts since the key was created
 * @param valueHex the value in lower-case hex; empty when it is empty or was not asked for
 * @param lease the lease's id, an unsigned 64-bit number; 0 for none
 */
public record Kv(
    String keyHex,
    long createRevision,
    long modRevision,
    long keyVersion,
    String valueHex,
    long lease) {
  /** The {@code kvs} of a range answer in its order; numbers may be JSON numbers or strings. */
  public static List<Kv> listOf(JsonNode rangeAnswer) {
    return StreamSupport.stream(rangeAnswer.path("kvs").spliterator(), false).map(Kv::of).toList();
  }

  private static Kv of(JsonNode kv) {
    return new Kv(
        hex(kv.path("key")),
        kv.path("create_revision").asLong(),
        kv.path("mod_revision").asLong(),
        kv.path("version").asLong(),
        hex(kv.path("value")),
        kv.path("lease").asLong());
  }

  private static String hex(JsonNode base64) {
    return HexFormat.of().formatHex(Base64.getDecoder().decode(base64.asText("")));
  }
}
