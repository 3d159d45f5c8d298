package io.drydock.node.rpc.http;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What answers a request, or begins to.
 *
 * @param status of HTTP
 * @param fields header fields with their names in lower case
 * @param body whole, or the first part of a stream
 */
public record HttpAnswer(int status, Map<String, String> fields, byte[] body) {
  private static final String TYPE = "content-type";

  /** Text as Go's {@code http.Error} sends it, with a line feed at its end. */
  public static HttpAnswer error(int status, String text) {
    return of(status, "text/plain; charset=utf-8", (text + "\n").getBytes(StandardCharsets.UTF_8))
        .with("x-content-type-options", "nosniff");
  }

  /** An answer of that content type. */
  public static HttpAnswer of(int status, String contentType, byte[] body) {
    return new HttpAnswer(status, Map.of(TYPE, contentType), body);
  }

  /** The same with a field more. */
  public HttpAnswer with(String name, String value) {
    var more = new LinkedHashMap<>(fields);
    more.put(name, value);
    return new HttpAnswer(status, more, body);
  }

  /** The same with another body. */
  public HttpAnswer withBody(byte[] other) {
    return new HttpAnswer(status, fields, other);
  }
}
