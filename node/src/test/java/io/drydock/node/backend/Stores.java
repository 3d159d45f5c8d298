package io.drydock.node.backend;

import io.drydock.formats.FormatException;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.backend.Revision;
import io.drydock.formats.backend.RevisionKey;
import io.drydock.formats.raft.LogPosition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Small stores for tests. */
final class Stores {

  /** Memtables so small that a test fills them. */
  static final StoreOptions SMALL = new StoreOptions(64 << 10, 1 << 20, 64 << 20);

  private Stores() {}

  static RocksStore create(Path folder) throws IOException, FormatException {
    return RocksStore.create(folder.resolve("kv"), SMALL);
  }

  static RocksStore open(Path folder) throws IOException, FormatException {
    return RocksStore.open(folder.resolve("kv"), SMALL);
  }

  /** Puts a record into the batch. */
  static void put(RocksStore store, long main, long sub, String value) {
    store.batch().put(Bucket.KEY, key(main, sub, false), utf8(value));
  }

  static byte[] key(long main, long sub, boolean isTombstone) {
    return new RevisionKey(new Revision(main, sub), isTombstone).encode().toByteArray();
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static void commit(RocksStore store, long index) {
    store.batch().commit(new LogPosition(2, index));
  }
}
