/**
 * What is wrong with a WAL directory, as findings: {@link io.drydock.formats.wal.check.WalCheck}
 * over the segments, {@link io.drydock.formats.wal.check.WalCode} for what there is to find.
 *
 * <p>Layer: formats, above {@code wal} and {@code wal.replay}. Never writes.
 */
package io.drydock.formats.wal.check;
