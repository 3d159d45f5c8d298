package io.drydock.node.backend;

import io.drydock.formats.backend.Bucket;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.rocks.KvDirectory;
import io.drydock.formats.rocks.KvTables;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.rocksdb.AbstractImmutableNativeReference;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.RateLimiter;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/**
 * An open RocksDB with everything native that belongs to it, and how it is set.
 *
 * <p>{@code atomic_flush}: a flush takes all families or none, so that a crash never leaves them at
 * different applied indexes. The list of files is synced by RocksDB before old files go.
 */
final class Database implements AutoCloseable {

  /**
   * What a memtable grows by. Its size counts towards the quota, and by RocksDB's own blocks of 1
   * MiB a quota of some MiB would be a guess.
   */
  private static final long ARENA_BLOCK_BYTES = 64 << 10;

  private static final int MEMTABLES = 2;
  private static final long META_MEMTABLE_BYTES = 4L << 20;
  private static final long SMALL_MEMTABLE_BYTES = 1L << 20;
  private static final int CACHE_SHARD_BITS = 2;
  private static final long REFILL_MICROS = 20_000;
  private static final int FAIRNESS = 10;
  private static final long LOG_FILE_BYTES = 1L << 20;
  private static final int LOG_FILES = 2;
  private static final long MANIFEST_BYTES = 4L << 20;

  private final RocksDB rocks;
  private final RateLimiter limiter;
  private final List<AbstractImmutableNativeReference> natives;
  private final List<ColumnFamilyHandle> handles;
  private final Map<Bucket, ColumnFamilyHandle> families = new EnumMap<>(Bucket.class);
  private final Map<Bytes, ColumnFamilyHandle> buckets = new LinkedHashMap<>();

  private Database(
      RocksDB rocks,
      RateLimiter limiter,
      List<Bytes> names,
      List<ColumnFamilyHandle> handles,
      List<AbstractImmutableNativeReference> natives) {
    this.rocks = rocks;
    this.limiter = limiter;
    this.handles = handles;
    this.natives = natives;
    for (int i = 0; i < names.size(); i++) {
      ColumnFamilyHandle handle = handles.get(i + 1);
      buckets.put(names.get(i), handle);
      Bucket.of(names.get(i)).ifPresent(bucket -> families.put(bucket, handle));
    }
  }

  /** What is done with a directory. */
  enum Mode {
    /** It is made. */
    CREATE,
    /** It is written, with the buckets that it has and those of etcd that it lacks. */
    WRITE,
    /** Nothing of it changes, not even a lock; buckets that it lacks are not there. */
    READ
  }

  /** Opens the directory. */
  static Database open(Path kv, StoreOptions settings, Mode mode) throws RocksDBException {
    RocksDB.loadLibrary();
    Set<Bytes> names = new LinkedHashSet<>();
    if (mode != Mode.READ) {
      for (Bucket bucket : Bucket.values()) {
        names.add(bucket.bucketName());
      }
    }
    if (mode != Mode.CREATE) {
      names.addAll(stored(kv));
    }
    List<AbstractImmutableNativeReference> natives = new ArrayList<>();
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    try {
      var limiter = new RateLimiter(settings.backgroundBytesPerSecond(), REFILL_MICROS, FAIRNESS);
      natives.add(limiter);
      DBOptions options = options(limiter, mode, natives);
      List<ColumnFamilyDescriptor> families = descriptors(names, settings, natives);
      RocksDB rocks =
          mode == Mode.READ
              ? RocksDB.openReadOnly(options, kv.toString(), families, handles)
              : RocksDB.open(options, kv.toString(), families, handles);
      return new Database(rocks, limiter, List.copyOf(names), handles, natives);
    } catch (RocksDBException failure) {
      natives.reversed().forEach(AbstractImmutableNativeReference::close);
      throw failure;
    }
  }

  private static List<Bytes> stored(Path kv) throws RocksDBException {
    return KvDirectory.families(kv).stream()
        .flatMap(family -> KvDirectory.bucket(family).stream())
        .toList();
  }

  private static DBOptions options(
      RateLimiter limiter, Mode mode, List<AbstractImmutableNativeReference> natives) {
    var options =
        new DBOptions()
            .setCreateIfMissing(mode == Mode.CREATE)
            .setErrorIfExists(mode == Mode.CREATE)
            .setCreateMissingColumnFamilies(mode != Mode.READ)
            .setAtomicFlush(true)
            .setRateLimiter(limiter)
            .setMaxOpenFiles(-1)
            .setSkipStatsUpdateOnDbOpen(true)
            .setMaxManifestFileSize(MANIFEST_BYTES)
            .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
            .setMaxLogFileSize(LOG_FILE_BYTES)
            .setKeepLogFileNum(LOG_FILES)
            .setStatsDumpPeriodSec(0)
            .setStatsPersistPeriodSec(0);
    natives.add(options);
    return options;
  }

  private static List<ColumnFamilyDescriptor> descriptors(
      Set<Bytes> names, StoreOptions settings, List<AbstractImmutableNativeReference> natives) {
    Cache cache = new LRUCache(settings.cacheBytes(), CACHE_SHARD_BITS);
    natives.add(cache);
    List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
    descriptors.add(
        new ColumnFamilyDescriptor(
            RocksDB.DEFAULT_COLUMN_FAMILY, family(SMALL_MEMTABLE_BYTES, cache, natives)));
    for (Bytes name : names) {
      descriptors.add(
          new ColumnFamilyDescriptor(
              KvDirectory.family(name), family(memtableBytes(name, settings), cache, natives)));
    }
    return descriptors;
  }

  /** Every batch writes a row of {@code meta}, so that one fills, too. */
  private static long memtableBytes(Bytes name, StoreOptions settings) {
    if (name.equals(Bucket.KEY.bucketName())) {
      return settings.memtableBytes();
    }
    boolean isMeta = name.equals(Bucket.META.bucketName());
    return isMeta ? META_MEMTABLE_BYTES : SMALL_MEMTABLE_BYTES;
  }

  private static ColumnFamilyOptions family(
      long memtableBytes, Cache cache, List<AbstractImmutableNativeReference> natives) {
    ColumnFamilyOptions options =
        KvTables.options(KvTables.form().setBlockCache(cache))
            .setWriteBufferSize(memtableBytes)
            .setArenaBlockSize(ARENA_BLOCK_BYTES)
            .setMaxWriteBufferNumber(MEMTABLES);
    natives.add(options);
    return options;
  }

  RocksDB rocks() {
    return rocks;
  }

  /** Lets flushes and merges write so fast together from now on. */
  void limitBackground(long bytesPerSecond) {
    limiter.setBytesPerSecond(bytesPerSecond);
  }

  /** A bucket of etcd in a directory that is open for writing. */
  ColumnFamilyHandle family(Bucket bucket) {
    return families.get(bucket);
  }

  /** A bucket of etcd; empty when a directory that is open for reading lacks it. */
  Optional<ColumnFamilyHandle> find(Bucket bucket) {
    return Optional.ofNullable(families.get(bucket));
  }

  /** All buckets, those of etcd first. */
  Map<Bytes, ColumnFamilyHandle> buckets() {
    return buckets;
  }

  /** All column families. */
  List<ColumnFamilyHandle> handles() {
    return handles;
  }

  @Override
  public void close() {
    handles.forEach(ColumnFamilyHandle::close);
    rocks.close();
    natives.reversed().forEach(AbstractImmutableNativeReference::close);
  }
}
