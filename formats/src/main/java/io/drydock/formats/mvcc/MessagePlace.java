package io.drydock.formats.mvcc;

/**
 * Where a message lies that was read before.
 *
 * @param offset in the view's memory
 * @param length in bytes
 * @param isKeyFirst as {@link KeyValueView#isKeyFirst()} said of it
 */
public record MessagePlace(long offset, int length, boolean isKeyFirst) {}
