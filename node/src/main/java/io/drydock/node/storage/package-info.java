/**
 * What a member's raft keeps on disk: the log in etcd's WAL, snapshots in etcd's {@code .snap}
 * files, and how a member finds them again.
 *
 * <p>Layer: edge, below {@code apply} and {@code engine}; implements {@code raft.LogView}. All of
 * it belongs to the engine's thread. Read {@link io.drydock.node.storage.StorageBoot}, then {@link
 * io.drydock.node.storage.RaftStorage}.
 */
package io.drydock.node.storage;
