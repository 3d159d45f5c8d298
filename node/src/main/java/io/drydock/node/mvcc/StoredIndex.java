package io.drydock.node.mvcc;

import com.google.protobuf.ByteString;
import io.drydock.formats.backend.Revision;
import io.drydock.formats.proto.mvccpb.KeyValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a store tells when it is read from its first record to its last: the index of its keys, as
 * etcd's own would be.
 */
final class StoredIndex {

  private static final Revision FIRST = new Revision(0, 0);
  private static final Revision END = new Revision(Long.MAX_VALUE, 0);

  private final KeyIndex index = new KeyIndex();
  private final Map<ByteString, Long> leases = new HashMap<>();
  private final List<Revision> strays = new ArrayList<>();
  private long newestMain;

  private StoredIndex() {}

  /** Reads the whole store. */
  static StoredIndex read(RevisionStore store) {
    var stored = new StoredIndex();
    store.scan(FIRST, END, stored::add);
    return stored;
  }

  private boolean add(long main, long sub, boolean isTombstone, byte[] record) {
    KeyValue keyValue = Records.parse(record, main, sub);
    newestMain = main;
    if (isTombstone) {
      addTombstone(keyValue, main, sub);
    } else {
      addPut(keyValue, main, sub);
    }
    return true;
  }

  private void addPut(KeyValue keyValue, long main, long sub) {
    byte[] key = keyValue.getKey().toByteArray();
    KeyEntry before = index.current().get(key);
    index.set(
        before == null
            ? KeyEntry.ofPut(key, main, sub, keyValue.getCreateRevision(), keyValue.getVersion())
            : before.put(main, sub));
    if (keyValue.getLease() != 0) {
      leases.put(ByteString.copyFrom(key), keyValue.getLease());
    } else if (!leases.isEmpty()) {
      leases.remove(keyValue.getKey());
    }
  }

  private void addTombstone(KeyValue keyValue, long main, long sub) {
    byte[] key = keyValue.getKey().toByteArray();
    KeyEntry before = index.current().get(key);
    if (before == null) {
      index.set(KeyEntry.ofTombstone(key, main, sub));
    } else if (before.isAlive()) {
      index.set(before.delete(main, sub));
    } else {
      strays.add(new Revision(main, sub));
    }
    leases.remove(keyValue.getKey());
  }

  KeyIndex index() {
    return index;
  }

  /** The leases that keys alive name, be they granted or not. */
  Map<ByteString, Long> leases() {
    return leases;
  }

  /** Tombstones of keys that were dead before: no reader sees them, and a compaction drops them. */
  List<Revision> strays() {
    return strays;
  }

  /** Main revision of the last record, 0 without any. */
  long newestMain() {
    return newestMain;
  }
}
