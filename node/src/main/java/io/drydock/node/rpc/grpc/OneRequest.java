package io.drydock.node.rpc.grpc;

import com.google.protobuf.MessageLite;
import io.drydock.node.RefusedException;

/** The requests of a call that takes one: the first is served, more are not looked at. */
abstract class OneRequest<Q extends MessageLite> implements Requests<Q> {
  private final Call call;
  private boolean served;

  private OneRequest(Call call) {
    this.call = call;
  }

  static <Q extends MessageLite, R extends MessageLite> Requests<Q> of(
      UnaryMethod<Q, R> method, UnaryCall<R> call) {
    return new OneRequest<>(call) {
      @Override
      void serve(Q request) throws RefusedException {
        method.call(request, call);
      }
    };
  }

  static <Q extends MessageLite, R extends MessageLite> Requests<Q> of(
      StreamMethod<Q, R> method, StreamCall<R> call) {
    return new OneRequest<>(call) {
      @Override
      void serve(Q request) throws RefusedException {
        method.call(request, call);
      }
    };
  }

  abstract void serve(Q request) throws RefusedException;

  @Override
  public void next(Q request) throws RefusedException {
    if (!served) {
      served = true;
      serve(request);
    }
  }

  @Override
  public void end() {
    if (!served) {
      call.fail(new GrpcStatus(GrpcStatus.UNKNOWN, "EOF"));
    }
  }
}
