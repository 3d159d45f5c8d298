package io.drydock.node.interop;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.drydock.formats.proto.etcdserverpb.PutRequest;
import io.drydock.formats.proto.etcdserverpb.PutResponse;
import io.drydock.formats.proto.etcdserverpb.RangeRequest;
import io.drydock.formats.proto.etcdserverpb.RangeResponse;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** A client that puts one key after the other as fast as it is answered, and reads all of them. */
final class Puts implements AutoCloseable {

  private static final MethodDescriptor<PutRequest, PutResponse> PUT =
      method("Put", PutRequest.parser(), PutResponse.parser());
  private static final MethodDescriptor<RangeRequest, RangeResponse> RANGE =
      method("Range", RangeRequest.parser(), RangeResponse.parser());
  private static final ByteString ZERO = ByteString.copyFrom(new byte[1]);

  private final ManagedChannel channel;

  /** Only reads. */
  Puts(String address) {
    this.channel =
        NettyChannelBuilder.forTarget("dns:///" + address)
            .usePlaintext()
            .maxInboundMessageSize(Integer.MAX_VALUE)
            .build();
  }

  /** Puts until the server is gone. */
  Puts(String address, Supplier<String> keys, BiConsumer<String, Long> acknowledged) {
    this(address);
    put(keys, acknowledged);
  }

  private void put(Supplier<String> keys, BiConsumer<String, Long> acknowledged) {
    String key = keys.get();
    var request =
        PutRequest.newBuilder()
            .setKey(ByteString.copyFromUtf8(key))
            .setValue(ByteString.copyFromUtf8("value of " + key))
            .build();
    ClientCalls.asyncUnaryCall(
        channel.newCall(PUT, CallOptions.DEFAULT),
        request,
        new StreamObserver<>() {
          @Override
          public void onNext(PutResponse answer) {
            acknowledged.accept(key, answer.getHeader().getRevision());
          }

          @Override
          public void onError(Throwable gone) {
            // The server was killed: nobody knows what became of this one.
          }

          @Override
          public void onCompleted() {
            put(keys, acknowledged);
          }
        });
  }

  /** All keys with their mod revisions; their values are checked. */
  Map<String, Long> all() {
    var everything = RangeRequest.newBuilder().setKey(ZERO).setRangeEnd(ZERO).build();
    RangeResponse answer =
        ClientCalls.blockingUnaryCall(channel, RANGE, CallOptions.DEFAULT, everything);
    answer
        .getKvsList()
        .forEach(kv -> {
          if (!kv.getValue().toStringUtf8().equals("value of " + kv.getKey().toStringUtf8())) {
            throw new AssertionError("another value under " + kv.getKey().toStringUtf8());
          }
        });
    return answer.getKvsList().stream()
        .collect(Collectors.toMap(kv -> kv.getKey().toStringUtf8(), kv -> kv.getModRevision()));
  }

  /** The revision of the store. */
  long revision() {
    var one = RangeRequest.newBuilder().setKey(ZERO).build();
    return ClientCalls.blockingUnaryCall(channel, RANGE, CallOptions.DEFAULT, one)
        .getHeader()
        .getRevision();
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }

  private static <Q extends MessageLite, R extends MessageLite> MethodDescriptor<Q, R> method(
      String name, Parser<Q> request, Parser<R> response) {
    return MethodDescriptor.<Q, R>newBuilder()
        .setFullMethodName("etcdserverpb.KV/" + name)
        .setType(MethodDescriptor.MethodType.UNARY)
        .setRequestMarshaller(new Codec<>(request))
        .setResponseMarshaller(new Codec<>(response))
        .build();
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
