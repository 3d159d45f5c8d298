package io.drydock.node.rpc.grpc;

import io.drydock.node.EtcdError;

/**
 * How a call ended.
 *
 * @param code gRPC's number, 0 to 16
 * @param message for people; empty for OK
 */
public record GrpcStatus(int code, String message) {
  /** The caller took the call back. */
  public static final int CANCELLED = 1;

  /** An error of unknown kind. */
  public static final int UNKNOWN = 2;

  /** An argument that is wrong in any state. */
  public static final int INVALID_ARGUMENT = 3;

  /** The time of the call was over. */
  public static final int DEADLINE_EXCEEDED = 4;

  /** There is no such thing. */
  public static final int NOT_FOUND = 5;

  /** Some limit is reached. */
  public static final int RESOURCE_EXHAUSTED = 8;

  /** There is no such method, or it is not served. */
  public static final int UNIMPLEMENTED = 12;

  /** Something that must not be. */
  public static final int INTERNAL = 13;

  /** The server cannot answer now. */
  public static final int UNAVAILABLE = 14;

  /** The call did what it should. */
  public static final GrpcStatus OK = new GrpcStatus(0, "");

  /** The time of the call was over. */
  public static final GrpcStatus LATE =
      new GrpcStatus(DEADLINE_EXCEEDED, "context deadline exceeded");

  /** The status that etcd sends an error with. */
  public static GrpcStatus of(EtcdError error) {
    return new GrpcStatus(error.grpcCode(), error.text());
  }
}
