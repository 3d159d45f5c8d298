/**
 * {@code wal dump}: the records one by one.
 *
 * <p>{@link io.drydock.tools.wal.dump.Dump} goes over the log, {@link
 * io.drydock.tools.wal.dump.Selection} picks records, a {@link io.drydock.tools.wal.dump.DumpRow}
 * is one of them, {@link io.drydock.tools.wal.dump.DumpRows} has its faces.
 */
package io.drydock.tools.wal.dump;
