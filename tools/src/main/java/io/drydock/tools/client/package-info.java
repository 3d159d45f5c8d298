/**
 * Talks to a running etcd over gRPC, as {@code etcdctl} does: endpoints, TLS, users, and the few
 * calls that our commands need.
 *
 * <p>Read {@link io.drydock.tools.client.Connection} first. The methods are described by hand over
 * the messages of {@code formats}; there are no generated stubs. Secrets (passwords, tokens, keys)
 * never come into a message, a log or an answer. Every failure is an {@link java.io.IOException}
 * whose message names the endpoint and what to do.
 *
 * <p>The only package of the tools that knows the network. A connection belongs to one thread; only
 * {@link io.drydock.tools.client.SnapshotStream#stop} may be called by another.
 */
package io.drydock.tools.client;
