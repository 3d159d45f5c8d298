package io.drydock.node.engine;

import io.drydock.node.apply.Applier;
import io.drydock.node.backend.RocksStore;
import io.drydock.node.backend.StoreSize;

/**
 * The size of the backend, and whether there is room in it. Taken anew with every tick; in between,
 * what was applied is added. Used by the engine's thread.
 */
final class Sizes implements Applier.Quota {

  private final RocksStore backend;
  private final long quotaBytes;
  private StoreSize size;
  private long addedBytes;

  /** Takes the size for the first time. */
  Sizes(RocksStore backend, long quotaBytes) {
    this.backend = backend;
    this.quotaBytes = quotaBytes;
    refresh();
  }

  /** Asks the backend again. */
  void refresh() {
    size = backend.size();
    addedBytes = 0;
  }

  /** An entry was applied. */
  void added(long bytes) {
    addedBytes += bytes;
  }

  long bytes() {
    return size.bytes() + addedBytes;
  }

  long inUseBytes() {
    return size.inUseBytes() + addedBytes;
  }

  @Override
  public boolean isAvailable(long cost) {
    return quotaBytes <= 0 || bytes() + cost < quotaBytes;
  }
}
