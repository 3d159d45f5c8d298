/**
 * {@code drydock fsck}: will a server start on this directory, what is wrong, what is to be done;
 * and {@code fsck explain}: what a code, or a message of etcd, means.
 *
 * <p>{@code examine} reads and judges one directory, {@code catalogue} holds what is known of each
 * code; here are the commands and their answers.
 */
package io.drydock.tools.fsck;
