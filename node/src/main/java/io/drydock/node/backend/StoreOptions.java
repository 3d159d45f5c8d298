package io.drydock.node.backend;

/**
 * What the store may take of the machine.
 *
 * @param memtableBytes of rows that are gathered before they are flushed; two such are kept
 * @param cacheBytes of blocks read from files
 * @param backgroundBytesPerSecond that flushes, compactions and a defragmentation may write
 *     together while little is put, so that the sync of raft's log finds the disk free; {@link
 *     Pace} lets them write more when more is put
 */
public record StoreOptions(long memtableBytes, long cacheBytes, long backgroundBytesPerSecond) {

  /** 8 MiB, 32 MiB, 64 MiB a second. */
  public static final StoreOptions DEFAULT = new StoreOptions(8L << 20, 32L << 20, 64L << 20);

  /** All are positive. */
  public StoreOptions {
    if (memtableBytes <= 0 || cacheBytes <= 0 || backgroundBytesPerSecond <= 0) {
      throw new IllegalArgumentException("memory and bytes a second of a store are positive");
    }
  }
}
