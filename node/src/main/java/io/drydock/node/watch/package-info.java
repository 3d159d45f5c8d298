/**
 * Watching: who is told of which changes, from which revision on, without a gap, twice or out of
 * order.
 *
 * <p>Layer: the pure core, on {@code mvcc}. Owned by the engine thread: streams are opened, asked
 * and closed there, and their sinks are called there. Read {@link io.drydock.node.watch.WatchHub},
 * then {@link io.drydock.node.watch.WatchStream}.
 */
package io.drydock.node.watch;
