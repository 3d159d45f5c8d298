package io.drydock.tools.compare;

import io.drydock.formats.backend.Bucket;
import java.util.List;

/** A part of a database beside its keys. */
public enum Part {
  /** Granted leases with their times to live. */
  LEASES(Bucket.LEASE),
  /** Users, roles, and whether authentication is on. */
  AUTH(Bucket.AUTH, Bucket.AUTH_USERS, Bucket.AUTH_ROLES),
  /** Members, and those that were removed. */
  MEMBERS(Bucket.MEMBERS, Bucket.MEMBERS_REMOVED),
  /** Raised alarms. */
  ALARMS(Bucket.ALARM),
  /** Cluster version and downgrade. */
  CLUSTER(Bucket.CLUSTER);

  private final List<Bucket> buckets;

  Part(Bucket... buckets) {
    this.buckets = List.of(buckets);
  }

  /** Where it lies. */
  public List<Bucket> buckets() {
    return buckets;
  }
}
