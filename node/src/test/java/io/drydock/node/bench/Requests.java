package io.drydock.node.bench;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.drydock.formats.proto.etcdserverpb.PutRequest;
import io.drydock.formats.proto.etcdserverpb.RangeRequest;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/** What a client asks, one request after the other. */
@FunctionalInterface
interface Requests {

  /** Path of put. */
  AsciiString PUT = AsciiString.of("/etcdserverpb.KV/Put");

  /** Path of range. */
  AsciiString RANGE = AsciiString.of("/etcdserverpb.KV/Range");

  /**
   * A request.
   *
   * @param framed the message as gRPC frames it
   */
  record Request(AsciiString path, byte[] framed) {}

  /** The next one. */
  Request next();

  /** A key of a number, in the order of numbers. */
  static ByteString key(long number) {
    return ByteString.copyFrom("/bench/%010d".formatted(number), StandardCharsets.US_ASCII);
  }

  /** Puts key after key, each once; more than one client may take turns. */
  static Requests fill(AtomicLong nextKey, int valueBytes) {
    ByteString value = UnsafeByteOperations.unsafeWrap(noise(valueBytes));
    return () -> put(nextKey.getAndIncrement(), value);
  }

  /** Puts keys by chance. */
  static Requests puts(long keys, int valueBytes, long seed) {
    var random = new SplittableRandom(seed);
    ByteString value = UnsafeByteOperations.unsafeWrap(noise(valueBytes));
    return () -> put(random.nextLong(keys), value);
  }

  /** As many puts as linearizable ranges of one key, by chance. */
  static Requests mixed(long keys, int valueBytes, long seed) {
    var random = new SplittableRandom(seed);
    ByteString value = UnsafeByteOperations.unsafeWrap(noise(valueBytes));
    return () -> random.nextBoolean() ? put(random.nextLong(keys), value) : range(random, keys);
  }

  private static Request put(long key, ByteString value) {
    var put = PutRequest.newBuilder().setKey(key(key)).setValue(value).build();
    return new Request(PUT, Http2Link.framed(put.toByteArray()));
  }

  private static Request range(SplittableRandom random, long keys) {
    var range = RangeRequest.newBuilder().setKey(key(random.nextLong(keys))).build();
    return new Request(RANGE, Http2Link.framed(range.toByteArray()));
  }

  /** Bytes that do not compress, the same every time. */
  static byte[] noise(int bytes) {
    byte[] noise = new byte[bytes];
    new SplittableRandom(1).nextBytes(noise);
    return noise;
  }
}
