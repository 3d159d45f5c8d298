package io.drydock.node.rpc.gateway;

import com.fasterxml.jackson.core.JsonFactory;
import java.io.IOException;
import java.nio.ByteBuffer;
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
   * @param max how many are read; what follows is not looked at
   * @throws IOException when one is no JSON; the message says where
   */
  static List<String> split(byte[] body, int max) throws IOException {
    var values = new ArrayList<String>();
    var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    try (var parser = FACTORY.createParser(text)) {
      while (values.size() < max && parser.nextToken() != null) {
        int from = (int) parser.currentTokenLocation().getCharOffset();
        parser.skipChildren();
        parser.getValueAsString(); // reads a scalar to its end
        int to = (int) parser.currentLocation().getCharOffset();
        values.add(text.substring(from, to));
      }
    }
    return values;
  }
}
