/**
 * What raft keeps on disk: positions in the log, and etcd's form of raft's messages.
 *
 * <p>The messages themselves are generated ({@code io.drydock.formats.proto.raftpb}); here is only
 * what the format adds to them. Layer: formats, below {@code wal} and {@code snap}.
 */
package io.drydock.formats.raft;
