package io.drydock.node.mvcc;

import com.google.protobuf.ByteString;

/**
 * What the key space needs of leases. Called by the engine thread while it applies entries.
 *
 * <p>A key is attached to one lease at most.
 */
public interface LeaseLink {

  /** True when a lease of this id, which is not 0, is granted. */
  boolean exists(long leaseId);

  /** Attaches a key to a lease that exists, away from the one it was attached to. */
  void attach(ByteString key, long leaseId);

  /** Attaches a key to no lease, away from the one it was attached to, if it was. */
  void detach(ByteString key);
}
