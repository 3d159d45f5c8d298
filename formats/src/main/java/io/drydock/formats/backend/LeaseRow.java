package io.drydock.formats.backend;

import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.proto.leasepb.Lease;
import java.nio.ByteBuffer;

/**
 * A row of bucket {@code lease}: the id as i64 BE, and leasepb.Lease in the form of proto3.
 *
 * <p>Source: etcd 3.4 to 3.7 (server/lease/lessor.go), the same in all.
 */
public final class LeaseRow {

  /** The id that names no lease. */
  public static final long NO_LEASE = 0;

  /** The longest time that is granted, in seconds. */
  public static final long MAX_TTL_SECONDS = 9_000_000_000L;

  private LeaseRow() {}

  /** Key of the row. */
  public static Bytes key(long leaseId) {
    return Bytes.adopt(ByteBuffer.allocate(Long.BYTES).putLong(leaseId).array());
  }

  /**
   * Value of the row.
   *
   * @param ttlSeconds as granted
   * @param remainingSeconds what a checkpoint left of it; 0 without one
   */
  public static Bytes value(long leaseId, long ttlSeconds, long remainingSeconds) {
    return Bytes.adopt(
        Lease.newBuilder()
            .setID(leaseId)
            .setTTL(ttlSeconds)
            .setRemainingTTL(remainingSeconds)
            .build()
            .toByteArray());
  }
}
