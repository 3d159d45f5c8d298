package io.drydock.node.backend;

import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.TableProperties;

/**
 * Counts what a {@link StoreSize} tells. A file holds puts and deletions; each deletion ends one
 * put, somewhere. So of P puts and D deletions P - D rows live, and take their share of the bytes.
 */
final class SizeCount {

  private long bytes;
  private long inUseBytes;

  private SizeCount() {}

  static StoreSize of(Database database) throws RocksDBException {
    var count = new SizeCount();
    for (ColumnFamilyHandle family : database.handles()) {
      count.add(database.rocks(), family);
    }
    return new StoreSize(count.bytes, count.inUseBytes);
  }

  /** The list of files has no counts of what was ingested or opened again; the files have them. */
  private void add(RocksDB rocks, ColumnFamilyHandle family) throws RocksDBException {
    long size = rocks.getLongProperty(family, "rocksdb.live-sst-files-size");
    long entries = 0;
    long deletions = 0;
    for (TableProperties file : rocks.getPropertiesOfAllTables(family).values()) {
      entries += file.getNumEntries();
      deletions += file.getNumDeletions();
    }
    size += rocks.getLongProperty(family, "rocksdb.cur-size-all-mem-tables");
    entries +=
        rocks.getLongProperty(family, "rocksdb.num-entries-active-mem-table")
            + rocks.getLongProperty(family, "rocksdb.num-entries-imm-mem-tables");
    deletions +=
        rocks.getLongProperty(family, "rocksdb.num-deletes-active-mem-table")
            + rocks.getLongProperty(family, "rocksdb.num-deletes-imm-mem-tables");
    bytes += size;
    inUseBytes += share(size, entries, deletions);
  }

  private static long share(long size, long entries, long deletions) {
    long puts = entries - deletions;
    if (puts <= 0) {
      return 0;
    }
    return Math.round(size * ((double) Math.max(0, puts - deletions) / puts));
  }
}
