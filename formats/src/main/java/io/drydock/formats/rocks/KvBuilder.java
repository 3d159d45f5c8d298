package io.drydock.formats.rocks;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.bytes.Bytes;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.EnvOptions;
import org.rocksdb.IngestExternalFileOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileWriter;

/**
 * Writes a fresh database bucket by bucket, each in the order of its keys: as sorted files that
 * RocksDB takes over whole, without sorting, merging or writing anything twice.
 *
 * <p>Everything is on disk once this is closed without an error. After an error the folder is
 * useless. Used by one thread.
 */
public final class KvBuilder implements AutoCloseable {

  /** Files of a size that a compaction takes in one bite. */
  private static final long FILE_BYTES = 64L << 20;

  private static final String PART_SUFFIX = ".part.sst";

  private final Path folder;
  private final RocksDB database;
  private final DBOptions options;
  private final ColumnFamilyOptions familyOptions;
  private final Options fileOptions;
  private final EnvOptions env = new EnvOptions();
  private final List<ColumnFamilyHandle> handles;
  private final Map<Bytes, ColumnFamilyHandle> families = new HashMap<>();
  private final SstFileWriter file;
  private final List<String> parts = new ArrayList<>();
  private ByteBuffer key = ByteBuffer.allocateDirect(1 << 10);
  private ByteBuffer value = ByteBuffer.allocateDirect(1 << 16);
  private ColumnFamilyHandle openFamily;
  private boolean isFileOpen;
  private long fileBytes;

  private KvBuilder(
      Path folder,
      RocksDB database,
      DBOptions options,
      ColumnFamilyOptions familyOptions,
      List<ColumnFamilyHandle> handles) {
    this.folder = folder;
    this.database = database;
    this.options = options;
    this.familyOptions = familyOptions;
    this.handles = handles;
    this.openFamily = handles.getFirst();
    this.fileOptions = new Options(options, familyOptions);
    this.file = new SstFileWriter(env, fileOptions);
  }

  /**
   * Begins a database with these buckets, empty.
   *
   * @param folder empty
   * @throws IOException when it cannot be written
   * @throws CorruptFileException never in an empty folder
   */
  public static KvBuilder begin(Path folder, List<Bytes> buckets)
      throws IOException, CorruptFileException {
    RocksDB.loadLibrary();
    var options =
        new DBOptions()
            .setCreateIfMissing(true)
            .setErrorIfExists(true)
            .setCreateMissingColumnFamilies(true)
            .setAtomicFlush(true);
    var familyOptions = KvTables.options(KvTables.form().setNoBlockCache(true));
    List<ColumnFamilyDescriptor> wanted = new ArrayList<>();
    wanted.add(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, familyOptions));
    for (Bytes bucket : buckets) {
      wanted.add(new ColumnFamilyDescriptor(KvDirectory.family(bucket), familyOptions));
    }
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    try {
      RocksDB database = RocksDB.open(options, folder.toString(), wanted, handles);
      var builder = new KvBuilder(folder, database, options, familyOptions, handles);
      for (int i = 0; i < buckets.size(); i++) {
        builder.families.put(buckets.get(i), handles.get(i + 1));
      }
      return builder;
    } catch (RocksDBException failure) {
      familyOptions.close();
      options.close();
      throw KvFailure.of(folder, failure);
    }
  }

  /** Begins a bucket; rows that are put next are its rows. */
  public void open(Bytes bucket) {
    openFamily = families.get(bucket);
  }

  /**
   * Appends a row to the open bucket; its bytes are copied.
   *
   * @param rowKey greater than the one before
   * @throws IOException when it cannot be written
   * @throws CorruptFileException never while keys ascend
   */
  public void put(MemorySegment rowKey, MemorySegment rowValue)
      throws IOException, CorruptFileException {
    try {
      if (!isFileOpen) {
        beginFile();
      }
      key = filled(key, rowKey);
      value = filled(value, rowValue);
      file.put(key, value);
      fileBytes += rowKey.byteSize() + rowValue.byteSize();
      if (fileBytes >= FILE_BYTES) {
        endFile();
      }
    } catch (RocksDBException failure) {
      throw KvFailure.of(folder, failure);
    }
  }

  private static ByteBuffer filled(ByteBuffer buffer, MemorySegment bytes) {
    int length = Math.toIntExact(bytes.byteSize());
    ByteBuffer large =
        length <= buffer.capacity() ? buffer : ByteBuffer.allocateDirect(length + length / 2);
    MemorySegment.copy(bytes, 0, MemorySegment.ofBuffer(large.clear()), 0, length);
    return large.limit(length);
  }

  private void beginFile() throws RocksDBException {
    String path = folder.resolve(parts.size() + PART_SUFFIX).toString();
    file.open(path);
    parts.add(path);
    fileBytes = 0;
    isFileOpen = true;
  }

  private void endFile() throws RocksDBException {
    file.finish();
    isFileOpen = false;
  }

  /**
   * Ends the open bucket: its files become part of the database.
   *
   * @throws IOException when they cannot be written
   * @throws CorruptFileException never for files that this has written
   */
  public void finishBucket() throws IOException, CorruptFileException {
    try (var taking = new IngestExternalFileOptions().setMoveFiles(true)) {
      if (isFileOpen) {
        endFile();
      }
      if (!parts.isEmpty()) {
        database.ingestExternalFile(openFamily, parts, taking);
        parts.clear();
      }
    } catch (RocksDBException failure) {
      throw KvFailure.of(folder, failure);
    }
  }

  @Override
  public void close() {
    file.close();
    handles.forEach(ColumnFamilyHandle::close);
    database.close();
    fileOptions.close();
    env.close();
    familyOptions.close();
    options.close();
  }
}
