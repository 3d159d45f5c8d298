/**
 * Who belongs to the cluster: members, removed ids, published names and URLs, the cluster's
 * version; as the log says, in the v2 store (which servers up to 3.5 go by) and in the buckets
 * {@code members}, {@code members_removed} and {@code cluster}.
 *
 * <p>Layer: the pure core. Owned by the engine thread. The rules of each change are those of {@code
 * formats.member} and {@code formats.v2store}.
 */
package io.drydock.node.membership;
