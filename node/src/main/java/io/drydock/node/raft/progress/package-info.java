/**
 * What a leader knows of one other member: how far its log is, and how much is on its way to it.
 *
 * <p>Layer: core, pure, below {@code raft}; owned by the thread that owns the member. Read {@link
 * io.drydock.node.raft.progress.Progress} first.
 */
package io.drydock.node.raft.progress;
