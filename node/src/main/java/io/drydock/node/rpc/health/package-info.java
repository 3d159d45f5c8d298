/**
 * What probes and people ask a member first: {@code /version}, {@code /health}, {@code /livez},
 * {@code /readyz}, {@code /metrics}.
 *
 * <p>Edge layer; asks {@link io.drydock.node.rpc.health.Vitals}, which the node implements.
 *
 * <p>Source: server/etcdserver/api/etcdhttp/health.go and version.go of etcd 3.5.30.
 */
package io.drydock.node.rpc.health;
