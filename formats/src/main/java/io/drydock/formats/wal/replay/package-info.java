/**
 * What the records of a WAL come to: whose log it is, the last state, the snapshots, and which of
 * the entries count. Read {@link io.drydock.formats.wal.replay.LogReplay} first.
 *
 * <p>Layer: formats, above {@code wal}. Values that do not change once filled.
 */
package io.drydock.formats.wal.replay;
