/**
 * Who is in the configuration, and how changes of it follow from each other.
 *
 * <p>Layer: core, pure, between {@code quorum} and {@code raft}. Values are immutable. Read {@link
 * io.drydock.node.raft.confchange.Configuration} first.
 */
package io.drydock.node.raft.confchange;
