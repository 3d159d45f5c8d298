package io.drydock.formats.backend;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import io.drydock.formats.CorruptFileException;
import io.drydock.formats.Extent;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.member.MemberId;
import io.drydock.formats.member.MemberRecord;
import io.drydock.formats.proto.authpb.Role;
import io.drydock.formats.proto.authpb.User;
import io.drydock.formats.proto.etcdserverpb.AlarmMember;
import io.drydock.formats.proto.leasepb.Lease;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Turns one record of a small bucket into its row. What is not as a server writes it is damage; a
 * name that is not known is {@link BackendRow.Unknown}.
 */
public final class RowDecoder {

  private final Bytes key;
  private final Bytes value;
  private final Extent at;

  private RowDecoder(Bytes key, Bytes value, Extent at) {
    this.key = key;
    this.value = value;
    this.at = at;
  }

  /**
   * Decodes a record of any bucket but {@link Bucket#KEY}.
   *
   * @param at where key and value lie, for the error
   * @throws CorruptFileException when the record is not of the form of its name
   */
  public static BackendRow decode(Bytes bucket, Bytes key, Bytes value, Extent at)
      throws CorruptFileException {
    Optional<Bucket> known = Bucket.of(bucket);
    if (known.isEmpty()) {
      return new BackendRow.Unknown(bucket, key, value);
    }
    var decoder = new RowDecoder(key, value, at);
    return switch (known.get()) {
      case KEY -> throw new IllegalStateException("bucket key has no rows");
      case META -> decoder.meta(bucket);
      case LEASE -> decoder.lease();
      case ALARM -> decoder.alarm();
      case CLUSTER -> decoder.cluster(bucket);
      case MEMBERS -> decoder.member();
      case MEMBERS_REMOVED -> new BackendRow.RemovedMember(decoder.memberId());
      case AUTH -> decoder.auth(bucket);
      case AUTH_USERS -> decoder.user();
      case AUTH_ROLES -> decoder.role();
    };
  }

  private BackendRow meta(Bytes bucket) throws CorruptFileException {
    return switch (key.toUtf8()) {
      case "consistent_index" -> new BackendRow.ConsistentIndex(u64("consistent_index"));
      case "term" -> new BackendRow.Term(u64("term"));
      case "confState" -> new BackendRow.StoredConfState(StoredJson.confState(value, at));
      case "scheduledCompactRev" -> new BackendRow.ScheduledCompactRev(compactRevision());
      case "finishedCompactRev" -> new BackendRow.FinishedCompactRev(compactRevision());
      case "storageVersion" -> new BackendRow.StorageVersion(value.toUtf8());
      default -> new BackendRow.Unknown(bucket, key, value);
    };
  }

  private BackendRow cluster(Bytes bucket) throws CorruptFileException {
    return switch (key.toUtf8()) {
      case "clusterVersion" -> new BackendRow.ClusterVersion(value.toUtf8());
      case "downgrade" -> StoredJson.downgrade(value, at);
      default -> new BackendRow.Unknown(bucket, key, value);
    };
  }

  private BackendRow auth(Bytes bucket) throws CorruptFileException {
    return switch (key.toUtf8()) {
      case "authEnabled" -> new BackendRow.AuthEnabled(flag());
      case "authRevision" -> new BackendRow.AuthRevision(u64("authRevision"));
      default -> new BackendRow.Unknown(bucket, key, value);
    };
  }

  private BackendRow lease() throws CorruptFileException {
    if (key.length() != Long.BYTES) {
      throw damage("lease id", "8 bytes", key.length() + " bytes");
    }
    long id = ByteBuffer.wrap(key.toByteArray()).getLong();
    Lease lease = message("lease " + Long.toHexString(id), value, Lease.parser());
    if (lease.getID() != id) {
      throw damage("lease", "id " + Long.toHexString(id), Long.toHexString(lease.getID()));
    }
    return new BackendRow.Lease(id, lease.getTTL(), lease.getRemainingTTL());
  }

  private BackendRow alarm() throws CorruptFileException {
    AlarmMember alarm = message("alarm", key, AlarmMember.parser());
    return new BackendRow.Alarm(new MemberId(alarm.getMemberID()), alarm.getAlarmValue());
  }

  private BackendRow member() throws CorruptFileException {
    MemberId id = memberId();
    MemberRecord member = MemberRecord.decode(value, at);
    if (!member.id().equals(id)) {
      throw damage("member", "id " + id, member.id().toString());
    }
    return new BackendRow.Member(member);
  }

  private MemberId memberId() throws CorruptFileException {
    return MemberId.parse(key.toUtf8())
        .orElseThrow(() -> damage("member id", "hex digits", key.toUtf8()));
  }

  private BackendRow user() throws CorruptFileException {
    User user = message("user", value, User.parser());
    checkName("user", Bytes.copyOf(user.getName()));
    return new BackendRow.AuthUser(user);
  }

  private BackendRow role() throws CorruptFileException {
    Role role = message("role", value, Role.parser());
    checkName("role", Bytes.copyOf(role.getName()));
    return new BackendRow.AuthRole(role);
  }

  private void checkName(String what, Bytes name) throws CorruptFileException {
    if (!name.equals(key)) {
      throw damage(what, "the name of its key " + key.toUtf8(), name.toUtf8());
    }
  }

  private long u64(String name) throws CorruptFileException {
    if (value.length() != Long.BYTES) {
      throw damage(name, "8 bytes", value.length() + " bytes");
    }
    return ByteBuffer.wrap(value.toByteArray()).getLong();
  }

  private boolean flag() throws CorruptFileException {
    if (value.length() != 1 || value.at(0) > 1) {
      throw damage("authEnabled", "00 or 01", value.toHex());
    }
    return value.at(0) == 1;
  }

  private Revision compactRevision() throws CorruptFileException {
    RevisionKey mark = RevisionKey.decode(value.segment(), at);
    if (mark.tombstone()) {
      throw damage(key.toUtf8(), "17 bytes", "18 bytes");
    }
    return mark.revision();
  }

  private <T> T message(String what, Bytes bytes, Parser<T> parser) throws CorruptFileException {
    try {
      return parser.parseFrom(bytes.toByteString());
    } catch (InvalidProtocolBufferException malformed) {
      throw new CorruptFileException(at, what + ": " + malformed.getMessage());
    }
  }

  private CorruptFileException damage(String what, String expected, String found) {
    return new CorruptFileException(at, what, expected, found);
  }
}
