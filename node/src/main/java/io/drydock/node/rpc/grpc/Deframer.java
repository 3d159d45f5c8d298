package io.drydock.node.rpc.grpc;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Takes messages out of the data of a stream, which may be cut anywhere.
 *
 * <pre>
 * offset | size | type   | field
 * 0      | 1    | u8     | 1 if the message is compressed
 * 1      | 4    | u32 BE | its length
 * 5      |      |        | the message
 * </pre>
 *
 * <p>Source: PROTOCOL-HTTP2.md, Length-Prefixed-Message.
 */
final class Deframer {
  static final int PREFIX_BYTES = 5;

  /** A message's array begins so and doubles as its bytes come. */
  private static final int FIRST_BYTES = 16 << 10;

  private static final byte[] NONE = {};

  private final long maxBytes;
  private final IncomingBudget budget;
  private int prefixBytes;
  private boolean compressed;
  private int length;
  private byte[] partial = NONE;
  private int filled;

  Deframer(long maxBytes, IncomingBudget budget) {
    this.maxBytes = maxBytes;
    this.budget = budget;
  }

  /** Reads on; true when a message is whole, to be had by {@link #take}. */
  boolean read(ByteBuf in) throws GrpcException {
    while (prefixBytes < PREFIX_BYTES) {
      if (!in.isReadable()) {
        return false;
      }
      readPrefix(in);
    }
    if (filled == 0 && in.readableBytes() >= length) {
      partial = length == 0 ? NONE : new byte[length];
      in.readBytes(partial);
      filled = length;
      return true;
    }
    while (in.isReadable() && filled < length) {
      if (filled == partial.length) {
        grow();
      }
      int chunk = Math.min(in.readableBytes(), Math.min(partial.length, length) - filled);
      in.readBytes(partial, filled, chunk);
      filled += chunk;
    }
    if (filled < length) {
      return false;
    }
    budget.giveBack(partial.length);
    return true;
  }

  private void readPrefix(ByteBuf in) throws GrpcException {
    if (prefixBytes == 0 && in.readableBytes() >= PREFIX_BYTES) {
      readFlag(in.readByte());
      length = in.readInt();
      prefixBytes = PREFIX_BYTES;
    } else {
      int next = in.readByte();
      if (prefixBytes == 0) {
        readFlag(next);
      } else {
        length = length << 8 | next & 0xff;
      }
      prefixBytes++;
    }
    if (prefixBytes == PREFIX_BYTES && Integer.toUnsignedLong(length) > maxBytes) {
      throw new GrpcException(
          GrpcStatus.RESOURCE_EXHAUSTED,
          "grpc: received message larger than max (%s vs. %d)"
              .formatted(Integer.toUnsignedString(length), maxBytes));
    }
  }

  private void readFlag(int flag) throws GrpcException {
    if (flag < 0 || flag > 1) {
      throw new GrpcException(
          GrpcStatus.INTERNAL, "grpc: received unexpected payload format " + (flag & 0xff));
    }
    compressed = flag == 1;
  }

  private void grow() throws GrpcException {
    int bytes = Math.min(length, Math.max(FIRST_BYTES, partial.length * 2));
    if (!budget.take(bytes - partial.length)) {
      throw new GrpcException(
          GrpcStatus.RESOURCE_EXHAUSTED, "too many requests are sent in parts at once");
    }
    partial = Arrays.copyOf(partial, bytes);
  }

  /** Whether the message is compressed. */
  boolean isCompressed() {
    return compressed;
  }

  /** Bytes of the message that are still to come; 0 while its length is unknown. */
  int missingBytes() {
    return prefixBytes < PREFIX_BYTES ? 0 : length - filled;
  }

  /** Whether it is within a message; half a prefix is not, as with grpc-go. */
  boolean isInside() {
    return prefixBytes == PREFIX_BYTES;
  }

  /** The message; the next one may follow. */
  byte[] take() {
    var message = partial;
    reset();
    return message;
  }

  /** Gives up a message that will not come whole. */
  void drop() {
    if (filled < length) {
      budget.giveBack(partial.length);
    }
    reset();
  }

  private void reset() {
    prefixBytes = 0;
    length = 0;
    filled = 0;
    partial = NONE;
  }
}
