package io.drydock.formats.mvcc.usage;

import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.mvcc.RecordBatch;

/** A {@link PrefixUsage} that is being counted. */
final class UsageSums {

  private long liveKeys;
  private long liveBytes;
  private long historyRevisions;
  private long tombstones;
  private long historyBytes;
  private long leasedKeys;
  private long valueBytes;
  private long maxValueBytes;
  private long lastRevision;

  void add(RecordBatch batch, int i, boolean isAlive) {
    lastRevision = Math.max(lastRevision, batch.main[i]);
    if (isAlive) {
      liveKeys++;
      liveBytes += batch.recordBytes[i];
      leasedKeys += batch.lease[i] == 0 ? 0 : 1;
      valueBytes += batch.valueLength[i];
      maxValueBytes = Math.max(maxValueBytes, batch.valueLength[i]);
      return;
    }
    historyBytes += batch.recordBytes[i];
    if (batch.isTombstone[i]) {
      tombstones++;
    } else {
      historyRevisions++;
    }
  }

  PrefixUsage of(Bytes prefix) {
    return new PrefixUsage(
        prefix,
        liveKeys,
        liveBytes,
        historyRevisions,
        tombstones,
        historyBytes,
        leasedKeys,
        valueBytes,
        maxValueBytes,
        lastRevision);
  }
}
