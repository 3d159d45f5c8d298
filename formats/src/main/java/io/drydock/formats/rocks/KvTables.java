package io.drydock.formats.rocks;

import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;

/**
 * How rows lie in RocksDB's files, the same for the node and for whoever writes a directory for it.
 *
 * <p>Blocks are not compressed: the size that an operator sees is then that of the rows, as with
 * etcd, and a row is read without unpacking its neighbours. There is no filter: the key index knows
 * which revisions there are, so almost every look-up finds something.
 */
public final class KvTables {

  private static final int BLOCK_BYTES = 8 << 10;
  private static final int FORMAT_VERSION = 6;

  private KvTables() {}

  /** The form of a file's blocks; the caller sets the cache. */
  public static BlockBasedTableConfig form() {
    return new BlockBasedTableConfig().setBlockSize(BLOCK_BYTES).setFormatVersion(FORMAT_VERSION);
  }

  /** Options of a column family in that form, for the caller to close. */
  public static ColumnFamilyOptions options(BlockBasedTableConfig form) {
    return new ColumnFamilyOptions()
        .setTableFormatConfig(form)
        .setCompressionType(CompressionType.NO_COMPRESSION)
        .setBottommostCompressionType(CompressionType.NO_COMPRESSION);
  }
}
