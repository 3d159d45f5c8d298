/**
 * A WAL on disk, made and extended as etcd does it: {@link io.drydock.formats.wal.write.WalWriter}.
 *
 * <p>Layer: formats, above {@code wal}. The only part of the WAL that writes; owned by one thread.
 */
package io.drydock.formats.wal.write;
