package io.drydock.formats.backend;

import io.drydock.formats.bytes.Bytes;
import java.util.Optional;

/**
 * The buckets that etcd 3.4 to 3.7 create at start. A backend may hold others; a reader keeps them
 * by their bytes.
 */
public enum Bucket {
  /** Every kept revision of every key: {@link RevisionKey} to mvccpb.KeyValue. */
  KEY("key"),
  /** How far the log is applied, and the marks of compaction. */
  META("meta"),
  /** Granted leases by id. */
  LEASE("lease"),
  /** Raised alarms. */
  ALARM("alarm"),
  /** Cluster version and downgrade. */
  CLUSTER("cluster"),
  /** Members by id. */
  MEMBERS("members"),
  /** Ids that must never join again. */
  MEMBERS_REMOVED("members_removed"),
  /** Whether authentication is on, and its revision. */
  AUTH("auth"),
  /** Users by name. */
  AUTH_USERS("authUsers"),
  /** Roles by name. */
  AUTH_ROLES("authRoles");

  private final Bytes bucketName;

  Bucket(String name) {
    this.bucketName = Bytes.ofUtf8(name);
  }

  /** The name in the file. */
  public Bytes bucketName() {
    return bucketName;
  }

  /** The bucket of this name, if it is one of etcd's. */
  public static Optional<Bucket> of(Bytes name) {
    for (Bucket bucket : values()) {
      if (bucket.bucketName.equals(name)) {
        return Optional.of(bucket);
      }
    }
    return Optional.empty();
  }
}
