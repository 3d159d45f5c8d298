package io.drydock.node.rpc.service;

import io.drydock.formats.proto.grpchealth.HealthCheckRequest;
import io.drydock.formats.proto.grpchealth.HealthCheckResponse;
import io.drydock.formats.proto.grpchealth.HealthCheckResponse.ServingStatus;
import io.drydock.node.rpc.grpc.GrpcStatus;
import io.drydock.node.rpc.grpc.Service;
import io.drydock.node.rpc.grpc.StreamCall;
import io.drydock.node.rpc.grpc.UnaryCall;

/**
 * {@code grpc.health.v1.Health}, which knows the whole server and nothing else. It serves as long
 * as it answers: the port is opened when the member is ready, and closed when it ends.
 */
final class GrpcHealthService {

  private static final String WHOLE_SERVER = "";

  Service service() {
    return Service.named("grpc.health.v1.Health")
        .unary("Check", HealthCheckRequest.getDefaultInstance(), this::check)
        .serverStream("Watch", HealthCheckRequest.getDefaultInstance(), this::watch);
  }

  private void check(HealthCheckRequest request, UnaryCall<HealthCheckResponse> call) {
    if (request.getService().equals(WHOLE_SERVER)) {
      call.reply(is(ServingStatus.SERVING));
    } else {
      call.fail(new GrpcStatus(GrpcStatus.NOT_FOUND, "unknown service"));
    }
  }

  /** The stream stays open; nothing changes before the port closes. */
  private void watch(HealthCheckRequest request, StreamCall<HealthCheckResponse> call) {
    boolean isKnown = request.getService().equals(WHOLE_SERVER);
    call.send(is(isKnown ? ServingStatus.SERVING : ServingStatus.SERVICE_UNKNOWN));
  }

  private static HealthCheckResponse is(ServingStatus status) {
    return HealthCheckResponse.newBuilder().setStatus(status).build();
  }
}
