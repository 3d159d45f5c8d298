package io.drydock.node.backend;

/**
 * How large the store is, for {@code dbSize}, {@code dbSizeInUse} and the quota.
 *
 * @param bytes of all files that make up the state, and of what is not flushed yet; a
 *     defragmentation makes it smaller
 * @param inUseBytes the part of it that living rows take, by the average size of a row; it falls as
 *     soon as history is deleted
 */
public record StoreSize(long bytes, long inUseBytes) {}
