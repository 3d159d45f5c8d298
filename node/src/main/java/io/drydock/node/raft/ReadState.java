package io.drydock.node.raft;

import com.google.protobuf.ByteString;

/**
 * A linearizable read that was confirmed.
 *
 * @param index read once everything up to this raft index is applied
 * @param context what {@link RawNode#readIndex} was given
 */
public record ReadState(long index, ByteString context) {}
