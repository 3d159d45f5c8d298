package io.drydock.node.raft;

/**
 * What need not be durable.
 *
 * @param leader id of the leader as far as it is known; 0 for none
 * @param role what this member is
 */
public record SoftState(long leader, RoleName role) {}
