package io.drydock.node.rpc.http;

/** Serves requests of a route. */
@FunctionalInterface
public interface HttpHandler {
  /** Answers the exchange's request, on its event loop, now or later. */
  void handle(Exchange exchange);
}
