package io.drydock.node.mvcc;

import io.drydock.formats.backend.Revision;
import java.util.Optional;

/**
 * Bucket {@code key} as far as it is committed: every kept record by its revision.
 *
 * <p>A record is the bytes of mvccpb.KeyValue as etcd stores them. Any thread may read at any time.
 * A caller neither changes nor keeps changing the arrays: they are its own once handed out.
 *
 * <p>A store that cannot read, be it for the disk or for damage, throws an unchecked exception of
 * its own: no request can be answered past it, and the member stops.
 */
public interface RevisionStore {

  /**
   * The record of a put.
   *
   * @param main main revision
   * @param sub ordinal of the change in its transaction
   * @return its bytes; empty when there is no such row, because it was compacted away
   */
  Optional<byte[]> get(long main, long sub);

  /**
   * Goes over records in the order of their revisions, on one consistent state of the store: that
   * at the time of the call.
   *
   * @param from the first revision, inclusive
   * @param to the last one, exclusive
   */
  void scan(Revision from, Revision to, Visitor visitor);

  /** Looks at one record after the other. */
  @FunctionalInterface
  interface Visitor {

    /**
     * Looks at a record.
     *
     * @param main main revision
     * @param sub ordinal of the change in its transaction
     * @param isTombstone true when the key of the row carries the mark
     * @param record bytes of mvccpb.KeyValue; of a tombstone with nothing but the key
     * @return false to end the scan
     */
    boolean visit(long main, long sub, boolean isTombstone, byte[] record);
  }
}
