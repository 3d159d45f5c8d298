/**
 * Leases: how long each lives, which keys hang on it, and when it is due.
 *
 * <p>Layer: the pure core. Owned by the engine thread, which brings the time with each call. What
 * follows from a lease that is due, the entry that revokes it and the deletion of its keys, is the
 * caller's to do. Read {@link io.drydock.node.lease.Lessor}.
 */
package io.drydock.node.lease;
