package io.drydock.node.backend;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.FormatException;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.backend.Revision;
import io.drydock.formats.backend.RevisionKey;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.raft.LogPosition;
import io.drydock.formats.rocks.FreshDirectory;
import io.drydock.formats.rocks.KvDirectory;
import io.drydock.formats.rocks.KvFailure;
import io.drydock.node.ClosingException;
import io.drydock.node.StopException;
import io.drydock.node.mvcc.RevisionStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.ReadOptions;
import org.rocksdb.ReadTier;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * The backend of a member in {@code member/kv}.
 *
 * <p>One thread writes, through {@link #batch()}. Any thread may call the rest at any time, also
 * while another closes the store: it is served, or gets a {@link ClosingException}.
 *
 * <p>Durability: a committed batch is in memory. RocksDB flushes when a memtable is full; {@link
 * #flush} does it at once. A crash takes what was not flushed, in whole batches, and {@link
 * #durable()} names the last one that it cannot take: raft's log must keep every entry behind that,
 * and a raft snapshot must not be taken beyond it.
 */
public final class RocksStore implements RevisionStore, AutoCloseable {

  private static final byte[] CONSISTENT_INDEX = Bytes.ofUtf8("consistent_index").toByteArray();
  private static final byte[] TERM = Bytes.ofUtf8("term").toByteArray();

  private final Path kv;
  private final Gate gate = new Gate();
  private final StoreOptions settings;
  private final ReadOptions scanning = new ReadOptions().setFillCache(false);
  private final ReadOptions flushed = new ReadOptions().setReadTier(ReadTier.PERSISTED_TIER);
  private final ReadOptions current = new ReadOptions();
  private final ApplyBatch batch = new ApplyBatch(this);
  private final Pace pace;
  private long limitBytesPerSecond;
  private Database database;
  private RocksDB rocks;
  private boolean isWritable;

  private RocksStore(Path kv, StoreOptions settings, Database database, boolean isWritable) {
    this.kv = kv;
    this.settings = settings;
    this.database = database;
    this.rocks = database.rocks();
    this.isWritable = isWritable;
    this.limitBytesPerSecond = settings.backgroundBytesPerSecond();
    this.pace = new Pace(limitBytesPerSecond, System.nanoTime());
  }

  /**
   * Opens the directory of a member for reading: nothing of it changes, no lock is taken. {@link
   * #beginWriting} goes on from there.
   *
   * @param kv {@code member/kv}; nobody writes it
   * @throws IOException when it is none of ours, or cannot be read
   * @throws CorruptFileException when files of it are missing or damaged
   * @throws FormatException when it was written by a later Drydock
   */
  public static RocksStore look(Path kv, StoreOptions options) throws IOException, FormatException {
    KvDirectory.check(kv);
    return open(kv, options, Database.Mode.READ);
  }

  /**
   * Opens the directory of a member.
   *
   * @param kv {@code member/kv}
   * @throws IOException when it is none of ours, another process has it open, or it cannot be read
   * @throws CorruptFileException when files of it are missing or damaged
   * @throws FormatException when it was written by a later Drydock
   */
  public static RocksStore open(Path kv, StoreOptions options) throws IOException, FormatException {
    KvDirectory.check(kv);
    return open(kv, options, Database.Mode.WRITE);
  }

  /**
   * Makes an empty store with etcd's buckets, durably: on return, or after a crash, it is there
   * whole or not at all.
   *
   * @param kv {@code member/kv}; its parent exists
   * @throws IOException when there is something of that name, or it cannot be written
   * @throws FormatException never for a fresh directory
   */
  public static RocksStore create(Path kv, StoreOptions options)
      throws IOException, FormatException {
    try (FreshDirectory fresh = FreshDirectory.beside(kv)) {
      open(fresh.path(), options, Database.Mode.CREATE).close();
      fresh.seal();
      fresh.install();
    }
    return open(kv, options);
  }

  private static RocksStore open(Path kv, StoreOptions options, Database.Mode mode)
      throws IOException, FormatException {
    boolean isWritable = mode != Database.Mode.READ;
    return new RocksStore(kv, options, database(kv, options, mode), isWritable);
  }

  private static Database database(Path kv, StoreOptions options, Database.Mode mode)
      throws IOException, CorruptFileException {
    try {
      return Database.open(kv, options, mode);
    } catch (RocksDBException failure) {
      throw KvFailure.of(kv, failure);
    }
  }

  /**
   * Opens what is open for reading for writing as well. No other thread knows the store yet.
   *
   * @throws IOException when another process has it open, or it cannot be written; only {@link
   *     #close} may follow
   * @throws CorruptFileException when files of it are missing or damaged; the same
   */
  public void beginWriting() throws IOException, CorruptFileException {
    Database writable = database(kv, settings, Database.Mode.WRITE);
    database.close();
    database = writable;
    rocks = writable.rocks();
    isWritable = true;
  }

  /** The directory. */
  public Path directory() {
    return kv;
  }

  /** The one batch of the store, for the one thread that writes. */
  public ApplyBatch batch() {
    return batch;
  }

  ColumnFamilyHandle family(Bucket bucket) {
    return database.family(bucket);
  }

  void write(WriteOptions options, WriteBatch rows) {
    gate.enter();
    try {
      rocks.write(options, rows);
    } catch (RocksDBException failure) {
      throw failed("write a batch", failure);
    } finally {
      gate.leave();
    }
  }

  /** What is committed up to: {@code consistent_index} and {@code term}, 0 where there is none. */
  public LogPosition applied() {
    return position(current);
  }

  /** The same of what no crash can take. */
  public LogPosition durable() {
    return position(flushed);
  }

  private LogPosition position(ReadOptions options) {
    gate.enter();
    try {
      Optional<ColumnFamilyHandle> meta = database.find(Bucket.META);
      if (meta.isEmpty()) {
        return LogPosition.ZERO;
      }
      long index = u64(Optional.ofNullable(rocks.get(meta.get(), options, CONSISTENT_INDEX)));
      return new LogPosition(u64(Optional.ofNullable(rocks.get(meta.get(), options, TERM))), index);
    } catch (RocksDBException failure) {
      throw failed("read what is applied", failure);
    } finally {
      gate.leave();
    }
  }

  private static long u64(Optional<byte[]> value) {
    return value.isPresent() ? ByteBuffer.wrap(value.get()).getLong() : 0;
  }

  @Override
  public Optional<byte[]> get(long main, long sub) {
    return get(Bucket.KEY, revisionKey(main, sub));
  }

  private static byte[] revisionKey(long main, long sub) {
    return ByteBuffer.allocate(RevisionKey.VERSION_BYTES)
        .putLong(main)
        .put((byte) '_')
        .putLong(sub)
        .array();
  }

  /**
   * The value of a row.
   *
   * @throws StopException when it cannot be read
   */
  public Optional<byte[]> get(Bucket bucket, byte[] key) {
    gate.enter();
    try {
      Optional<ColumnFamilyHandle> family = database.find(bucket);
      return family.isEmpty()
          ? Optional.empty()
          : Optional.ofNullable(rocks.get(family.get(), current, key));
    } catch (RocksDBException failure) {
      throw failed("read a row", failure);
    } finally {
      gate.leave();
    }
  }

  @Override
  public void scan(Revision from, Revision to, Visitor visitor) {
    byte[] first = revisionKey(from.main(), from.sub());
    byte[] raw = new byte[RevisionKey.TOMBSTONE_BYTES];
    ByteBuffer key = ByteBuffer.wrap(raw);
    scan(
        Bucket.KEY,
        first,
        rows -> {
          int length = rows.key(raw);
          long main = key.getLong(0);
          long sub = key.getLong(RevisionKey.VERSION_BYTES - Long.BYTES);
          boolean isBefore = main < to.main() || main == to.main() && sub < to.sub();
          boolean isTombstone = length == RevisionKey.TOMBSTONE_BYTES;
          return isBefore && visitor.visit(main, sub, isTombstone, rows.value());
        });
  }

  /** Looks at a row of a bucket; false ends the scan. */
  @FunctionalInterface
  public interface RowVisitor {

    /** Looks at one; the arrays are the visitor's. */
    boolean visit(byte[] key, byte[] value);
  }

  /**
   * Goes over all rows of a bucket in order, on one consistent state.
   *
   * @throws StopException when it cannot be read
   */
  public void scan(Bucket bucket, RowVisitor visitor) {
    scan(bucket, new byte[0], rows -> visitor.visit(rows.key(), rows.value()));
  }

  @FunctionalInterface
  private interface Looking {
    boolean at(RocksIterator rows);
  }

  private void scan(Bucket bucket, byte[] first, Looking looking) {
    gate.enter();
    try {
      Optional<ColumnFamilyHandle> family = database.find(bucket);
      if (family.isPresent()) {
        scan(family.get(), first, looking);
      }
    } catch (RocksDBException failure) {
      throw failed("scan rows", failure);
    } finally {
      gate.leave();
    }
  }

  private void scan(ColumnFamilyHandle family, byte[] first, Looking looking)
      throws RocksDBException {
    try (RocksIterator rows = rocks.newIterator(family, scanning)) {
      for (rows.seek(first); rows.isValid() && looking.at(rows); rows.next()) {
        if (gate.isClosing()) {
          throw Gate.closed();
        }
      }
      rows.status();
    }
  }

  /**
   * Makes everything durable that is committed: {@link #durable()} is at least what {@link
   * #applied()} was at the call.
   *
   * @throws StopException when it cannot be written
   */
  public void flush() {
    flush(true);
  }

  /** Begins what {@link #flush()} does, and does not wait for its end. */
  public void requestFlush() {
    flush(false);
  }

  private void flush(boolean isAwaited) {
    gate.enter();
    try {
      flushInside(isAwaited);
    } finally {
      gate.leave();
    }
  }

  private void flushInside(boolean isAwaited) {
    try (var options = new FlushOptions().setWaitForFlush(isAwaited).setAllowWriteStall(true)) {
      rocks.flush(options, database.handles());
    } catch (RocksDBException failure) {
      throw failed("flush", failure);
    }
  }

  /**
   * Lets the background keep up with what is written: asked some times a second by the thread that
   * writes.
   */
  public void keepPace() {
    long limit = pace.limit(batch.bytes(), System.nanoTime());
    if (limit != limitBytesPerSecond) {
      limitBytesPerSecond = limit;
      gate.enter();
      try {
        database.limitBackground(limit);
      } finally {
        gate.leave();
      }
    }
  }

  /** How large it is; costs some hundreds of microseconds: ask once for many requests. */
  public StoreSize size() {
    gate.enter();
    try {
      return SizeCount.of(database);
    } catch (RocksDBException failure) {
      throw failed("take the size", failure);
    } finally {
      gate.leave();
    }
  }

  /**
   * Gives back the room of deleted rows: merges the files that hold them with their deletions.
   * Readers and the writer go on; what is written meanwhile is bounded by {@link
   * StoreOptions#backgroundBytesPerSecond}. Takes room for the new files until it is done.
   *
   * @throws StopException when a file cannot be read or written
   * @throws ClosingException when the store is closed meanwhile
   */
  public void defragment() {
    gate.enter();
    try (var options =
        new CompactRangeOptions()
            .setExclusiveManualCompaction(false)
            .setAllowWriteStall(false)
            .setBottommostLevelCompaction(
                CompactRangeOptions.BottommostLevelCompaction.kForceOptimized)) {
      for (ColumnFamilyHandle family : database.handles()) {
        rocks.compactRange(family, null, null, options);
      }
    } catch (RocksDBException failure) {
      throw gate.isClosing() ? Gate.closed() : failed("defragment", failure);
    } finally {
      gate.leave();
    }
  }

  /**
   * All buckets as they are now, while writing goes on. The store stays open until it is closed.
   */
  public StoreSnapshot snapshot() {
    gate.enter();
    return new StoreSnapshot(kv, database, gate);
  }

  StopException failed(String what, RocksDBException failure) {
    return new StopException(kv + ": cannot " + what + ": " + failure.getMessage(), failure);
  }

  /**
   * Makes everything durable and closes it. Who reads meanwhile is waited for, who comes later is
   * refused.
   *
   * @throws StopException when the last flush fails; it is closed all the same
   */
  @Override
  public void close() {
    if (!gate.beginClose()) {
      return;
    }
    try {
      if (isWritable) {
        flushInside(true);
      }
    } finally {
      rocks.cancelAllBackgroundWork(true);
      gate.awaitEmpty();
      batch.close();
      current.close();
      flushed.close();
      scanning.close();
      database.close();
    }
  }
}
