package io.drydock.node.backend;

import io.drydock.formats.backend.Bucket;
import io.drydock.formats.raft.LogPosition;
import java.nio.file.Path;
import java.util.List;

/**
 * A process that writes to a store until it is killed. Every batch writes its index to four buckets
 * and appends a record to bucket {@code key}; now and then it says what is durable.
 */
final class CrashWriter {

  static final byte[] LAST = Stores.utf8("last");
  static final List<Bucket> MARKED =
      List.of(Bucket.LEASE, Bucket.ALARM, Bucket.CLUSTER, Bucket.MEMBERS);

  private CrashWriter() {}

  /** Argument: the folder of the store. */
  public static void main(String[] arguments) throws Exception {
    RocksStore store = Stores.open(Path.of(arguments[0]));
    for (long index = store.applied().index() + 1; ; index++) {
      write(store, index);
      if (index % 16 == 0) {
        System.out.println(store.durable().index());
      }
    }
  }

  static void write(RocksStore store, long index) {
    byte[] value = Stores.utf8(Long.toString(index));
    for (Bucket bucket : MARKED) {
      store.batch().put(bucket, LAST, value);
    }
    Stores.put(store, index, 0, "x".repeat((int) (index % 1000)));
    store.batch().commit(new LogPosition(1, index));
  }
}
