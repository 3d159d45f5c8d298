/**
 * Members side by side: which is the odd one out, and from where on.
 *
 * <p>{@link io.drydock.tools.fsck.peers.PeerCheck} opens what {@code compare} compares, and puts
 * the differences into words.
 */
package io.drydock.tools.fsck.peers;
