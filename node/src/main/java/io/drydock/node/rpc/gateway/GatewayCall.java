package io.drydock.node.rpc.gateway;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import io.drydock.node.rpc.grpc.Caller;
import io.drydock.node.rpc.grpc.GrpcStatus;
import io.drydock.node.rpc.grpc.Method;
import io.drydock.node.rpc.grpc.OpenCall;
import io.drydock.node.rpc.grpc.Timeout;
import io.drydock.node.rpc.http.Exchange;
import io.drydock.node.rpc.http.HttpAnswer;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A call that came as JSON. */
final class GatewayCall<R extends Message> implements OpenCall<R> {
  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer().preservingProtoFieldNames().omittingInsignificantWhitespace();
  private static final String JSON = "application/json";
  private static final Runnable NOTHING = () -> {};

  private final Method<?, R> method;
  private final Exchange exchange;
  private Runnable onAbandoned = NOTHING;
  private Optional<Future<?>> timer = Optional.empty();
  private boolean begun;
  private boolean ended;

  GatewayCall(Method<?, R> method, Exchange exchange) {
    this.method = method;
    this.exchange = exchange;
    exchange.onAbandoned(this::abandon);
  }

  /** Ends it after the time that the field {@code grpc-timeout} says, if it says one. */
  void limitTime(String timeout) {
    if (!timeout.isEmpty()) {
      Timeout.parse(timeout)
          .ifPresentOrElse(
              nanos ->
                  timer = Optional.of(loop().schedule(this::expire, nanos, TimeUnit.NANOSECONDS)),
              () ->
                  fail(
                      new GrpcStatus(
                          GrpcStatus.INVALID_ARGUMENT, "invalid grpc-timeout: " + timeout)));
    }
  }

  private void expire() {
    if (isOpen()) {
      fail(GrpcStatus.LATE);
      runAbandoned();
    }
  }

  private void abandon() {
    if (!ended) {
      end(GrpcStatus.CANCELLED);
      runAbandoned();
    }
  }

  private void runAbandoned() {
    var action = onAbandoned;
    onAbandoned = NOTHING;
    action.run();
  }

  void received() {
    method.counters().receive();
  }

  @Override
  public EventExecutor loop() {
    return exchange.loop();
  }

  @Override
  public boolean isOpen() {
    return !ended && exchange.isOpen();
  }

  @Override
  public Caller caller() {
    return new Caller(exchange.caller().address(), exchange.caller().commonName(), true);
  }

  @Override
  public void onAbandoned(Runnable action) {
    onAbandoned = action;
  }

  @Override
  public void onDrained(Runnable action) {
    exchange.onDrained(action);
  }

  @Override
  public long queuedBytes() {
    return exchange.queuedBytes();
  }

  @Override
  public void reply(R response) {
    if (isOpen()) {
      method.counters().send();
      end(GrpcStatus.OK.code());
      exchange.respond(success(print(response)));
    }
  }

  @Override
  public void send(R response) {
    if (!isOpen()) {
      return;
    }
    method.counters().send();
    byte[] line = ("{\"result\":" + print(response) + "}\n").getBytes(StandardCharsets.UTF_8);
    if (begun) {
      exchange.write(line);
    } else {
      begun = true;
      exchange.begin(success("").withBody(line));
    }
  }

  private static HttpAnswer success(String body) {
    return HttpAnswer.of(200, JSON, body.getBytes(StandardCharsets.UTF_8))
        .with("grpc-metadata-content-type", "application/grpc");
  }

  private static String print(Message message) {
    try {
      return PRINTER.print(message);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a message without Any has no JSON form", e);
    }
  }

  @Override
  public void complete() {
    if (isOpen()) {
      end(GrpcStatus.OK.code());
      if (!begun) {
        exchange.begin(success(""));
      }
      exchange.end();
    }
  }

  @Override
  public void fail(GrpcStatus status) {
    if (!isOpen()) {
      return;
    }
    end(status.code());
    if (begun) {
      exchange.write(GatewayErrors.streamEnd(status));
      exchange.end();
    } else if (method.kind() == Method.Kind.UNARY) {
      exchange.respond(GatewayErrors.answer(status));
    } else {
      exchange.respond(
          HttpAnswer.of(GatewayErrors.httpStatus(status), JSON, GatewayErrors.streamEnd(status)));
    }
  }

  private void end(int code) {
    ended = true;
    method.counters().handle(code);
    timer.ifPresent(each -> each.cancel(false));
  }
}
