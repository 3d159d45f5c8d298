package io.drydock.formats.mvcc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.drydock.formats.backend.BackendFile;
import io.drydock.formats.backend.BackendView;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.backend.Revision;
import io.drydock.formats.backend.RevisionKey;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.proto.mvccpb.KeyValue;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyTableTest {

  @TempDir Path folder;

  /** The last record of a key, as a hash map knows it. */
  private record Last(long offset, int length, long ordinal) {}

  @Test
  void agreesWithAHashMapOverManyKeysThatComeAgain() throws Exception {
    Map<Bytes, Last> expected = new HashMap<>();
    try (var open = manyRecords(new Random(5), 60_000).open(folder.resolve("db"));
        var table = new KeyTable(open.view(), 3)) {
      var batch = new RecordBatch(KeyScan.of(open.view()));
      while (batch.fill(Long.MAX_VALUE)) {
        table.warm(batch);
        for (int i = 0; i < batch.size(); i++) {
          Last before = expected.put(key(open.view(), batch, i), last(batch, i));
          long entry = table.findOrAdd(batch, i);
          assertEquals(key(open.view(), batch, i), Bytes.copyOf(table.key(entry)));
          assertEquals(before == null ? 0 : before.offset, table.message(entry).offset());
          assertEquals(before == null ? 0 : before.ordinal, table.column(entry, 2));
          table.setMessage(entry, batch, i);
          table.setColumn(entry, 2, batch.ordinal[i]);
          table.setFlags(entry, (int) (batch.ordinal[i] % 8));
        }
      }
      assertEquals(expected.size(), table.size());
      assertTrue(table.size() > 20_000);
      assertSame(expected, table);
    }
  }

  private static void assertSame(Map<Bytes, Last> expected, KeyTable table) {
    var lasts = new HashSet<>(expected.values());
    for (long e = table.after(KeyTable.NONE); e != KeyTable.NONE; e = table.after(e)) {
      MessagePlace last = table.message(e);
      assertTrue(lasts.remove(new Last(last.offset(), last.length(), table.column(e, 2))));
      assertEquals(table.column(e, 2) % 8, table.flags(e));
    }
    assertTrue(lasts.isEmpty());
  }

  @Test
  void aKeyThatIsNotTheFirstFieldIsTheSameKey() throws Exception {
    var file = new BackendFile();
    // key "a" first; then behind version 1; then after key "b", which it overrides; then "b"
    List<String> messages = List.of("0a0161", "20010a0161", "0a01620a0161", "0a0162", "");
    for (int i = 0; i < messages.size(); i++) {
      file.put(Bucket.KEY, revision(i + 2), Bytes.ofHex(messages.get(i)));
    }
    try (var open = file.open(folder.resolve("db"));
        var table = new KeyTable(open.view(), 0)) {
      var batch = new RecordBatch(KeyScan.of(open.view()));
      assertTrue(batch.fill(Long.MAX_VALUE));
      table.warm(batch);
      var entries = new ArrayList<Long>();
      for (int i = 0; i < batch.size(); i++) {
        long entry = table.findOrAdd(batch, i);
        entries.add(entry);
      }
      assertEquals(entries.get(0), entries.get(1));
      assertEquals(entries.get(0), entries.get(2));
      assertEquals(3, table.size());
    }
  }

  @Test
  void aKeyCostsItsOwnLengthAndLessThanFiftyBytesMore() throws Exception {
    try (var open = manyRecords(new Random(6), 100_000).open(folder.resolve("db"));
        var table = new KeyTable(open.view(), 0)) {
      var batch = new RecordBatch(KeyScan.of(open.view()));
      while (batch.fill(Long.MAX_VALUE)) {
        table.warm(batch);
        for (int i = 0; i < batch.size(); i++) {
          table.findOrAdd(batch, i);
        }
      }
      long keyBytes = 0;
      for (long e = table.after(KeyTable.NONE); e != KeyTable.NONE; e = table.after(e)) {
        keyBytes += table.key(e).byteSize();
      }
      assertTrue(table.bytes() <= 48 * table.size() + keyBytes + (1 << 20));
    }
  }

  /** Keys over 1 KiB, and what is behind the first 8 MiB of keys, are told by their digest. */
  @Test
  void keysThatAreNotCopiedAreKeysAsWell() throws Exception {
    var file = new BackendFile();
    String common = "x".repeat(1_010);
    for (int i = 0; i < 70_000; i++) {
      String key = common + (i % 2 == 0 ? "y".repeat(20) : "") + i / 2;
      KeyValue message = KeyValue.newBuilder().setKey(ByteString.copyFromUtf8(key)).build();
      file.put(Bucket.KEY, revision(2 * i), Bytes.copyOf(message.toByteString()));
    }
    try (var open = file.open(folder.resolve("db"));
        var table = new KeyTable(open.view(), 1)) {
      for (int pass = 1; pass <= 2; pass++) {
        var batch = new RecordBatch(KeyScan.of(open.view()));
        while (batch.fill(Long.MAX_VALUE)) {
          table.warm(batch);
          for (int i = 0; i < batch.size(); i++) {
            long entry = table.findOrAdd(batch, i);
            assertEquals(pass == 1 ? 0 : batch.ordinal[i] + 1, table.column(entry, 0));
            table.setColumn(entry, 0, batch.ordinal[i] + 1);
          }
        }
        assertEquals(70_000, table.size());
      }
    }
  }

  private static Bytes key(BackendView view, RecordBatch batch, int i) {
    MemorySegment key = view.memory().asSlice(batch.keyOffset[i], batch.keyLength[i]);
    return Bytes.copyOf(key);
  }

  private static Last last(RecordBatch batch, int i) {
    return new Last(batch.messageOffset[i], batch.messageLength[i], batch.ordinal[i]);
  }

  /** Keys of 0 to 40 bytes, about half of them new. */
  private static BackendFile manyRecords(Random random, int count) {
    var file = new BackendFile();
    List<Bytes> keys = new ArrayList<>(List.of(Bytes.EMPTY));
    for (int i = 0; i < count; i++) {
      if (random.nextBoolean()) {
        String prefix = random.nextBoolean() ? "/registry/pods/default/" : "";
        keys.add(Bytes.ofUtf8(prefix + Integer.toString(random.nextInt(), 36)));
      }
      Bytes key = keys.get(random.nextInt(keys.size()));
      KeyValue message = KeyValue.newBuilder().setKey(key.toByteString()).setVersion(i).build();
      file.put(Bucket.KEY, revision(i + 2), Bytes.copyOf(message.toByteString()));
    }
    return file;
  }

  private static Bytes revision(long main) {
    return new RevisionKey(new Revision(main, 0), false).encode();
  }
}
