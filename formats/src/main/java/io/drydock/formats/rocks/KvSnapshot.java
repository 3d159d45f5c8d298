package io.drydock.formats.rocks;

import io.drydock.formats.bytes.Bytes;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.Snapshot;

/**
 * All buckets at one moment, while the database may go on.
 *
 * <p>Cursors of it must be closed before it, and it before the database. Used by one thread.
 */
public final class KvSnapshot implements AutoCloseable {

  private static final long READ_AHEAD_BYTES = 1L << 20;

  private final Path kv;
  private final RocksDB database;
  private final SortedMap<Bytes, ColumnFamilyHandle> families;
  private final Optional<Snapshot> moment;
  private final ReadOptions options;

  private KvSnapshot(
      Path kv,
      RocksDB database,
      SortedMap<Bytes, ColumnFamilyHandle> families,
      Optional<Snapshot> moment) {
    this.kv = kv;
    this.database = database;
    this.families = families;
    this.moment = moment;
    this.options = new ReadOptions().setFillCache(false).setReadaheadSize(READ_AHEAD_BYTES);
    moment.ifPresent(options::setSnapshot);
  }

  /**
   * The state of an open database now.
   *
   * @param kv its directory
   * @param families a column family for each bucket
   */
  public static KvSnapshot take(
      Path kv, RocksDB database, Map<Bytes, ColumnFamilyHandle> families) {
    return new KvSnapshot(
        kv, database, new TreeMap<>(families), Optional.of(database.getSnapshot()));
  }

  /** Of a database that nobody can change through this process. */
  static KvSnapshot of(Path kv, RocksDB readOnly, SortedMap<Bytes, ColumnFamilyHandle> families) {
    return new KvSnapshot(kv, readOnly, families, Optional.empty());
  }

  /** The directory. */
  public Path directory() {
    return kv;
  }

  /** Names of all buckets in order, unknown ones included. */
  public List<Bytes> buckets() {
    return List.copyOf(families.keySet());
  }

  /**
   * A cursor before the first row of a bucket.
   *
   * @throws IllegalArgumentException when there is no such bucket
   */
  public KvCursor cursor(Bytes bucket) {
    ColumnFamilyHandle family = families.get(bucket);
    if (family == null) {
      throw new IllegalArgumentException("no bucket " + bucket.toUtf8());
    }
    return new KvCursor(kv, database.newIterator(family, options));
  }

  @Override
  public void close() {
    options.close();
    moment.ifPresent(taken -> {
      database.releaseSnapshot(taken);
      taken.close();
    });
  }
}
