package io.drydock.node.rpc.http;

import io.drydock.node.rpc.grpc.Callers;
import java.nio.charset.StandardCharsets;
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
 * @param bodies how much of them is taken
 */
public record HttpEdge(
    HttpHandler handler, Callers callers, Set<String> origins, Set<String> hosts, Bodies bodies) {
  private static final String ANY = "*";

  /** To what is no request. */
  static final HttpAnswer BAD = status("400 Bad Request");

  /** Lets a request in, or answers it. */
  void serve(Exchange exchange, boolean isTls) {
    var request = exchange.request();
    if (request.path().isEmpty()) {
      exchange.respond(BAD);
      return;
    }
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

  /** A refusal of a whole request, as Go's net/http words it: code and reason are the body. */
  static HttpAnswer status(String codeAndReason) {
    int code = Integer.parseInt(codeAndReason.substring(0, 3));
    var body = codeAndReason.getBytes(StandardCharsets.UTF_8);
    return HttpAnswer.of(code, "text/plain; charset=utf-8", body);
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
    var parts = Target.parse(method, target).orElse(new Target("", Map.of()));
    return new HttpRequest(method, parts.path(), parts.query(), fields, body);
  }
}
