/**
 * The consensus of a member, as a pure state machine after the Raft thesis and etcd's raft 3.6.
 *
 * <p>Layer: core, the lowest; imports only {@code formats} and its own sub-packages. Owned by the
 * engine's thread. What happens in the log, in messages and in time comes in through {@link
 * io.drydock.node.raft.RawNode}, and what is to be done comes out as one {@link
 * io.drydock.node.raft.Ready}. Read {@code RawNode}, then {@code Raft} with its table of roles,
 * then {@code Leader}.
 *
 * <p>Indexes and terms are {@code long}s that compare as signed here: no real log reaches 2^63, and
 * what claims to is refused at the door. Member ids are u64 and only compared for equality and
 * order.
 */
package io.drydock.node.raft;
