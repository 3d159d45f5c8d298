/**
 * The key space with its history: which revisions a key has, what a request reads of them, what it
 * writes.
 *
 * <p>Layer: the pure core. {@link io.drydock.node.mvcc.RevisionStore} and {@link
 * io.drydock.node.RowSink} are what it needs of a backend. Rules that the tools apply to files as
 * well, such as what a compaction keeps, come from {@code formats.mvcc} and {@code formats.apply}.
 */
package io.drydock.node.mvcc;
