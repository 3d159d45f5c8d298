/**
 * What a member does: the etcd-compatible server.
 *
 * <p>One package per noun of a member. The core ({@code raft}, {@code mvcc}, {@code watch}, {@code
 * lease}, {@code auth}, {@code membership}, {@code alarm}) is pure: arguments in, return values
 * out, no clock, thread, file, socket, log or random source of its own. Everything that touches the
 * world stands around it and calls in. {@code ArchitectureTest} holds the list of layers.
 *
 * <p>Layer: the top. Depends on {@code formats} only; {@code tools} never sees it. Read {@code
 * raft.quorum} first.
 */
package io.drydock.node;
