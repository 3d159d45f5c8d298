package io.drydock.formats.mvcc;

/**
 * Where a message was met.
 *
 * @param offset in the memory of the view
 * @param length in bytes
 */
public record MessagePlace(long offset, int length) {}
