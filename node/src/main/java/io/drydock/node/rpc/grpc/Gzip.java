package io.drydock.node.rpc.grpc;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.zip.GZIPInputStream;

/** The one compression that etcd's server has besides none. */
final class Gzip {
  private Gzip() {}

  /**
   * What a message was before it was compressed.
   *
   * @throws GrpcException when it is no gzip, or longer than {@code maxBytes} unpacked
   */
  static byte[] inflate(byte[] message, long maxBytes) throws GrpcException {
    try (var in = new GZIPInputStream(new ByteArrayInputStream(message))) {
      byte[] plain = in.readNBytes((int) Math.min(Integer.MAX_VALUE - 8, maxBytes + 1));
      if (plain.length > maxBytes) {
        throw new GrpcException(
            GrpcStatus.RESOURCE_EXHAUSTED,
            "grpc: received message after decompression larger than max " + maxBytes);
      }
      return plain;
    } catch (EOFException e) {
      throw failed("EOF");
    } catch (IOException e) {
      throw failed(e.getMessage());
    }
  }

  private static GrpcException failed(String why) {
    return new GrpcException(GrpcStatus.INTERNAL, "grpc: failed to decompress the message: " + why);
  }
}
