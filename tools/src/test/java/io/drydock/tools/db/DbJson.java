package io.drydock.tools.db;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.drydock.testdata.Json;
import io.drydock.testdata.Kv;
import io.drydock.tools.ExitCode;
import io.drydock.tools.Run;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * An answer of {@code drydock db … -o json}.
 *
 * @param code how it ended
 * @param json its document; missing when there is none
 */
record DbJson(ExitCode code, JsonNode json) {

  /** Asks, whatever comes of it. */
  static DbJson of(String verb, Path path, Object... arguments) throws IOException {
    List<Object> words = new ArrayList<>(List.of("db", verb, path));
    words.addAll(List.of(arguments));
    words.addAll(List.of("-o", "json"));
    Run run = Run.drydock(words.toArray());
    return new DbJson(run.code(), Json.read(run.out()));
  }

  /** Asks for what must be found. */
  static DbJson found(String verb, Path path, Object... arguments) throws IOException {
    DbJson answer = of(verb, path, arguments);
    assertEquals(ExitCode.OK, answer.code);
    return answer;
  }

  /** The field {@code kvs} in the terms of a server's answer. */
  List<Kv> kvs() {
    List<Kv> kvs = new ArrayList<>();
    for (JsonNode kv : json.path("kvs")) {
      kvs.add(
          new Kv(
              hex(kv, "key"),
              kv.path("create_revision").asLong(),
              kv.path("mod_revision").asLong(),
              kv.path("version").asLong(),
              hex(kv, "value"),
              Long.parseUnsignedLong(kv.path("lease").asText("0"), 16)));
    }
    return kvs;
  }

  /** A byte string, as text or as base64; empty when it is not there. */
  static String hex(JsonNode object, String name) {
    byte[] bytes =
        object.has(name + "_base64")
            ? Base64.getDecoder().decode(object.path(name + "_base64").asText())
            : object.path(name).asText("").getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(bytes);
  }
}
