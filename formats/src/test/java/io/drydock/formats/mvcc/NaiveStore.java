package io.drydock.formats.mvcc;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drydock.formats.backend.BackendFile;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.backend.Revision;
import io.drydock.formats.backend.RevisionKey;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.proto.mvccpb.KeyValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * The store as a list of all that ever happened: slow, and simple enough to be believed. What the
 * package computes with tables over bytes, this computes by going over the list.
 */
public final class NaiveStore {

  /** One change. */
  public record Change(RevisionKey at, KeyValue message) {

    /** Main revision. */
    public long main() {
      return at.revision().main();
    }

    /** The user's key. */
    public Bytes key() {
      return Bytes.copyOf(message.getKey());
    }
  }

  private List<Change> changes = new ArrayList<>();
  private long current = 1;
  private long compacted = -1;

  /** A store after some random transactions on few keys. */
  public static NaiveStore random(Random random, int transactions) {
    var store = new NaiveStore();
    List<Bytes> keys = new ArrayList<>();
    for (int i = random.nextInt(30) + 1; i > 0; i--) {
      keys.add(randomKey(random));
    }
    for (int i = 0; i < transactions; i++) {
      store.transact(random, keys);
    }
    return store;
  }

  /** Prefixes of each other, separators, bytes of all kinds; longer than eight bytes, too. */
  private static Bytes randomKey(Random random) {
    String[] parts = {"/", "a", "ab", "/registry/", "pods", "\u0000", "\u00ff", "name-00000001"};
    var key = new StringBuilder();
    for (int i = random.nextInt(5); i >= 0; i--) {
      key.append(parts[random.nextInt(parts.length)]);
    }
    return Bytes.ofUtf8(key.toString());
  }

  private void transact(Random random, List<Bytes> keys) {
    Set<Bytes> touched = new HashSet<>();
    long main = current + 1;
    for (int i = random.nextInt(4) == 0 ? random.nextInt(4) : 0; i >= 0; i--) {
      Bytes key = keys.get(random.nextInt(keys.size()));
      boolean isDeletion = random.nextInt(3) == 0;
      if (!touched.add(key)) {
        continue;
      }
      if (isDeletion) {
        delete(main, key);
      } else {
        var value = new byte[random.nextInt(10) == 0 ? random.nextInt(9_000) : random.nextInt(40)];
        random.nextBytes(value);
        long lease = random.nextInt(4) == 0 ? 1 + random.nextInt(3) : 0;
        put(main, key, Bytes.adopt(value), lease);
      }
    }
  }

  /** Adds a put to the transaction of this main revision. */
  public NaiveStore put(long main, Bytes key, Bytes value, long lease) {
    Optional<KeyValue> alive = at(key, main).map(Change::message);
    return add(
        main,
        false,
        KeyValue.newBuilder()
            .setKey(key.toByteString())
            .setCreateRevision(alive.map(KeyValue::getCreateRevision).orElse(main))
            .setModRevision(main)
            .setVersion(alive.map(KeyValue::getVersion).orElse(0L) + 1)
            .setValue(value.toByteString())
            .setLease(lease)
            .build());
  }

  /** As {@link #put(long, Bytes, Bytes, long)}, of texts and without a lease. */
  public NaiveStore put(long main, String key, String value) {
    return put(main, Bytes.ofUtf8(key), Bytes.ofUtf8(value), 0);
  }

  /** Adds a deletion to the transaction of this main revision; nothing when there is no key. */
  public NaiveStore delete(long main, Bytes key) {
    if (at(key, main).isEmpty()) {
      return this;
    }
    return add(main, true, KeyValue.newBuilder().setKey(key.toByteString()).build());
  }

  private NaiveStore add(long main, boolean isDeletion, KeyValue message) {
    long sub =
        main == current && !changes.isEmpty() ? changes.getLast().at().revision().sub() + 1 : 0;
    changes.add(new Change(new RevisionKey(new Revision(main, sub), isDeletion), message));
    current = main;
    return this;
  }

  /** The newest main revision. */
  public long current() {
    return current;
  }

  /** Main revision of the last compaction, -1 without any. */
  public long compacted() {
    return compacted;
  }

  /** What is kept, oldest first. */
  public List<Change> changes() {
    return changes;
  }

  /** What the key was at a revision, if it was alive. */
  public Optional<Change> at(Bytes key, long revision) {
    return newest(key, revision).filter(change -> !change.at().tombstone());
  }

  private Optional<Change> newest(Bytes key, long revision) {
    return changes.stream()
        .filter(change -> change.key().equals(key) && change.main() <= revision)
        .reduce((before, after) -> after);
  }

  /** The living keys at a revision in key order. */
  public TreeMap<Bytes, Change> aliveAt(long revision) {
    var alive = new TreeMap<Bytes, Change>();
    for (Change change : changes) {
      if (change.main() <= revision) {
        if (change.at().tombstone()) {
          alive.remove(change.key());
        } else {
          alive.put(change.key(), change);
        }
      }
    }
    return alive;
  }

  /** The same store after a compaction. */
  public NaiveStore compact(long revision, CompactionRule rule) {
    var after = new NaiveStore();
    after.current = current;
    after.compacted = revision;
    for (Change change : changes) {
      boolean isNewest = newest(change.key(), revision).map(change::equals).orElse(false);
      boolean mayStay =
          !change.at().tombstone()
              || rule == CompactionRule.KEEPS_TOMBSTONE_AT_REVISION && change.main() == revision;
      if (change.main() > revision || isNewest && mayStay) {
        after.changes.add(change);
      }
    }
    return after;
  }

  /** HashKV as the design of etcd says it, with a set of revisions to keep. */
  public HashKv hashKv(long revision) {
    Set<Revision> keep = new HashSet<>();
    aliveAt(revision).values().forEach(change -> keep.add(change.at().revision()));
    var crc = new CRC32C();
    crc.update("key".getBytes(UTF_8));
    for (Change change : changes) {
      boolean isGone =
          change.main() <= compacted && !keep.isEmpty() && !keep.contains(change.at().revision());
      boolean isHidden = change.at().tombstone() && change.main() == compacted;
      if (change.main() <= revision && !isGone && !isHidden) {
        crc.update(change.at().encode().toByteArray());
        crc.update(change.message().toByteArray());
      }
    }
    return new HashKv((int) crc.getValue(), compacted, revision);
  }

  /** The backend of this store, with the leases that keys may name. */
  public BackendFile file() {
    var file = new BackendFile().compacted(compacted, compacted);
    for (Change change : changes) {
      file.put(Bucket.KEY, change.at().encode(), Bytes.copyOf(change.message().toByteString()));
    }
    for (Map.Entry<String, String> lease :
        Map.of("01", "0801103c", "02", "0802103c", "03", "0803103c").entrySet()) {
      file.put(
          Bucket.LEASE,
          Bytes.ofHex("00000000000000" + lease.getKey()),
          Bytes.ofHex(lease.getValue()));
    }
    return file;
  }
}
