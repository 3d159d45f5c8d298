/**
 * Arithmetic over sets of voters: which index is committed, how an election stands.
 *
 * <p>Layer: core, pure; knows nothing of logs, terms or messages. Values are immutable, so any
 * thread may use them. Read {@link io.drydock.node.raft.quorum.Majority}, then {@link
 * io.drydock.node.raft.quorum.Joint}.
 */
package io.drydock.node.raft.quorum;
