package io.drydock.node.mvcc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.backend.Revision;
import io.drydock.formats.backend.RevisionKey;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.proto.etcdserverpb.PutRequest;
import io.drydock.formats.proto.etcdserverpb.RangeRequest;
import io.drydock.formats.proto.etcdserverpb.RangeResponse;
import io.drydock.formats.proto.etcdserverpb.TxnRequest;
import io.drydock.formats.proto.mvccpb.KeyValue;
import io.drydock.node.RefusedException;
import io.drydock.node.RowSink;
import io.drydock.node.testing.NoLeases;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Readers on other threads, while writes, compactions and their deletions go on. */
class KvViewThreadsTest {

  private static final int KEYS = 20;
  private static final int WRITES = 500;
  private static final ByteString ZERO = ByteString.copyFrom(new byte[1]);

  /** Rows that any thread may read while they change. */
  private static final class SharedRows implements RevisionStore, RowSink {
    private final ConcurrentSkipListMap<Revision, byte[]> records = new ConcurrentSkipListMap<>();

    @Override
    public void put(Bucket bucket, byte[] key, byte[] value) {
      if (bucket == Bucket.KEY && key.length == RevisionKey.VERSION_BYTES) {
        records.put(revision(key), value);
      }
    }

    @Override
    public void delete(Bucket bucket, byte[] key) {
      records.remove(revision(key));
    }

    private static Revision revision(byte[] key) {
      var at = Bytes.copyOf(key).segment();
      return new Revision(RevisionKey.main(at, 0), RevisionKey.sub(at, 0));
    }

    @Override
    public Optional<byte[]> get(long main, long sub) {
      return Optional.ofNullable(records.get(new Revision(main, sub)));
    }

    @Override
    public void scan(Revision from, Revision to, Visitor visitor) {
      records
          .subMap(from, to)
          .forEach((at, record) -> visitor.visit(at.main(), at.sub(), false, record));
    }
  }

  private final SharedRows rows = new SharedRows();
  private final KvStore store = KvStore.restore(rows, new KvStore.Marks(-1, -1), new NoLeases(), 8);

  /** Every transaction writes all keys, so any state that is seen has one value in all of them. */
  private void writeAll(int number) throws RefusedException {
    var txn = TxnRequest.newBuilder();
    for (int key = 0; key < KEYS; key++) {
      txn.addSuccessBuilder()
          .setRequestPut(
              PutRequest.newBuilder()
                  .setKey(ByteString.copyFromUtf8("key" + key))
                  .setValue(ByteString.copyFromUtf8("" + number)));
    }
    store.txn(txn.build(), true, rows);
    store.publish();
  }

  @Test
  void aReaderSeesOneStateWhateverIsCompactedMeanwhile() throws Exception {
    writeAll(0);
    var isOver = new AtomicBoolean();
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      List<Future<Integer>> readers = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        readers.add(threads.submit(() -> read(isOver)));
      }
      try {
        write();
      } finally {
        isOver.set(true);
      }
      for (Future<Integer> reader : readers) {
        assertTrue(reader.get() > 0);
      }
    }
  }

  private void write() throws RefusedException {
    var random = new SplittableRandom(1);
    for (int number = 1; number <= WRITES; number++) {
      writeAll(number);
      if (random.nextInt(4) == 0) {
        store.compact(store.revision(), rows);
        store.publish();
      }
      store.scrub(2 * KEYS, rows);
      store.publish();
    }
  }

  private int read(AtomicBoolean isOver) throws RefusedException {
    var all = RangeRequest.newBuilder().setKey(ZERO).setRangeEnd(ZERO).build();
    int reads = 0;
    do {
      RangeResponse response = store.view().range(all);
      assertEquals(KEYS, response.getKvsCount());
      KeyValue first = response.getKvs(0);
      assertEquals(response.getHeader().getRevision(), first.getModRevision());
      for (KeyValue each : response.getKvsList()) {
        assertEquals(first.getValue(), each.getValue());
        assertEquals(first.getModRevision(), each.getModRevision());
      }
      reads++;
    } while (!isOver.get());
    return reads;
  }
}
