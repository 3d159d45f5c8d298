package io.drydock.node.rpc.health;

import io.drydock.node.rpc.http.Exchange;
import io.drydock.node.rpc.http.HttpAnswer;
import io.drydock.node.rpc.http.HttpHandler;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The routes of health, version and metrics. */
public final class HealthRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(HealthRoutes.class);
  private static final String TEXT = "text/plain; charset=utf-8";

  /** As Prometheus asks for its text form. */
  private static final String METRICS =
      "text/plain; version=0.0.4; charset=utf-8; escaping=underscores";

  private HealthRoutes() {}

  /**
   * Paths and what serves them.
   *
   * @param serverVersion the release of etcd that the node stands for, such as {@code 3.5.30}
   * @param metrics writes all metrics in Prometheus' text form
   */
  public static Map<String, HttpHandler> of(
      Vitals vitals, String serverVersion, Supplier<byte[]> metrics) {
    var routes = new LinkedHashMap<String, HttpHandler>();
    routes.put("/version", get(exchange -> version(exchange, vitals, serverVersion)));
    routes.putAll(probes(vitals, metrics));
    return routes;
  }

  /** The same without the version: what a port for metrics serves. */
  public static Map<String, HttpHandler> probes(Vitals vitals, Supplier<byte[]> metrics) {
    var routes = new LinkedHashMap<String, HttpHandler>();
    routes.put("/health", get(exchange -> health(exchange, vitals)));
    routes.put(
        "/metrics", exchange -> exchange.respond(HttpAnswer.of(200, METRICS, metrics.get())));
    addChecks(routes, "/livez", vitals, List.of(Check.SERIALIZABLE_READ));
    addChecks(routes, "/readyz", vitals, List.of(Check.values()));
    return routes;
  }

  private static void addChecks(
      Map<String, HttpHandler> routes, String path, Vitals vitals, List<Check> checks) {
    routes.put(path, get(exchange -> check(exchange, vitals, checks)));
    for (var each : checks) {
      var sub = path + "/" + each.label();
      routes.put(sub, get(exchange -> check(exchange, vitals, List.of(each))));
    }
  }

  private static HttpHandler get(HttpHandler handler) {
    return exchange -> {
      if (exchange.request().method().equals("GET")) {
        handler.handle(exchange);
      } else {
        exchange.respond(HttpAnswer.error(405, "Method Not Allowed").with("allow", "GET"));
      }
    };
  }

  private static void version(Exchange exchange, Vitals vitals, String serverVersion) {
    var cluster = vitals.clusterVersion().orElse("not_decided");
    var body = "{\"etcdserver\":\"%s\",\"etcdcluster\":\"%s\"}".formatted(serverVersion, cluster);
    exchange.respond(HttpAnswer.of(200, "application/json", bytes(body)));
  }

  private static void health(Exchange exchange, Vitals vitals) {
    var request = exchange.request();
    var excluded = Set.copyOf(request.parameters("exclude"));
    for (var alarm : vitals.alarms()) {
      if (!excluded.contains(alarm)) {
        healthIs(exchange, Optional.of("ALARM " + alarm));
        return;
      }
    }
    boolean serializable = request.parameters("serializable").contains("true");
    if (!serializable && !vitals.hasLeader()) {
      healthIs(exchange, Optional.of("RAFT NO LEADER"));
      return;
    }
    vitals.tryRead(
        serializable,
        exchange.loop(),
        failure -> healthIs(exchange, failure.map(why -> "RANGE ERROR:" + why)));
  }

  private static void healthIs(Exchange exchange, Optional<String> reason) {
    var body =
        "{\"health\":\"%s\",\"reason\":\"%s\"}".formatted(reason.isEmpty(), reason.orElse(""));
    reason.ifPresent(why -> LOG.warn("serving /health false: {}", why));
    exchange.respond(
        reason.isEmpty() ? HttpAnswer.of(200, TEXT, bytes(body)) : HttpAnswer.error(503, body));
  }

  private static void check(Exchange exchange, Vitals vitals, List<Check> checks) {
    var excluded = Set.copyOf(exchange.request().parameters("exclude"));
    var wanted = checks.stream().filter(each -> !excluded.contains(each.label())).toList();
    new Round(exchange, vitals, wanted).next();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Checks of one request, one after the other. */
  private static final class Round {
    private final Exchange exchange;
    private final Vitals vitals;
    private final List<Check> checks;
    private final StringBuilder report = new StringBuilder();
    private int at;
    private boolean failed;

    private Round(Exchange exchange, Vitals vitals, List<Check> checks) {
      this.exchange = exchange;
      this.vitals = vitals;
      this.checks = checks;
    }

    private void next() {
      if (at < checks.size()) {
        checks.get(at).run(vitals, exchange.loop(), this::noted);
      } else {
        finish();
      }
    }

    private void noted(Optional<String> failure) {
      var label = checks.get(at++).label();
      failed |= failure.isPresent();
      report.append(
          failure
              .map(why -> "[-]%s failed: %s\n".formatted(label, why))
              .orElse("[+]%s ok\n".formatted(label)));
      next();
    }

    private void finish() {
      if (failed) {
        LOG.warn("serving {} false: {}", exchange.request().path(), report.toString().strip());
        exchange.respond(HttpAnswer.error(503, report.toString()));
        return;
      }
      var passed = exchange.request().hasParameter("verbose") ? report + "ok\n" : "ok\n";
      exchange.respond(
          HttpAnswer.of(200, TEXT, bytes(passed)).with("x-content-type-options", "nosniff"));
    }
  }
}
