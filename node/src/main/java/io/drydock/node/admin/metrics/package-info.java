/**
 * The node's metrics, under the names that etcd's dashboards and alerts use.
 *
 * <p>Edge layer. What the node counts anyway is read when it is asked for ({@link
 * io.drydock.node.admin.metrics.Reading}); times are noted as they pass ({@link
 * io.drydock.node.admin.metrics.Timing}).
 *
 * <p>Source: {@code /metrics} of etcd 3.5.30.
 */
package io.drydock.node.admin.metrics;
