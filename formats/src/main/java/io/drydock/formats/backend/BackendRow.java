package io.drydock.formats.backend;

import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.member.MemberId;
import io.drydock.formats.member.MemberRecord;
import io.drydock.formats.proto.authpb.Role;
import io.drydock.formats.proto.authpb.User;
import io.drydock.formats.proto.raftpb.ConfState;
import java.util.Objects;

/**
 * A record of one of the small buckets, typed.
 *
 * <pre>
 * bucket          | key                 | value
 * ----------------+---------------------+-----------------------------------------------------
 * meta            | consistent_index    | u64 BE
 * meta            | term                | u64 BE, since 3.5
 * meta            | confState           | JSON of raftpb.ConfState, since 3.5
 * meta            | scheduledCompactRev | {@link RevisionKey}, 17 bytes, sub 0
 * meta            | finishedCompactRev  | the same
 * meta            | storageVersion      | text "3.6.0", since 3.6
 * lease           | i64 BE lease id     | leasepb.Lease
 * alarm           | AlarmMember message | empty
 * cluster         | clusterVersion      | text "3.5.0"
 * cluster         | downgrade           | JSON {"target-version":"3.4.0","enabled":true}
 * members         | id in hex           | member JSON
 * members_removed | id in hex           | text "removed"
 * auth            | authEnabled         | 00 or 01
 * auth            | authRevision        | u64 BE
 * authUsers       | name                | authpb.User
 * authRoles       | name                | authpb.Role
 * </pre>
 *
 * <p>Sources: etcd 3.4.23, 3.5.30, 3.6.14 and 3.7.1 (server/storage/schema, lease, auth). Bucket
 * {@code key} is not read as rows, see package {@code mvcc}.
 */
public sealed interface BackendRow {

  /**
   * How far the log is applied to this backend.
   *
   * @param raftIndex of the last applied entry
   */
  record ConsistentIndex(long raftIndex) implements BackendRow {}

  /**
   * The term of the entry at the consistent index.
   *
   * @param term never 0 when a server wrote it
   */
  record Term(long term) implements BackendRow {}

  /**
   * The members of raft as of the last applied change. No server reads it; after a restore it is
   * that of the old cluster.
   *
   * @param confState ids of voters and learners
   */
  record StoredConfState(ConfState confState) implements BackendRow {

    /** The state is required. */
    public StoredConfState {
      Objects.requireNonNull(confState, "confState");
    }
  }

  /**
   * A compaction that was begun; written before the first revision goes.
   *
   * @param revision main revision up to which; sub is 0
   */
  record ScheduledCompactRev(Revision revision) implements BackendRow {

    /** The revision is required. */
    public ScheduledCompactRev {
      Objects.requireNonNull(revision, "revision");
    }
  }

  /**
   * A compaction that was ended. Lower than the scheduled one: a server resumes it at start.
   *
   * @param revision main revision up to which; sub is 0
   */
  record FinishedCompactRev(Revision revision) implements BackendRow {

    /** The revision is required. */
    public FinishedCompactRev {
      Objects.requireNonNull(revision, "revision");
    }
  }

  /**
   * The version of the schema, which follows the cluster version from 3.6 on.
   *
   * @param text as stored: {@code 3.6.0}
   */
  record StorageVersion(String text) implements BackendRow {

    /** The text is required. */
    public StorageVersion {
      Objects.requireNonNull(text, "text");
    }
  }

  /**
   * A granted lease.
   *
   * @param leaseId key and field 1 alike
   * @param ttlSeconds as granted
   * @param remainingTtlSeconds what a checkpoint left of it; 0 when none was stored
   */
  record Lease(long leaseId, long ttlSeconds, long remainingTtlSeconds) implements BackendRow {}

  /**
   * A raised alarm.
   *
   * @param memberId who raised it
   * @param kind as stored: 1 NOSPACE, 2 CORRUPT; others are of later versions
   */
  record Alarm(MemberId memberId, int kind) implements BackendRow {

    /** The backend of the member is over its quota. */
    public static final int NOSPACE = 1;

    /** Members disagree about the key space. */
    public static final int CORRUPT = 2;

    /** The id is required. */
    public Alarm {
      Objects.requireNonNull(memberId, "memberId");
    }

    /** etcd's name of the kind, or its number. */
    public String kindName() {
      return switch (kind) {
        case NOSPACE -> "NOSPACE";
        case CORRUPT -> "CORRUPT";
        default -> Integer.toString(kind);
      };
    }
  }

  /**
   * The version that all members agreed on.
   *
   * @param text as stored: {@code 3.5.0}
   */
  record ClusterVersion(String text) implements BackendRow {

    /** The text is required. */
    public ClusterVersion {
      Objects.requireNonNull(text, "text");
    }
  }

  /**
   * The last downgrade request, since 3.5.
   *
   * @param targetVersion empty after a cancellation
   * @param isEnabled while it goes on
   */
  record Downgrade(String targetVersion, boolean isEnabled) implements BackendRow {

    /** The version is required. */
    public Downgrade {
      Objects.requireNonNull(targetVersion, "targetVersion");
    }
  }

  /**
   * A member. Servers up to 3.5 do not read it at start, and 3.5.1 to 3.5.19 never overwrite it.
   *
   * @param member as stored
   */
  record Member(MemberRecord member) implements BackendRow {

    /** The record is required. */
    public Member {
      Objects.requireNonNull(member, "member");
    }
  }

  /**
   * A member that was removed and whose id must not come back.
   *
   * @param memberId its id
   */
  record RemovedMember(MemberId memberId) implements BackendRow {

    /** The id is required. */
    public RemovedMember {
      Objects.requireNonNull(memberId, "memberId");
    }
  }

  /**
   * Whether authentication is on; absent until it is enabled once.
   *
   * @param isEnabled 01 in the file
   */
  record AuthEnabled(boolean isEnabled) implements BackendRow {}

  /**
   * Counts the changes to users and roles.
   *
   * @param authRevision from 1
   */
  record AuthRevision(long authRevision) implements BackendRow {}

  /**
   * A user, with the bcrypt text of the password.
   *
   * @param user as stored
   */
  record AuthUser(User user) implements BackendRow {

    /** The message is required. */
    public AuthUser {
      Objects.requireNonNull(user, "user");
    }
  }

  /**
   * A role. The role {@code root} has no stored permissions.
   *
   * @param role as stored
   */
  record AuthRole(Role role) implements BackendRow {

    /** The message is required. */
    public AuthRole {
      Objects.requireNonNull(role, "role");
    }
  }

  /**
   * A record that no known release writes: of an unknown bucket, or under an unknown name.
   *
   * @param bucket name of the bucket
   * @param key as stored
   * @param value as stored
   */
  record Unknown(Bytes bucket, Bytes key, Bytes value) implements BackendRow {

    /** All parts are required. */
    public Unknown {
      Objects.requireNonNull(bucket, "bucket");
      Objects.requireNonNull(key, "key");
      Objects.requireNonNull(value, "value");
    }
  }
}
