package io.drydock.node.interop;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.drydock.formats.proto.etcdserverpb.CompactionRequest;
import io.drydock.formats.proto.etcdserverpb.CompactionResponse;
import io.drydock.formats.proto.etcdserverpb.DefragmentRequest;
import io.drydock.formats.proto.etcdserverpb.DefragmentResponse;
import io.drydock.formats.proto.etcdserverpb.DeleteRangeRequest;
import io.drydock.formats.proto.etcdserverpb.DeleteRangeResponse;
import io.drydock.formats.proto.etcdserverpb.LeaseGrantRequest;
import io.drydock.formats.proto.etcdserverpb.LeaseGrantResponse;
import io.drydock.formats.proto.etcdserverpb.LeaseLeasesRequest;
import io.drydock.formats.proto.etcdserverpb.LeaseLeasesResponse;
import io.drydock.formats.proto.etcdserverpb.LeaseRevokeRequest;
import io.drydock.formats.proto.etcdserverpb.LeaseRevokeResponse;
import io.drydock.formats.proto.etcdserverpb.PutRequest;
import io.drydock.formats.proto.etcdserverpb.PutResponse;
import io.drydock.formats.proto.etcdserverpb.RangeRequest;
import io.drydock.formats.proto.etcdserverpb.RangeResponse;
import io.drydock.formats.proto.etcdserverpb.TxnRequest;
import io.drydock.formats.proto.etcdserverpb.TxnResponse;
import io.drydock.formats.proto.etcdserverpb.WatchCreateRequest;
import io.drydock.formats.proto.etcdserverpb.WatchRequest;
import io.drydock.formats.proto.etcdserverpb.WatchResponse;
import io.drydock.formats.proto.mvccpb.KeyValue;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A client that blocks until it is answered. Every call throws {@link StatusRuntimeException} when
 * it is refused, or when nobody knows what became of it. Safe for use by several threads.
 */
final class Client implements AutoCloseable {
  static final ByteString ZERO = ByteString.copyFrom(new byte[1]);
  private static final int CALL_SECONDS_MAX = 30;
  private static final String KV = "etcdserverpb.KV/";
  private static final String LEASE = "etcdserverpb.Lease/";

  private final ManagedChannel channel;

  Client(String address) {
    this.channel =
        NettyChannelBuilder.forTarget("dns:///" + address)
            .usePlaintext()
            .maxInboundMessageSize(Integer.MAX_VALUE)
            .build();
  }

  static ByteString bytes(String text) {
    return ByteString.copyFromUtf8(text);
  }

  PutResponse put(String key, String value, long lease) {
    var request = PutRequest.newBuilder().setKey(bytes(key)).setValue(bytes(value)).setLease(lease);
    return call(KV + "Put", request.build(), PutRequest.parser(), PutResponse.parser());
  }

  DeleteRangeResponse delete(String key) {
    var request = DeleteRangeRequest.newBuilder().setKey(bytes(key)).build();
    return call(
        KV + "DeleteRange", request, DeleteRangeRequest.parser(), DeleteRangeResponse.parser());
  }

  TxnResponse txn(TxnRequest request) {
    return call(KV + "Txn", request, TxnRequest.parser(), TxnResponse.parser());
  }

  RangeResponse range(RangeRequest request) {
    return call(KV + "Range", request, RangeRequest.parser(), RangeResponse.parser());
  }

  /** All keys of the newest revision. */
  List<KeyValue> all() {
    return range(RangeRequest.newBuilder().setKey(ZERO).setRangeEnd(ZERO).build()).getKvsList();
  }

  /** The revision of the store. */
  long revision() {
    return range(RangeRequest.newBuilder().setKey(ZERO).build()).getHeader().getRevision();
  }

  void compact(long revision) {
    var request = CompactionRequest.newBuilder().setRevision(revision).build();
    call(KV + "Compact", request, CompactionRequest.parser(), CompactionResponse.parser());
  }

  void defragment() {
    call(
        "etcdserverpb.Maintenance/Defragment",
        DefragmentRequest.getDefaultInstance(),
        DefragmentRequest.parser(),
        DefragmentResponse.parser());
  }

  void grant(long id, long seconds) {
    var request = LeaseGrantRequest.newBuilder().setID(id).setTTL(seconds).build();
    call(LEASE + "LeaseGrant", request, LeaseGrantRequest.parser(), LeaseGrantResponse.parser());
  }

  void revoke(long id) {
    var request = LeaseRevokeRequest.newBuilder().setID(id).build();
    call(LEASE + "LeaseRevoke", request, LeaseRevokeRequest.parser(), LeaseRevokeResponse.parser());
  }

  List<Long> leases() {
    var all =
        call(
            LEASE + "LeaseLeases",
            LeaseLeasesRequest.getDefaultInstance(),
            LeaseLeasesRequest.parser(),
            LeaseLeasesResponse.parser());
    return all.getLeasesList().stream().map(each -> each.getID()).toList();
  }

  /** Watches all keys from a revision on; completed when the stream has ended. */
  CompletableFuture<Void> watch(long revision, Consumer<WatchResponse> seen) {
    var ended = new CompletableFuture<Void>();
    var method =
        method(
            MethodType.BIDI_STREAMING,
            "etcdserverpb.Watch/Watch",
            WatchRequest.parser(),
            WatchResponse.parser());
    StreamObserver<WatchRequest> requests =
        ClientCalls.asyncBidiStreamingCall(
            channel.newCall(method, CallOptions.DEFAULT), observer(seen, ended));
    var create =
        WatchCreateRequest.newBuilder().setKey(ZERO).setRangeEnd(ZERO).setStartRevision(revision);
    requests.onNext(WatchRequest.newBuilder().setCreateRequest(create).build());
    return ended;
  }

  private static StreamObserver<WatchResponse> observer(
      Consumer<WatchResponse> seen, CompletableFuture<Void> ended) {
    return new StreamObserver<>() {
      @Override
      public void onNext(WatchResponse response) {
        seen.accept(response);
      }

      @Override
      public void onError(Throwable why) {
        // What the consumer throws comes back here as a cancellation.
        if (Status.fromThrowable(why).getCode() == Status.Code.UNAVAILABLE) {
          ended.complete(null);
        } else {
          ended.completeExceptionally(why);
        }
      }

      @Override
      public void onCompleted() {
        ended.complete(null);
      }
    };
  }

  private <Q extends MessageLite, R extends MessageLite> R call(
      String path, Q request, Parser<Q> requests, Parser<R> responses) {
    return ClientCalls.blockingUnaryCall(
        channel,
        method(MethodType.UNARY, path, requests, responses),
        CallOptions.DEFAULT.withDeadlineAfter(CALL_SECONDS_MAX, TimeUnit.SECONDS),
        request);
  }

  private static <Q extends MessageLite, R extends MessageLite> MethodDescriptor<Q, R> method(
      MethodType type, String path, Parser<Q> requests, Parser<R> responses) {
    return MethodDescriptor.<Q, R>newBuilder()
        .setFullMethodName(path)
        .setType(type)
        .setRequestMarshaller(new Codec<>(requests))
        .setResponseMarshaller(new Codec<>(responses))
        .build();
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }

  private record Codec<M extends MessageLite>(Parser<M> parser)
      implements MethodDescriptor.Marshaller<M> {

    @Override
    public InputStream stream(M message) {
      return new ByteArrayInputStream(message.toByteArray());
    }

    @Override
    public M parse(InputStream bytes) {
      try {
        return parser.parseFrom(bytes);
      } catch (IOException malformed) {
        throw Status.INTERNAL.withCause(malformed).asRuntimeException();
      }
    }
  }
}
