/**
 * What fills a database: bytes, revisions and tombstones by prefix, and the largest keys.
 *
 * <p>Begin with {@link io.drydock.formats.mvcc.usage.KeySpaceUsage}. Layer: pure, on {@code mvcc}.
 * One thread at a time.
 */
package io.drydock.formats.mvcc.usage;
