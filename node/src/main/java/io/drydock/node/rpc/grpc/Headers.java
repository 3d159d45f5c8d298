package io.drydock.node.rpc.grpc;

import io.drydock.node.rpc.http2.HeaderBlock;
import java.nio.charset.StandardCharsets;

/** The header blocks of answers, made once where they are always the same. */
final class Headers {
  private static final String CONTENT_TYPE = "application/grpc";

  /** Begins an answer. */
  static final byte[] BEGIN = HeaderBlock.ofStatus(200).add("content-type", CONTENT_TYPE).encode();

  /** Ends a call that did what it should. */
  static final byte[] OK =
      HeaderBlock.ofTrailers().add("grpc-status", "0").add("grpc-message", "").encode();

  private static final String HEX = "0123456789ABCDEF";

  private Headers() {}

  /** Trailers of an answer that has begun. */
  static byte[] trailers(GrpcStatus status) {
    return status.code() == 0 ? OK : end(HeaderBlock.ofTrailers(), status);
  }

  /** The whole answer of a call that failed before it began. */
  static byte[] trailersOnly(int httpStatus, GrpcStatus status) {
    return end(HeaderBlock.ofStatus(httpStatus).add("content-type", CONTENT_TYPE), status);
  }

  private static byte[] end(HeaderBlock block, GrpcStatus status) {
    return block
        .add("grpc-status", Integer.toString(status.code()))
        .add("grpc-message", percentEncode(status.message()))
        .encode();
  }

  /** UTF-8 with everything but visible ASCII and blanks as %XX; a percent sign too. */
  static String percentEncode(String message) {
    var encoded = new StringBuilder(message.length());
    for (byte each : message.getBytes(StandardCharsets.UTF_8)) {
      if (each >= ' ' && each <= '~' && each != '%') {
        encoded.append((char) each);
      } else {
        encoded.append('%').append(HEX.charAt(each >> 4 & 15)).append(HEX.charAt(each & 15));
      }
    }
    return encoded.toString();
  }
}
