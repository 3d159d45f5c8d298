package io.drydock.node.rpc.http;

import io.drydock.node.rpc.grpc.Callers;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What holds for every plain request of a port: who may ask, which origins' pages may, how large it
 * may be.
 *
 * @param handler serves what is let in
 * @param callers finds out who asks
 * @param origins that browsers are told of; {@code *} for all, empty for none
 * @param hosts that requests without TLS may name; {@code *} or empty for all
 * @param maxBodyBytes of a request; more is 413
 */
public record HttpEdge(
    HttpHandler handler,
    Callers callers,
    Set<String> origins,
    Set<String> hosts,
    int maxBodyBytes) {
  private static final String ANY = "*";

  /** Lets a request in, or answers it. */
  void serve(Exchange exchange, boolean isTls) {
    var request = exchange.request();
    if (!isTls && !permitsHost(request.field("host"))) {
      exchange.respond(
          HttpAnswer.error(421, "host is not on the whitelist: " + request.field("host")));
      return;
    }
    if (!origins.isEmpty() && request.method().equals("OPTIONS")) {
      exchange.respond(new HttpAnswer(200, Map.of(), new byte[0]));
      return;
    }
    handler.handle(exchange);
  }

  private boolean permitsHost(String host) {
    return hosts.isEmpty() || hosts.contains(ANY) || hosts.contains(host);
  }

  /** The fields that every answer carries, for a page of that origin; empty when there are none. */
  Map<String, String> corsFields(String origin) {
    String allowed = origins.contains(ANY) ? ANY : origins.contains(origin) ? origin : "";
    if (allowed.isEmpty()) {
      return Map.of();
    }
    var fields = new LinkedHashMap<String, String>();
    fields.put("access-control-allow-methods", "POST, GET, OPTIONS, PUT, DELETE");
    fields.put("access-control-allow-origin", allowed);
    fields.put("access-control-allow-headers", "accept, content-type, authorization");
    return fields;
  }

  /** A request of that target, such as {@code /health?serializable=true}. */
  static HttpRequest request(
      String method, String target, Map<String, String> fields, byte[] body) {
    var decoder = new QueryStringDecoder(target);
    return new HttpRequest(method, decoder.path(), decoder.parameters(), fields, body);
  }
}
