package io.drydock.node.testing;

import com.google.protobuf.ByteString;
import io.drydock.node.mvcc.LeaseLink;

/** Leases of which there are none. */
public record NoLeases() implements LeaseLink {

  @Override
  public boolean exists(long leaseId) {
    return false;
  }

  @Override
  public void attach(ByteString key, long leaseId) {
    throw new IllegalStateException("there is no lease to attach a key to");
  }

  @Override
  public void detach(ByteString key) {
    // Attached to none.
  }
}
