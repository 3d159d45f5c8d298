package io.drydock.node.bench;

import com.google.protobuf.ByteString;
import com.sun.management.OperatingSystemMXBean;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.backend.MetaState;
import io.drydock.formats.backend.Revision;
import io.drydock.formats.backend.RevisionKey;
import io.drydock.formats.proto.etcdserverpb.PutRequest;
import io.drydock.formats.proto.etcdserverpb.RangeRequest;
import io.drydock.node.RefusedException;
import io.drydock.node.RowSink;
import io.drydock.node.mvcc.KeyRequests;
import io.drydock.node.mvcc.KvStore;
import io.drydock.node.mvcc.KvView;
import io.drydock.node.mvcc.RevisionStore;
import io.drydock.node.testing.NoLeases;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * What the key space costs by itself, without log, backend and network: microseconds an operation,
 * and bytes of heap a key. {@code testdata/bench/core} runs it.
 */
final class KeySpaceBench {

  private static final int KEYS = 1_000_000;
  private static final int BATCH = 64;
  private static final int ROUNDS = 3;
  private static final int OPERATIONS = 500_000;
  private static final int VALUE_BYTES = 256;

  /** Rows in an array by their main revision; sub revisions are 0 here. */
  private static final class ArrayStore implements RevisionStore, RowSink {
    private byte[][] records = new byte[4 * KEYS][];
    private int end;

    @Override
    public void put(Bucket bucket, byte[] key, byte[] value) {
      if (bucket == Bucket.KEY) {
        int main = (int) RevisionKey.main(MemorySegment.ofArray(key), 0);
        if (main >= records.length) {
          records = Arrays.copyOf(records, 2 * records.length);
        }
        records[main] = value;
        end = main + 1;
      }
    }

    @Override
    public void delete(Bucket bucket, byte[] key) {
      if (bucket == Bucket.KEY) {
        records[(int) RevisionKey.main(MemorySegment.ofArray(key), 0)] = null;
      }
    }

    @Override
    public Optional<byte[]> get(long main, long sub) {
      return Optional.ofNullable(records[(int) main]);
    }

    @Override
    public void scan(Revision from, Revision to, Visitor visitor) {
      int last = (int) Math.min(end, to.main());
      for (int main = (int) from.main(); main < last; main++) {
        if (records[main] != null && !visitor.visit(main, 0, false, records[main])) {
          return;
        }
      }
    }
  }

  private interface Operations {
    void run(int count) throws RefusedException;
  }

  private final ArrayStore rows = new ArrayStore();
  private final RandomGenerator random = new SplittableRandom(1);
  private final ByteString value = ByteString.copyFrom(new byte[VALUE_BYTES]);
  private KvStore store = restore();

  private KvStore restore() {
    var none = new KvStore.Marks(MetaState.NEVER_COMPACTED, MetaState.NEVER_COMPACTED);
    return KvStore.restore(rows, none, new NoLeases(), 1 << 14);
  }

  private static ByteString key(int number) {
    return ByteString.copyFromUtf8("/registry/pods/default/%08d".formatted(number));
  }

  private void put(ByteString key) throws RefusedException {
    var request = PutRequest.newBuilder().setKey(key).setValue(value).build();
    KeyRequests.check(request);
    store.put(request, rows);
  }

  private void putAll(int count, ByteString[] keys) throws RefusedException {
    for (int i = 0; i < count; i++) {
      put(keys[random.nextInt(keys.length)]);
      if (i % BATCH == 0) {
        store.publish();
      }
    }
    store.publish();
  }

  private void readAll(int count, ByteString[] keys) throws RefusedException {
    KvView view = store.publish();
    long found = 0;
    for (int i = 0; i < count; i++) {
      var request = RangeRequest.newBuilder().setKey(keys[random.nextInt(keys.length)]).build();
      KeyRequests.check(request);
      found += view.range(request).getCount();
    }
    if (found != count) {
      throw new IllegalStateException("%d of %d found".formatted(found, count));
    }
  }

  private static void time(String name, int count, Operations operations) throws RefusedException {
    double best = Double.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      long start = cpuNanos();
      operations.run(count);
      best = Math.min(best, (cpuNanos() - start) / 1e3 / count);
    }
    System.out.printf("%-44s %8.2f us%n", name, best);
  }

  /** Processor time of the process: what the collector and the compilers take counts, too. */
  private static long cpuNanos() {
    var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return system.getProcessCpuTime();
  }

  private static long heap() {
    Runtime runtime = Runtime.getRuntime();
    for (int i = 0; i < 3; i++) {
      Runtime.getRuntime().gc();
    }
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private void run() throws RefusedException {
    ByteString[] keys = new ByteString[KEYS];
    for (int i = 0; i < KEYS; i++) {
      keys[i] = key(i);
    }
    for (int i = KEYS - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      ByteString swapped = keys[i];
      keys[i] = keys[other];
      keys[other] = swapped;
    }
    long start = cpuNanos();
    for (int i = 0; i < KEYS; i++) {
      put(keys[i]);
      if (i % BATCH == 0) {
        store.publish();
      }
    }
    System.out.printf(
        "%-44s %8.2f us%n", "first put of 1 M keys", (cpuNanos() - start) / 1e3 / KEYS);
    long withIndex = heap();
    store = null;
    long without = heap();
    System.out.printf("%-44s %8d B%n", "index, heap a key", (withIndex - without) / KEYS);
    start = cpuNanos();
    store = restore();
    System.out.printf("%-44s %8.2f s%n", "restore of 1 M keys", (cpuNanos() - start) / 1e9);
    ByteString[] few = Arrays.copyOf(keys, 100);
    ByteString[] some = Arrays.copyOf(keys, 5_000);
    time("put, one of 1 M keys", OPERATIONS, count -> putAll(count, keys));
    time("put, one of 100 keys", OPERATIONS, count -> putAll(count, few));
    putAll(100_000, some);
    time("range of one key, one of 1 M, store", OPERATIONS, count -> readAll(count, keys));
    time("range of one key, one of 100, at hand", OPERATIONS, count -> readAll(count, few));
    time("range of one key, one of 5000, at hand", OPERATIONS, count -> readAll(count, some));
    time("compaction, a record", 1, count -> compact());
  }

  private void compact() throws RefusedException {
    putAll(OPERATIONS, new ByteString[] {key(1), key(2), key(3)});
    store.compact(store.revision(), rows);
    store.publish();
    int deleted = 0;
    int steps = 0;
    long longest = 0;
    long start = cpuNanos();
    while (true) {
      long from = cpuNanos();
      var step = store.scrub(1000, rows);
      store.publish();
      longest = Math.max(longest, cpuNanos() - from);
      deleted += step.deletedRows();
      steps++;
      if (step.isDone()) {
        break;
      }
    }
    System.out.printf(
        "scrub: %d records in %d steps, %.0f ms, longest step %.1f ms%n",
        deleted, steps, (cpuNanos() - start) / 1e6, longest / 1e6);
  }

  public static void main(String[] arguments) throws RefusedException {
    new KeySpaceBench().run();
  }
}
