package io.drydock.node.rpc.http;

import java.util.List;
import java.util.Map;

/**
 * A request without what carried it.
 *
 * @param method such as {@code GET}
 * @param path decoded, without the query; empty when there is none that can be read
 * @param query its parameters, each with its values in order
 * @param fields header fields by lower-case name, the first value of each
 * @param body whole; not to be changed
 */
public record HttpRequest(
    String method,
    String path,
    Map<String, List<String>> query,
    Map<String, String> fields,
    byte[] body) {

  /** A header field's first value; empty when there is none. */
  public String field(String name) {
    return fields.getOrDefault(name, "");
  }

  /** A parameter's values. */
  public List<String> parameters(String name) {
    return query.getOrDefault(name, List.of());
  }

  /** Whether a parameter is there, with or without a value. */
  public boolean hasParameter(String name) {
    return query.containsKey(name);
  }
}
