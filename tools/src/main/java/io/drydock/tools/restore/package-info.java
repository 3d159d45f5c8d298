/**
 * {@code snapshot restore}: a new cluster out of a snapshot file.
 *
 * <p>{@link io.drydock.tools.restore.ClusterSpec} is the cluster wanted, {@link
 * io.drydock.tools.restore.NewCluster} what follows from it (ids, first log), {@link
 * io.drydock.tools.restore.MemberWriter} one member's directory. Everything is written under a name
 * of its own beside its place, proven by the readers of all other commands, and then named.
 */
package io.drydock.tools.restore;
