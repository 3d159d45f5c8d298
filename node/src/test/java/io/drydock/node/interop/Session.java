package io.drydock.node.interop;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A client that carries scripts out on one server. */
final class Session implements AutoCloseable {

  private static final int CALL_SECONDS_MAX = 20;
  private static final int ITEM_SECONDS_MAX = 10;

  private final ManagedChannel channel;
  private final Map<String, Stream> streams = new HashMap<>();

  /** Talks to a server in plain text. */
  Session(String hostAndPort) {
    this.channel =
        NettyChannelBuilder.forTarget("dns:///" + hostAndPort)
            .usePlaintext()
            .maxInboundMessageSize(Integer.MAX_VALUE)
            .build();
  }

  /** One line or more for each step. */
  List<String> run(Script script) {
    List<String> answers = new ArrayList<>();
    for (Script.Step step : script.steps()) {
      answers.add(step + "\n  " + String.join("\n  ", answer(step)));
    }
    streams.values().forEach(stream -> stream.call().cancel("the script is over", null));
    streams.clear();
    return answers;
  }

  private List<String> answer(Script.Step step) {
    switch (step) {
      case Script.Step.Call call -> {
        return List.of(unary(call));
      }
      case Script.Step.Open(String name, var method, DynamicMessage request) -> {
        Stream stream = open(method);
        streams.put(name, stream);
        if (!method.isClientStreaming()) {
          stream.call().sendMessage(request);
          stream.call().halfClose();
        }
      }
      case Script.Step.Send(String name, DynamicMessage request) ->
          streams.get(name).call().sendMessage(request);
      case Script.Step.Read(String name, int items) -> {
        return streams.get(name).read(items);
      }
      case Script.Step.End(String name, boolean isCancelled) -> {
        Stream stream = streams.get(name);
        if (isCancelled) {
          stream.call().cancel("by the script", null);
        } else {
          stream.call().halfClose();
        }
      }
    }
    return List.of();
  }

  private String unary(Script.Step.Call call) {
    try {
      DynamicMessage answer =
          ClientCalls.blockingUnaryCall(
              channel,
              method(call.method()),
              CallOptions.DEFAULT.withDeadlineAfter(CALL_SECONDS_MAX, TimeUnit.SECONDS),
              call.request());
      return Answers.of(call.request(), answer);
    } catch (StatusRuntimeException refused) {
      return Answers.of(refused.getStatus());
    }
  }

  private Stream open(com.google.protobuf.Descriptors.MethodDescriptor method) {
    ClientCall<DynamicMessage, DynamicMessage> call =
        channel.newCall(method(method), CallOptions.DEFAULT);
    var stream = new Stream(call, new LinkedBlockingQueue<>());
    call.start(stream.listener(), new Metadata());
    call.request(Integer.MAX_VALUE);
    return stream;
  }

  private static MethodDescriptor<DynamicMessage, DynamicMessage> method(
      com.google.protobuf.Descriptors.MethodDescriptor method) {
    MethodDescriptor.MethodType type =
        method.isClientStreaming()
            ? MethodDescriptor.MethodType.BIDI_STREAMING
            : method.isServerStreaming()
                ? MethodDescriptor.MethodType.SERVER_STREAMING
                : MethodDescriptor.MethodType.UNARY;
    return MethodDescriptor.<DynamicMessage, DynamicMessage>newBuilder()
        .setFullMethodName(method.getService().getFullName() + "/" + method.getName())
        .setType(type)
        .setRequestMarshaller(new Codec(method.getInputType()))
        .setResponseMarshaller(new Codec(method.getOutputType()))
        .build();
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }

  /** An open stream, and the items that have come out of it. */
  private record Stream(
      ClientCall<DynamicMessage, DynamicMessage> call, BlockingQueue<Answers.Item> items) {

    List<String> read(int count) {
      List<Answers.Item> read = new ArrayList<>();
      try {
        for (int i = 0; i < count; i++) {
          Answers.Item item = items.poll(ITEM_SECONDS_MAX, TimeUnit.SECONDS);
          if (item == null) {
            read.add(new Answers.Item(Long.MAX_VALUE, "(nothing for " + ITEM_SECONDS_MAX + " s)"));
            break;
          }
          read.add(item);
        }
        read.sort(Comparator.comparingLong(Answers.Item::watch));
        return read.stream().map(Answers.Item::text).toList();
      } catch (InterruptedException e) {
        throw new IllegalStateException("interrupted", e);
      }
    }

    ClientCall.Listener<DynamicMessage> listener() {
      return new ClientCall.Listener<>() {
        @Override
        public void onMessage(DynamicMessage message) {
          items.addAll(Answers.items(message));
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
          String text = status.isOk() ? "end" : Answers.of(status);
          items.add(new Answers.Item(Long.MAX_VALUE, text));
        }
      };
    }
  }

  private record Codec(Descriptor type) implements MethodDescriptor.Marshaller<DynamicMessage> {

    @Override
    public InputStream stream(DynamicMessage message) {
      return new ByteArrayInputStream(message.toByteArray());
    }

    @Override
    public DynamicMessage parse(InputStream bytes) {
      try {
        return DynamicMessage.parseFrom(type, bytes);
      } catch (IOException malformed) {
        throw new UncheckedIOException(malformed);
      }
    }
  }
}
