package io.drydock.node.backend;

import static io.drydock.node.backend.Stores.commit;
import static io.drydock.node.backend.Stores.key;
import static io.drydock.node.backend.Stores.put;
import static io.drydock.node.backend.Stores.utf8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.UnsupportedFormatException;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.backend.Revision;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.raft.LogPosition;
import io.drydock.formats.rocks.KvCursor;
import io.drydock.formats.rocks.KvReader;
import io.drydock.node.ClosingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksStoreTest {

  private static final Executor THREADS = task -> Thread.ofPlatform().start(task);

  @TempDir private Path folder;

  @Test
  void aBatchIsSeenWholeOnceItIsCommitted() throws Exception {
    try (RocksStore store = Stores.create(folder)) {
      put(store, 2, 0, "a");
      store.batch().put(Bucket.LEASE, utf8("lease"), utf8("row"));
      assertEquals(Optional.empty(), store.get(2, 0));
      commit(store, 5);
      assertArrayEquals(utf8("a"), store.get(2, 0).orElseThrow());
      assertArrayEquals(utf8("row"), store.get(Bucket.LEASE, utf8("lease")).orElseThrow());
      assertEquals(new LogPosition(2, 5), store.applied());
    }
  }

  @Test
  void aLaterChangeInABatchReplacesAnEarlierOne() throws Exception {
    try (RocksStore store = Stores.create(folder)) {
      put(store, 2, 0, "first");
      put(store, 2, 0, "second");
      put(store, 3, 0, "gone");
      store.batch().delete(Bucket.KEY, key(3, 0, false));
      store.batch().delete(Bucket.KEY, key(9, 9, false));
      commit(store, 1);
      assertArrayEquals(utf8("second"), store.get(2, 0).orElseThrow());
      assertEquals(Optional.empty(), store.get(3, 0));
    }
  }

  @Test
  void aDiscardedBatchLeavesNothing() throws Exception {
    try (RocksStore store = Stores.create(folder)) {
      put(store, 2, 0, "a");
      store.batch().discard();
      commit(store, 1);
      assertEquals(Optional.empty(), store.get(2, 0));
    }
  }

  @Test
  void longKeysAndValuesGoThrough() throws Exception {
    byte[] name = new byte[5000];
    byte[] value = new byte[3 << 20];
    value[value.length - 1] = 7;
    try (RocksStore store = Stores.create(folder)) {
      store.batch().put(Bucket.AUTH_USERS, name, value);
      commit(store, 1);
      assertArrayEquals(value, store.get(Bucket.AUTH_USERS, name).orElseThrow());
    }
  }

  @Test
  void aScanGoesByRevisionAndTellsTombstones() throws Exception {
    try (RocksStore store = Stores.create(folder)) {
      put(store, 2, 0, "a");
      put(store, 2, 1, "b");
      store.batch().put(Bucket.KEY, key(3, 0, true), utf8("c"));
      put(store, 256, 0, "d");
      commit(store, 1);
      assertEquals(
          List.of("2/1 b", "3/0t c"), scan(store, new Revision(2, 1), new Revision(256, 0)));
      assertEquals(
          List.of("2/0 a", "2/1 b", "3/0t c", "256/0 d"),
          scan(store, new Revision(0, 0), new Revision(Long.MAX_VALUE, 0)));
    }
  }

  private static List<String> scan(RocksStore store, Revision from, Revision to) {
    List<String> seen = new ArrayList<>();
    store.scan(
        from,
        to,
        (main, sub, isTombstone, record) ->
            seen.add(
                main
                    + "/"
                    + sub
                    + (isTombstone ? "t " : " ")
                    + new String(record, StandardCharsets.UTF_8)));
    return seen;
  }

  @Test
  void aScanEndsWhenItsVisitorHasEnough() throws Exception {
    try (RocksStore store = Stores.create(folder)) {
      put(store, 2, 0, "a");
      put(store, 3, 0, "b");
      commit(store, 1);
      List<Long> seen = new ArrayList<>();
      store.scan(
          new Revision(0, 0),
          new Revision(9, 0),
          (main, sub, isTombstone, record) -> {
            seen.add(main);
            return false;
          });
      assertEquals(List.of(2L), seen);
    }
  }

  @Test
  void aScanKeepsTheStateOfItsBeginning() throws Exception {
    try (RocksStore store = Stores.create(folder)) {
      put(store, 2, 0, "a");
      put(store, 3, 0, "b");
      commit(store, 1);
      List<Long> seen = new ArrayList<>();
      store.scan(
          new Revision(0, 0),
          new Revision(9, 0),
          (main, sub, isTombstone, record) -> {
            store.batch().delete(Bucket.KEY, key(3, 0, false));
            put(store, 4, 0, "late");
            commit(store, 2);
            return seen.add(main);
          });
      assertEquals(List.of(2L, 3L), seen);
    }
  }

  @Test
  void onlyWhatWasFlushedIsDurable() throws Exception {
    try (RocksStore store = Stores.create(folder)) {
      put(store, 2, 0, "a");
      commit(store, 5);
      assertEquals(LogPosition.ZERO, store.durable());
      store.flush();
      assertEquals(new LogPosition(2, 5), store.durable());
      put(store, 3, 0, "b");
      commit(store, 6);
      assertEquals(new LogPosition(2, 5), store.durable());
      assertEquals(new LogPosition(2, 6), store.applied());
    }
  }

  @Test
  void aFullMemtableOfAnyBucketMakesAllOfThemDurable() throws Exception {
    try (RocksStore store = Stores.create(folder)) {
      store.batch().put(Bucket.LEASE, utf8("lease"), utf8("row"));
      long index = 0;
      while (store.durable().index() == 0) {
        put(store, 2 + index, 0, "x".repeat(1000));
        commit(store, ++index);
      }
      assertTrue(store.durable().index() > 10, () -> "flushed at " + store.durable());
    }
  }

  @Test
  void aClosedStoreHasEverythingWhenItIsOpenedAgain() throws Exception {
    try (RocksStore store = Stores.create(folder)) {
      put(store, 2, 0, "a");
      commit(store, 5);
    }
    try (RocksStore store = Stores.open(folder)) {
      assertArrayEquals(utf8("a"), store.get(2, 0).orElseThrow());
      assertEquals(new LogPosition(2, 5), store.applied());
      assertEquals(new LogPosition(2, 5), store.durable());
      store.batch().commit(new LogPosition(3, 6));
      assertEquals(new LogPosition(3, 6), store.applied());
    }
  }

  @Test
  void aClosedStoreRefusesAndNeverCrashes() throws Exception {
    RocksStore store = Stores.create(folder);
    store.close();
    store.close();
    assertThrows(ClosingException.class, () -> store.get(2, 0));
    assertThrows(ClosingException.class, store::snapshot);
    assertThrows(ClosingException.class, store::size);
    assertThrows(ClosingException.class, store::flush);
    assertThrows(ClosingException.class, () -> scan(store, new Revision(0, 0), new Revision(1, 0)));
  }

  @Test
  void readersThatMeetACloseAreServedOrRefused() throws Exception {
    RocksStore store = Stores.create(folder);
    for (int main = 2; main < 500; main++) {
      put(store, main, 0, "x".repeat(200));
    }
    commit(store, 1);
    CountDownLatch reading = new CountDownLatch(3);
    List<CompletableFuture<ClosingException>> readers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      boolean isScanning = i == 0;
      readers.add(CompletableFuture.supplyAsync(() -> read(store, isScanning, reading), THREADS));
    }
    reading.await();
    store.close();
    for (CompletableFuture<ClosingException> reader : readers) {
      assertEquals("the member is being stopped", reader.get().getMessage());
    }
  }

  private static ClosingException read(
      RocksStore store, boolean isScanning, CountDownLatch reading) {
    try {
      for (boolean isFirst = true; ; isFirst = false) {
        if (isScanning) {
          scan(store, new Revision(0, 0), new Revision(900, 0));
        } else {
          assertEquals(200, store.get(17, 0).orElseThrow().length);
        }
        if (isFirst) {
          reading.countDown();
        }
      }
    } catch (ClosingException closed) {
      return closed;
    }
  }

  @Test
  void aCloseWaitsForASnapshot() throws Exception {
    RocksStore store = Stores.create(folder);
    StoreSnapshot snapshot = store.snapshot();
    Thread closer = Thread.ofPlatform().start(store::close);
    while (!snapshot.isUnwanted()) {
      Thread.onSpinWait();
    }
    assertEquals(Bucket.values().length, snapshot.rows().buckets().size());
    snapshot.close();
    closer.join();
  }

  @Test
  void deletedRowsAreOutOfUseAtOnceAndOutOfTheSizeAfterADefragmentation() throws Exception {
    try (RocksStore store = Stores.create(folder)) {
      for (int main = 2; main < 3002; main++) {
        put(store, main, 0, "x".repeat(1000));
        commit(store, main);
      }
      store.flush();
      StoreSize full = store.size();
      assertTrue(
          full.inUseBytes() > 2_900_000 && full.bytes() >= full.inUseBytes(), full::toString);
      for (int main = 2; main < 2502; main++) {
        store.batch().delete(Bucket.KEY, key(main, 0, false));
      }
      commit(store, 4000);
      StoreSize compacted = store.size();
      assertTrue(compacted.inUseBytes() < full.inUseBytes() / 4, compacted::toString);
      store.flush();
      store.defragment();
      StoreSize small = store.size();
      assertTrue(small.bytes() < full.bytes() / 4, small::toString);
      assertTrue(small.inUseBytes() > small.bytes() * 9 / 10, small::toString);
      assertEquals(1000, store.get(3001, 0).orElseThrow().length);
    }
    try (RocksStore store = Stores.open(folder)) {
      StoreSize again = store.size();
      assertTrue(again.inUseBytes() > again.bytes() / 2, again::toString);
    }
  }

  @Test
  void aReaderBesideARunningStoreSeesWhatWasFlushed() throws Exception {
    try (RocksStore store = Stores.create(folder)) {
      put(store, 2, 0, "flushed");
      commit(store, 1);
      store.flush();
      put(store, 3, 0, "not yet");
      commit(store, 2);
      try (KvReader reader = KvReader.open(folder.resolve("kv"));
          KvCursor rows = reader.snapshot().cursor(Bucket.KEY.bucketName())) {
        store.defragment();
        assertTrue(rows.next());
        assertEquals("flushed", Bytes.copyOf(rows.value()).toUtf8());
        assertFalse(rows.next());
      }
    }
  }

  @Test
  void aSecondStoreOnTheSameDirectoryIsRefused() throws Exception {
    RocksStore store = Stores.create(folder);
    try (store) {
      IOException refused = assertThrows(IOException.class, () -> Stores.open(folder));
      assertTrue(refused.getMessage().contains("lock"), refused::getMessage);
    }
  }

  @Test
  void aDirectoryOfSomebodyElseIsRefused() throws Exception {
    Files.createDirectory(folder.resolve("kv"));
    IOException foreign = assertThrows(IOException.class, () -> Stores.open(folder));
    assertTrue(
        foreign.getMessage().endsWith("not written by Drydock: there is no file DRYDOCK in it"));
    assertThrows(FileAlreadyExistsException.class, () -> Stores.create(folder));
  }

  @Test
  void aLaterLayoutIsRefused() throws Exception {
    Stores.create(folder).close();
    Files.writeString(folder.resolve("kv/DRYDOCK"), "drydock kv 2\n");
    UnsupportedFormatException later =
        assertThrows(UnsupportedFormatException.class, () -> Stores.open(folder));
    assertTrue(
        later.getMessage().contains("layout of the key-value directory 2"), later::getMessage);
  }

  @Test
  void aDirectoryWithoutItsListOfFilesIsDamaged() throws Exception {
    Stores.create(folder).close();
    Files.delete(folder.resolve("kv/CURRENT"));
    assertThrows(CorruptFileException.class, () -> Stores.open(folder));
  }

  @Test
  void anUnfinishedCreationIsReplaced() throws Exception {
    Path leftover = folder.resolve("kv.new/sub");
    Files.createDirectories(leftover);
    Files.writeString(leftover.resolve("file"), "left by a crash");
    Stores.create(folder).close();
    assertTrue(Files.notExists(folder.resolve("kv.new")));
    Stores.open(folder).close();
  }
}
