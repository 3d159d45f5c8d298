package io.drydock.node.apply;

import io.drydock.node.alarm.Alarms;
import io.drydock.node.membership.Cluster;
import io.drydock.node.mvcc.KvStore;

/**
 * What entries change, each owned by the engine thread.
 *
 * @param keys the key space
 * @param leases and what is attached to them
 * @param alarms raised ones
 * @param cluster its members
 */
public record Stores(KvStore keys, Leases leases, Alarms alarms, Cluster cluster) {}
