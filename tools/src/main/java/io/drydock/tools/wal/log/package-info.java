/**
 * The log as it lies there, stopped or growing: {@link io.drydock.tools.wal.log.LogPass} goes over
 * all that can be read, across damage, and never takes a record that is just being written for a
 * damaged one.
 *
 * <p>Reads only; takes no lock. Owned by one thread.
 */
package io.drydock.tools.wal.log;
