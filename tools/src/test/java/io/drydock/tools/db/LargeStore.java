package io.drydock.tools.db;

import com.google.protobuf.ByteString;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.backend.Revision;
import io.drydock.formats.backend.RevisionKey;
import io.drydock.formats.bolt.build.BoltBuilder;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.proto.mvccpb.KeyValue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A sound store of many records, for tests of what large databases cost. The order of its keys has
 * nothing to do with the order of the file, as after a long life.
 *
 * @param records in bucket {@code key}
 * @param valueBytes of each put
 */
public record LargeStore(int records, int valueBytes) {

  /** Of eight records seven are of new keys; the eighth is a second put, or a deletion, of one. */
  private static final int CYCLE = 8;

  private static final int PAGE_BYTES = 4096;
  private static final int LEASES = 5;

  /** Writes the file. */
  public void write(Path file) throws IOException {
    try (var out =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      var builder = new BoltBuilder(out, PAGE_BYTES);
      List<Bucket> buckets =
          Stream.of(Bucket.values()).sorted(Comparator.comparing(Bucket::bucketName)).toList();
      for (Bucket bucket : buckets) {
        builder.openBucket(bucket.bucketName(), 0);
        if (bucket == Bucket.KEY) {
          putRecords(builder);
        } else if (bucket == Bucket.LEASE) {
          putLeases(builder);
        }
        builder.closeBucket();
      }
      builder.finish(2);
    }
  }

  private void putRecords(BoltBuilder builder) throws IOException {
    ByteString value = ByteString.copyFrom(new byte[valueBytes]);
    for (int i = 0; i < records; i++) {
      int first = firstPut(i);
      boolean isTombstone = i - 2 * first == 2 * CYCLE - 1;
      KeyValue.Builder message = KeyValue.newBuilder().setKey(key(first));
      if (!isTombstone) {
        message
            .setCreateRevision(main(first))
            .setModRevision(main(i))
            .setVersion(first == i ? 1 : 2)
            .setValue(value)
            .setLease(first % CYCLE == 1 ? lease(first) : 0);
      }
      Bytes at = new RevisionKey(new Revision(main(i), 0), isTombstone).encode();
      builder.put(at.segment(), Bytes.copyOf(message.build().toByteString()).segment());
    }
  }

  /** The record that made the key of this one: it itself, or one in the middle of the file. */
  private static int firstPut(int i) {
    return i % CYCLE < CYCLE - 1 ? i : i / 2 / CYCLE * CYCLE;
  }

  private static long main(int i) {
    return i + 2L;
  }

  /** 90 bytes. */
  private static ByteString key(int i) {
    long mixed = i * 0x9e3779b97f4a7c15L;
    String kind = (mixed >>> 61) % 2 == 0 ? "pods" : "events";
    String key = "/registry/" + kind + "/namespace-" + (mixed >>> 50) % 300 + "/";
    return ByteString.copyFromUtf8(key + "object-%050x".formatted(mixed));
  }

  private static long lease(int i) {
    return 1 + i / CYCLE % LEASES;
  }

  private static void putLeases(BoltBuilder builder) throws IOException {
    for (long id = 1; id <= LEASES; id++) {
      byte[] key = ByteBuffer.allocate(Long.BYTES).putLong(id).array();
      // leasepb.Lease: ID, TTL of 60 s
      byte[] value = {0x08, (byte) id, 0x10, 60};
      builder.put(Bytes.copyOf(key).segment(), Bytes.copyOf(value).segment());
    }
  }
}
