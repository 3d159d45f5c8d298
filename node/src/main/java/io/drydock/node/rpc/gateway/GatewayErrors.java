package io.drydock.node.rpc.gateway;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.drydock.node.rpc.grpc.GrpcStatus;
import io.drydock.node.rpc.http.HttpAnswer;
import java.nio.charset.StandardCharsets;

/**
 * Errors in JSON: {@code {"code":3, "message":"…"}}, with the blank that Debian's 3.5.30 sends.
 *
 * <p>Source: grpc-gateway v2 runtime/errors.go for the codes of HTTP.
 */
final class GatewayErrors {
  private static final int[] HTTP_STATUS = {
    200, 499, 500, 400, 504, 404, 409, 403, 429, 400, 409, 400, 501, 500, 503, 500, 401
  };

  private GatewayErrors() {}

  static HttpAnswer answer(GrpcStatus status) {
    return HttpAnswer.of(httpStatus(status), "application/json", body(status, ", "));
  }

  /** What ends a stream. */
  static byte[] streamEnd(GrpcStatus status) {
    var inner = new String(body(status, ","), StandardCharsets.UTF_8);
    return ("{\"error\":" + inner + "}\n").getBytes(StandardCharsets.UTF_8);
  }

  static int httpStatus(GrpcStatus status) {
    return status.code() < HTTP_STATUS.length ? HTTP_STATUS[status.code()] : 500;
  }

  private static byte[] body(GrpcStatus status, String comma) {
    var quoted = new String(JsonStringEncoder.getInstance().quoteAsString(status.message()));
    return "{\"code\":%d%s\"message\":\"%s\"}"
        .formatted(status.code(), comma, quoted)
        .getBytes(StandardCharsets.UTF_8);
  }
}
