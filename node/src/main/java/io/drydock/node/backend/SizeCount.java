package io.drydock.node.backend;

import java.util.Arrays;
import java.util.List;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.LiveFileMetaData;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

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
    List<LiveFileMetaData> files = database.rocks().getLiveFilesMetaData();
    for (ColumnFamilyHandle family : database.handles()) {
      count.add(database.rocks(), family, files);
    }
    return new StoreSize(count.bytes, count.inUseBytes);
  }

  private void add(RocksDB rocks, ColumnFamilyHandle family, List<LiveFileMetaData> files)
      throws RocksDBException {
    long size = 0;
    long entries = 0;
    long deletions = 0;
    byte[] name = family.getName();
    for (LiveFileMetaData file : files) {
      if (Arrays.equals(file.columnFamilyName(), name)) {
        size += file.size();
        entries += file.numEntries();
        deletions += file.numDeletions();
      }
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
