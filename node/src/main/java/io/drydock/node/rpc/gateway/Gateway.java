package io.drydock.node.rpc.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import io.drydock.node.RefusedException;
import io.drydock.node.rpc.grpc.GrpcStatus;
import io.drydock.node.rpc.grpc.Method;
import io.drydock.node.rpc.grpc.Services;
import io.drydock.node.rpc.http.Exchange;
import io.drydock.node.rpc.http.HttpHandler;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Serves {@code /v3/…}, and {@code /v3beta/…} as the same. A body holds the request, or for a
 * method of many requests all of them one after the other; what is missing in it is zero, what is
 * unknown is not looked at.
 */
public final class Gateway implements HttpHandler {
  private static final String OLD_PREFIX = "/v3beta/";
  private static final JsonFormat.Parser PARSER = JsonFormat.parser().ignoringUnknownFields();

  private final Map<String, Method<?, ?>> methods = new HashMap<>();
  private final long maxMessageBytes;

  /**
   * JSON for those of these services' methods that have a path.
   *
   * @param maxMessageBytes the longest request, encoded as gRPC has it
   */
  public Gateway(Services services, long maxMessageBytes) {
    this.maxMessageBytes = maxMessageBytes;
    GatewayPaths.all()
        .forEach(
            (path, call) -> services.find(call).ifPresent(method -> methods.put(path, method)));
  }

  @Override
  public void handle(Exchange exchange) {
    var request = exchange.request();
    var path = request.path();
    if (path.startsWith(OLD_PREFIX)) {
      path = "/v3/" + path.substring(OLD_PREFIX.length());
    }
    var method = methods.get(path);
    if (method == null) {
      exchange.respond(GatewayErrors.answer(new GrpcStatus(GrpcStatus.NOT_FOUND, "Not Found")));
    } else if (!request.method().equals("POST")) {
      var status = new GrpcStatus(GrpcStatus.UNIMPLEMENTED, "Method Not Allowed");
      exchange.respond(GatewayErrors.answer(status));
    } else {
      serve(method, exchange);
    }
  }

  private <Q extends Message, R extends Message> void serve(
      Method<Q, R> method, Exchange exchange) {
    var call = new GatewayCall<R>(method, exchange);
    boolean isBidi = method.kind() == Method.Kind.BIDI_STREAM;
    List<String> documents;
    try {
      documents = JsonValues.split(exchange.request().body(), isBidi ? Integer.MAX_VALUE : 1);
    } catch (CharacterCodingException e) {
      call.fail(invalid("invalid JSON: invalid UTF-8"));
      return;
    } catch (JsonProcessingException e) {
      call.fail(invalid("invalid JSON: " + e.getOriginalMessage()));
      return;
    } catch (IOException e) {
      call.fail(invalid("invalid JSON: " + e.getMessage()));
      return;
    }
    if (!isBidi && documents.isEmpty()) {
      documents = List.of("{}");
    }
    call.limitTime(exchange.request().field("grpc-timeout"));
    var requests = method.open(call);
    try {
      for (var document : documents) {
        var next = parse(method, document);
        call.received();
        if (next.getSerializedSize() > maxMessageBytes) {
          call.fail(tooLarge(next.getSerializedSize()));
          return;
        }
        requests.next(next);
      }
      requests.end();
    } catch (InvalidProtocolBufferException e) {
      call.fail(invalid("proto: " + e.getMessage()));
    } catch (RefusedException e) {
      call.fail(e.error());
    }
  }

  @SuppressWarnings("unchecked") // the builder of a Q builds Qs
  private static <Q extends Message> Q parse(Method<Q, ?> method, String document)
      throws InvalidProtocolBufferException {
    var builder = method.emptyRequest().newBuilderForType();
    PARSER.merge(document, builder);
    return (Q) builder.build();
  }

  private static GrpcStatus invalid(String why) {
    return new GrpcStatus(GrpcStatus.INVALID_ARGUMENT, why);
  }

  private GrpcStatus tooLarge(int bytes) {
    var why = "grpc: received message larger than max (%d vs. %d)";
    return new GrpcStatus(GrpcStatus.RESOURCE_EXHAUSTED, why.formatted(bytes, maxMessageBytes));
  }
}
