/**
 * Linearizable reads of a leader: which of them a quorum has confirmed.
 *
 * <p>Layer: core, pure, below {@code raft}; owned by the thread that owns the member.
 */
package io.drydock.node.raft.read;
