package io.drydock.node.rpc.service;

import io.drydock.formats.proto.etcdserverpb.WatchRequest;
import io.drydock.formats.proto.etcdserverpb.WatchResponse;
import io.drydock.node.engine.Engine;
import io.drydock.node.engine.WatchClient;
import io.drydock.node.rpc.grpc.Requests;
import io.drydock.node.rpc.grpc.Service;
import io.drydock.node.rpc.grpc.StreamCall;
import io.drydock.node.watch.WatchSink;
import java.util.concurrent.atomic.AtomicLong;

/** {@code etcdserverpb.Watch}. */
final class WatchService {

  /** Of responses that a client has not taken: beyond it the engine stops to send events. */
  private static final long PRESSURE_BYTES = 1 << 20;

  private final Engine engine;

  WatchService(Engine engine) {
    this.engine = engine;
  }

  Service service() {
    return Service.named("etcdserverpb.Watch")
        .bidi("Watch", WatchRequest.getDefaultInstance(), this::open);
  }

  private Requests<WatchRequest> open(StreamCall<WatchResponse> call) {
    var way = new Way(call);
    WatchClient client = engine.watch(way);
    way.resumes(client::resume);
    call.onAbandoned(client::close);
    return new Requests<>() {
      @Override
      public void next(WatchRequest request) {
        switch (request.getRequestUnionCase()) {
          case CREATE_REQUEST -> client.create(request.getCreateRequest());
          case CANCEL_REQUEST -> client.cancel(request.getCancelRequest().getWatchId());
          case PROGRESS_REQUEST -> client.requestProgress();
          case REQUESTUNION_NOT_SET -> {
            // etcd passes over it.
          }
        }
      }

      /** A client that asks for nothing more is still sent events. */
      @Override
      public void end() {
        // It ends the call when it has seen enough.
      }
    };
  }

  /**
   * The way of responses from the engine's thread to the call's event loop, and how full it is:
   * what is on its way between the two, and what waits in the connection.
   */
  private static final class Way implements WatchSink {

    private final StreamCall<WatchResponse> call;
    private final AtomicLong handedOver = new AtomicLong();
    private volatile long queued;
    private volatile boolean isPressed;
    private Runnable resume = () -> {};

    Way(StreamCall<WatchResponse> call) {
      this.call = call;
      call.onDrained(this::relieve);
    }

    /** Said once, before the first response. */
    void resumes(Runnable action) {
      resume = action;
    }

    @Override
    public boolean send(WatchResponse response) {
      int bytes = response.getSerializedSize();
      long waiting = handedOver.addAndGet(bytes) + queued;
      // Before the loop hears of the response, so that it looks at this behind it.
      isPressed |= waiting > PRESSURE_BYTES;
      boolean isFree = !isPressed;
      call.loop().execute(() -> take(response, bytes));
      return isFree;
    }

    private void take(WatchResponse response, int bytes) {
      if (call.isOpen()) {
        call.send(response);
      }
      handedOver.addAndGet(-bytes);
      relieve();
    }

    private void relieve() {
      queued = call.queuedBytes();
      if (isPressed && handedOver.get() + queued <= PRESSURE_BYTES / 2) {
        isPressed = false;
        resume.run();
      }
    }
  }
}
