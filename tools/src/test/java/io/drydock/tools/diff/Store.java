package io.drydock.tools.diff;

import com.google.protobuf.ByteString;
import io.drydock.formats.backend.BackendCursor;
import io.drydock.formats.backend.BoltView;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.backend.Revision;
import io.drydock.formats.backend.RevisionKey;
import io.drydock.formats.bolt.build.BoltBuilder;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.proto.mvccpb.KeyValue;
import io.drydock.tools.source.DbSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** A database, row by row: made up or read, changed at will, written anew. */
public final class Store {

  private static final int PAGE_BYTES = 4096;

  private final TreeMap<Bytes, TreeMap<Bytes, Bytes>> buckets = new TreeMap<>();
  private final Map<String, KeyValue> alive = new HashMap<>();
  private long revision = 1;

  private Store() {
    for (Bucket bucket : Bucket.values()) {
      buckets.put(bucket.bucketName(), new TreeMap<>());
    }
  }

  /** Without any key, at revision 1. */
  static Store empty() {
    return new Store();
  }

  /** The database of a stopped member, or a file; what is put next is taken for a new key. */
  public static Store of(Path named) throws Exception {
    var store = new Store();
    try (DbSource source = DbSource.open(named)) {
      BoltView view = source.view();
      for (Bytes bucket : view.buckets()) {
        TreeMap<Bytes, Bytes> rows = store.buckets.computeIfAbsent(bucket, _ -> new TreeMap<>());
        for (BackendCursor cursor = view.cursor(bucket); cursor.next(); ) {
          rows.put(Bytes.copyOf(cursor.key()), Bytes.copyOf(cursor.value()));
        }
      }
    }
    if (!store.rows(Bucket.KEY).isEmpty()) {
      store.revision = RevisionKey.main(store.rows(Bucket.KEY).lastKey().segment(), 0);
    }
    return store;
  }

  Store copy() {
    var copy = new Store();
    buckets.forEach((name, rows) -> copy.buckets.put(name, new TreeMap<>(rows)));
    copy.alive.putAll(alive);
    copy.revision = revision;
    return copy;
  }

  long revision() {
    return revision;
  }

  TreeMap<Bytes, Bytes> rows(Bucket bucket) {
    return buckets.get(bucket.bucketName());
  }

  /** The next revision puts this key, as a server does. */
  public Store put(String key, String value) {
    revision++;
    KeyValue before = alive.getOrDefault(key, KeyValue.getDefaultInstance());
    KeyValue now =
        KeyValue.newBuilder()
            .setKey(ByteString.copyFromUtf8(key))
            .setValue(ByteString.copyFromUtf8(value))
            .setCreateRevision(before.getVersion() == 0 ? revision : before.getCreateRevision())
            .setModRevision(revision)
            .setVersion(before.getVersion() + 1)
            .build();
    alive.put(key, now);
    rows(Bucket.KEY).put(at(revision, false), Bytes.copyOf(now.toByteString()));
    return this;
  }

  /** The next revision deletes this key; nothing happens when it is not alive. */
  Store delete(String key) {
    if (alive.remove(key) != null) {
      revision++;
      KeyValue tombstone = KeyValue.newBuilder().setKey(ByteString.copyFromUtf8(key)).build();
      rows(Bucket.KEY).put(at(revision, true), Bytes.copyOf(tombstone.toByteString()));
    }
    return this;
  }

  /** Changes the put of this revision, and nothing else, wherever the record of it lies. */
  Store change(long main, UnaryOperator<KeyValue.Builder> how) throws IOException {
    Bytes at = at(main, false);
    var message = KeyValue.parseFrom(rows(Bucket.KEY).get(at).toByteString()).toBuilder();
    rows(Bucket.KEY).put(at, Bytes.copyOf(how.apply(message).build().toByteString()));
    return this;
  }

  /** Forgets what a revision did. */
  public Store forget(long main) {
    rows(Bucket.KEY).remove(at(main, false));
    rows(Bucket.KEY).remove(at(main, true));
    return this;
  }

  /** Sets the marks of a compaction, the second one unless it is 0, and drops nothing. */
  Store mark(long scheduled, long finished) {
    rows(Bucket.META).put(Bytes.ofUtf8("scheduledCompactRev"), at(scheduled, false));
    if (finished > 0) {
      rows(Bucket.META).put(Bytes.ofUtf8("finishedCompactRev"), at(finished, false));
    }
    return this;
  }

  /** As of this entry of the log, of a release that notes its term, too. */
  Store applied(long raftIndex) {
    rows(Bucket.META).put(Bytes.ofUtf8("consistent_index"), u64(raftIndex));
    rows(Bucket.META).put(Bytes.ofUtf8("term"), u64(2));
    return this;
  }

  private static Bytes u64(long value) {
    return Bytes.copyOf(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
  }

  /** Grants a lease of 60 s. */
  Store lease(long id) {
    byte[] value = {0x08, (byte) id, 0x10, 60};
    rows(Bucket.LEASE).put(u64(id), Bytes.copyOf(value));
    return this;
  }

  private static Bytes at(long main, boolean isTombstone) {
    return new RevisionKey(new Revision(main, 0), isTombstone).encode();
  }

  /** Writes it, over what is there. */
  public Path write(Path file) throws IOException {
    try (var out =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      var builder = new BoltBuilder(out, PAGE_BYTES);
      for (var bucket : buckets.entrySet()) {
        builder.openBucket(bucket.getKey(), 0);
        for (var row : bucket.getValue().entrySet()) {
          builder.put(row.getKey().segment(), row.getValue().segment());
        }
        builder.closeBucket();
      }
      builder.finish(2);
    }
    return file;
  }
}
