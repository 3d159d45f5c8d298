/**
 * The consensus of a member, as a pure state machine after the Raft thesis and etcd's raft 3.6.
 *
 * <p>Layer: core, the lowest; imports only {@code formats} and its own sub-packages.
 */
package io.drydock.node.raft;
