/**
 * The rows of a member on disk: {@code member/kv}, a RocksDB database with a column family for each
 * of etcd's buckets.
 *
 * <p>Raft's log is the only thing that is synced before an answer. RocksDB keeps no log of its own;
 * each batch of applied entries carries the index of the last one, all families are flushed in one
 * step, and so what is found after a crash is the state at one applied index, from which the log
 * goes on.
 *
 * <p>Layer: an edge. The engine thread writes, any thread reads, a thread of its own defragments
 * and makes images. Read {@link io.drydock.node.backend.RocksStore}, then {@link
 * io.drydock.node.backend.ApplyBatch}.
 */
package io.drydock.node.backend;
