package io.drydock.node.rpc.gateway;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Cuts a body into the JSON documents that it is made of, one after the other. */
final class JsonValues {
  private static final JsonFactory FACTORY = new JsonFactory();

  private JsonValues() {}

  /**
   * The documents.
   *
   * @throws IOException when one is no JSON; the message says where
   */
  static List<String> split(byte[] body) throws IOException {
    var values = new ArrayList<String>();
    try (var parser = FACTORY.createParser(body)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        int from = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        parser.getValueAsString(); // reads a scalar to its end
        int to = (int) parser.currentLocation().getByteOffset();
        values.add(new String(body, from, to - from, StandardCharsets.UTF_8));
      }
    }
    return values;
  }
}
