package io.drydock.node.rpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Calls by gRPC's own client, for messages without generated stubs. */
final class GrpcClient implements AutoCloseable {
  private final ManagedChannel channel;

  GrpcClient(NettyChannelBuilder builder) {
    channel = builder.maxInboundMessageSize(Integer.MAX_VALUE).build();
  }

  static GrpcClient plain(int port) {
    return new GrpcClient(NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext());
  }

  ManagedChannel channel() {
    return channel;
  }

  <Q extends Message, R extends Message> R unary(String path, Q request, R responseType) {
    return unary(path, request, responseType, CallOptions.DEFAULT);
  }

  <Q extends Message, R extends Message> R unary(
      String path, Q request, R responseType, CallOptions options) {
    var method = method(MethodDescriptor.MethodType.UNARY, path, request, responseType);
    return ClientCalls.blockingUnaryCall(channel, method, options, request);
  }

  static <Q extends Message, R extends Message> MethodDescriptor<Q, R> method(
      MethodDescriptor.MethodType type, String path, Q requestType, R responseType) {
    return MethodDescriptor.<Q, R>newBuilder()
        .setType(type)
        .setFullMethodName(path)
        .setRequestMarshaller(marshaller(requestType))
        .setResponseMarshaller(marshaller(responseType))
        .build();
  }

  @SuppressWarnings("unchecked") // the parser of an M parses Ms
  private static <M extends Message> Marshaller<M> marshaller(M type) {
    var parser = (Parser<M>) type.getParserForType();
    return new Marshaller<>() {
      @Override
      public InputStream stream(M message) {
        return new ByteArrayInputStream(message.toByteArray());
      }

      @Override
      public M parse(InputStream in) {
        try {
          return parser.parseFrom(in.readAllBytes());
        } catch (InvalidProtocolBufferException e) {
          throw Status.INTERNAL.withCause(e).asRuntimeException(new Metadata());
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    };
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
