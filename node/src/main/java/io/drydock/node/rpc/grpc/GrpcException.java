package io.drydock.node.rpc.grpc;

/** A call that cannot go on: it ends with this status. Costs no stack trace. */
final class GrpcException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient GrpcStatus status;

  GrpcException(int code, String message) {
    super(message, null, false, false);
    this.status = new GrpcStatus(code, message);
  }

  GrpcStatus status() {
    return status;
  }
}
