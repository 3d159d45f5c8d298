package io.drydock.node.rpc.http;

import java.util.Map;
import java.util.TreeMap;

/**
 * Finds what serves a path: the route of exactly that path, else the longest route ending in a
 * slash that it begins with, else 404 as Go's mux says it.
 */
public final class Routes implements HttpHandler {
  private final Map<String, HttpHandler> exact;
  private final TreeMap<String, HttpHandler> prefixes = new TreeMap<>();

  /** These routes; those whose path ends in a slash serve all paths below. */
  public Routes(Map<String, HttpHandler> routes) {
    exact = Map.copyOf(routes);
    routes.forEach((path, handler) -> {
      if (path.endsWith("/")) {
        prefixes.put(path, handler);
      }
    });
  }

  @Override
  public void handle(Exchange exchange) {
    find(exchange.request().path()).handle(exchange);
  }

  private HttpHandler find(String path) {
    var found = exact.get(path);
    if (found != null) {
      return found;
    }
    int end = path.lastIndexOf('/') + 1;
    while (end > 0) {
      var below = prefixes.get(path.substring(0, end));
      if (below != null) {
        return below;
      }
      end = path.lastIndexOf('/', end - 2) + 1;
    }
    return each -> each.respond(HttpAnswer.error(404, "404 page not found"));
  }
}
