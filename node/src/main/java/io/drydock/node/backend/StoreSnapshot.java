package io.drydock.node.backend;

import io.drydock.formats.rocks.KvSnapshot;
import java.nio.file.Path;

/**
 * All buckets of a store at one moment. Used by one thread, which closes it soon: until then the
 * store keeps every file that the moment needs, and cannot be closed.
 */
public final class StoreSnapshot implements AutoCloseable {

  private final KvSnapshot rows;
  private final Gate gate;

  StoreSnapshot(Path kv, Database database, Gate gate) {
    this.rows = KvSnapshot.take(kv, database.rocks(), database.buckets());
    this.gate = gate;
  }

  /** The rows. */
  public KvSnapshot rows() {
    return rows;
  }

  /** True when somebody waits to close the store: whoever works long should give up. */
  public boolean isUnwanted() {
    return gate.isClosing();
  }

  @Override
  public void close() {
    rows.close();
    gate.leave();
  }
}
