/**
 * Puts a member together out of its settings: engine, services, listeners, metrics.
 *
 * <p>Used by Main alone. Read {@link io.drydock.node.boot.Node}.
 */
package io.drydock.node.boot;
