package io.drydock.formats.rocks;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.FormatException;
import io.drydock.formats.bytes.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/**
 * A directory of rows, opened for reading as it was last flushed: no lock is taken, nothing is
 * written, and a node may run on it.
 *
 * <p>A running node flushes now and then; what it has applied since is in its log only. All files
 * are opened at once, so that what the node deletes later stays readable here.
 */
public final class KvReader implements AutoCloseable {

  /** A node that compacts may delete a file between its naming and its opening. */
  private static final int ATTEMPTS = 5;

  private final RocksDB database;
  private final DBOptions options;
  private final ColumnFamilyOptions familyOptions;
  private final List<ColumnFamilyHandle> handles;
  private final KvSnapshot snapshot;

  private KvReader(
      Path kv,
      RocksDB database,
      DBOptions options,
      ColumnFamilyOptions familyOptions,
      List<ColumnFamilyHandle> handles)
      throws RocksDBException {
    this.database = database;
    this.options = options;
    this.familyOptions = familyOptions;
    this.handles = handles;
    SortedMap<Bytes, ColumnFamilyHandle> families = new TreeMap<>();
    for (ColumnFamilyHandle handle : handles) {
      KvDirectory.bucket(handle.getName()).ifPresent(bucket -> families.put(bucket, handle));
    }
    this.snapshot = KvSnapshot.of(kv, database, families);
  }

  /**
   * Opens a directory.
   *
   * @throws IOException when it is none of ours, or cannot be read
   * @throws CorruptFileException when the list of its files, or one of them, is damaged or missing
   * @throws FormatException when it is of a layout that is not known here
   */
  public static KvReader open(Path kv) throws IOException, FormatException {
    KvDirectory.check(kv);
    RocksDB.loadLibrary();
    for (int attempt = 1; ; attempt++) {
      try {
        return openOnce(kv);
      } catch (RocksDBException failure) {
        boolean mayBeRunning = Files.exists(kv.resolve("LOCK"));
        if (attempt == ATTEMPTS || !mayBeRunning) {
          throw KvFailure.of(kv, failure);
        }
      }
    }
  }

  private static KvReader openOnce(Path kv) throws RocksDBException {
    var options = new DBOptions().setMaxOpenFiles(-1).setCreateIfMissing(false);
    var familyOptions = KvTables.options(KvTables.form().setNoBlockCache(true));
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    try {
      RocksDB database =
          RocksDB.openReadOnly(options, kv.toString(), families(kv, familyOptions), handles);
      return new KvReader(kv, database, options, familyOptions, handles);
    } catch (RocksDBException failure) {
      familyOptions.close();
      options.close();
      throw failure;
    }
  }

  private static List<ColumnFamilyDescriptor> families(Path kv, ColumnFamilyOptions options)
      throws RocksDBException {
    return KvDirectory.families(kv).stream()
        .map(name -> new ColumnFamilyDescriptor(name, options))
        .toList();
  }

  /** All buckets. */
  public KvSnapshot snapshot() {
    return snapshot;
  }

  @Override
  public void close() {
    snapshot.close();
    handles.forEach(ColumnFamilyHandle::close);
    database.close();
    familyOptions.close();
    options.close();
  }
}
