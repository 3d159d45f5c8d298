package io.drydock.node.rpc.grpc;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Calls as metrics: begun, ended by code, messages, bytes.
 *
 * <p>Source: {@code /metrics} of etcd 3.5.30, which shows every code of every method from the
 * start.
 */
public final class CallMetrics {
  private static final String[] LABELS = {"grpc_type", "grpc_service", "grpc_method"};

  private static final List<String> CODES =
      List.of(
          "OK",
          "Canceled",
          "Unknown",
          "InvalidArgument",
          "DeadlineExceeded",
          "NotFound",
          "AlreadyExists",
          "PermissionDenied",
          "ResourceExhausted",
          "FailedPrecondition",
          "Aborted",
          "OutOfRange",
          "Unimplemented",
          "Internal",
          "Unavailable",
          "DataLoss",
          "Unauthenticated");

  private CallMetrics() {}

  /** Adds the metrics of these services and of what they have sent and received. */
  public static void register(PrometheusRegistry registry, Services services, Traffic traffic) {
    perMethod(registry, services, "grpc_server_started_total", MethodCounters::started);
    perMethod(registry, services, "grpc_server_msg_received_total", MethodCounters::received);
    perMethod(registry, services, "grpc_server_msg_sent_total", MethodCounters::sent);
    CounterWithCallback.builder()
        .name("grpc_server_handled_total")
        .labelNames("grpc_type", "grpc_service", "grpc_method", "grpc_code")
        .callback(shown -> showHandled(services, shown))
        .register(registry);
    CounterWithCallback.builder()
        .name("etcd_network_client_grpc_received_bytes_total")
        .callback(shown -> shown.call(traffic.receivedBytes()))
        .register(registry);
    CounterWithCallback.builder()
        .name("etcd_network_client_grpc_sent_bytes_total")
        .callback(shown -> shown.call(traffic.sentBytes()))
        .register(registry);
  }

  private static void perMethod(
      PrometheusRegistry registry,
      Services services,
      String name,
      ToLongFunction<MethodCounters> counter) {
    CounterWithCallback.builder()
        .name(name)
        .labelNames(LABELS)
        .callback(shown -> {
          for (var method : services.methods()) {
            shown.call(
                counter.applyAsLong(method.counters()),
                method.kind().label(),
                method.service(),
                method.name());
          }
        })
        .register(registry);
  }

  private static void showHandled(Services services, CounterWithCallback.Callback shown) {
    for (var method : services.methods()) {
      for (int code = 0; code < CODES.size(); code++) {
        shown.call(
            method.counters().handled(code),
            method.kind().label(),
            method.service(),
            method.name(),
            CODES.get(code));
      }
    }
  }
}
