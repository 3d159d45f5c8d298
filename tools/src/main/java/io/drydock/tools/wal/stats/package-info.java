/**
 * {@code wal stats}: what the log consists of. {@link io.drydock.tools.wal.stats.LogStats} counts,
 * {@link io.drydock.tools.wal.stats.StatsReport} shows.
 *
 * <p>Memory is bounded for any log: what there may be millions of (keys, prefixes, leases) is
 * counted by a {@link io.drydock.tools.wal.stats.Sketch}.
 */
package io.drydock.tools.wal.stats;
