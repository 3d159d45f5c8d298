package io.drydock.node.mvcc;

/**
 * A record of bucket {@code key} is no mvccpb.KeyValue, or is missing though nothing compacted it:
 * the database is damaged, and no request can be answered past it.
 */
public final class DamagedRecordException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  DamagedRecordException(long main, long sub) {
    super("bucket key: record of revision " + main + "_" + sub + " is damaged");
  }

  DamagedRecordException(RecordGone missing) {
    super("bucket key: " + missing.getMessage() + ", which was not compacted");
  }
}
