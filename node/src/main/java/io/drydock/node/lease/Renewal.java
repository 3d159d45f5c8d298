package io.drydock.node.lease;

/** What became of a wish to keep a lease alive. */
public sealed interface Renewal {

  /**
   * It lives on.
   *
   * @param ttlSeconds from now on
   * @param clearsCheckpoint true when the other members must be told, by a checkpoint of 0, that
   *     the remaining time which an earlier one told them is none
   */
  record Renewed(long ttlSeconds, boolean clearsCheckpoint) implements Renewal {}

  /** There is no such lease. */
  record Unknown() implements Renewal {}

  /** It is over, and there until its revocation comes through the log: wait for that. */
  record Expired() implements Renewal {}

  /** Only the leader knows how long leases live. */
  record NotPrimary() implements Renewal {}
}
