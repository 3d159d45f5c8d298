package io.drydock.formats.backend;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.Finding;
import io.drydock.formats.FormatException;
import io.drydock.formats.Located;
import io.drydock.formats.Severity;
import io.drydock.formats.UnsupportedFormatException;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.member.MemberId;
import io.drydock.formats.member.MemberRecord;
import io.drydock.formats.proto.authpb.Role;
import io.drydock.formats.proto.authpb.User;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Gathers the rows of the small buckets into a {@link BackendState}. */
final class BackendStateReader {

  private static final int MAX_ROWS = 1 << 16;
  private static final int MAX_FINDINGS = 1_000;

  private final BackendView view;
  private final List<Located<BackendRow>> metaRows = new ArrayList<>();
  private Optional<String> clusterVersion = Optional.empty();
  private Optional<BackendRow.Downgrade> downgrade = Optional.empty();
  private final List<Located<MemberRecord>> members = new ArrayList<>();
  private final List<MemberId> removedMembers = new ArrayList<>();
  private final List<Located<BackendRow.Alarm>> alarms = new ArrayList<>();
  private boolean isAuthEnabled;
  private OptionalLong authRevision = OptionalLong.empty();
  private final List<Located<User>> users = new ArrayList<>();
  private final List<Located<Role>> roles = new ArrayList<>();
  private long leases;
  private final List<Located<BackendRow>> unknown = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();

  private BackendStateReader(BackendView view) {
    this.view = view;
  }

  static BackendState read(BackendView view) throws FormatException {
    var reader = new BackendStateReader(view);
    List<Bytes> buckets = view.buckets();
    for (Bytes bucket : buckets) {
      if (!bucket.equals(Bucket.KEY.bucketName())) {
        reader.readBucket(bucket);
      }
    }
    reader.noteMissing(buckets);
    return reader.state();
  }

  private void readBucket(Bytes bucket) throws FormatException {
    boolean isBounded = !bucket.equals(Bucket.LEASE.bucketName());
    RowReader rows = RowReader.of(view, bucket);
    int count = 0;
    while (findings.size() < MAX_FINDINGS) {
      try {
        Optional<Located<BackendRow>> row = rows.next();
        if (row.isEmpty()) {
          return;
        }
        if (isBounded && Bucket.of(bucket).isPresent() && ++count > MAX_ROWS) {
          throw new UnsupportedFormatException(
              row.get().at(), "rows in bucket " + bucket.toUtf8(), "over " + MAX_ROWS, "fewer");
        }
        take(row.get());
      } catch (CorruptFileException damage) {
        findings.add(
            new Finding(
                "BACKEND-ROW",
                Severity.ERROR,
                damage.at(),
                "bucket " + bucket.toUtf8() + ": " + damage.problem()));
      }
    }
  }

  private void take(Located<BackendRow> row) {
    switch (row.value()) {
      case BackendRow.ConsistentIndex _,
          BackendRow.Term _,
          BackendRow.StoredConfState _,
          BackendRow.ScheduledCompactRev _,
          BackendRow.FinishedCompactRev _,
          BackendRow.StorageVersion _ ->
          metaRows.add(row);
      case BackendRow.Lease _ -> leases++;
      case BackendRow.Alarm alarm -> alarms.add(new Located<>(row.at(), alarm));
      case BackendRow.ClusterVersion(String text) -> clusterVersion = Optional.of(text);
      case BackendRow.Downgrade stored -> downgrade = Optional.of(stored);
      case BackendRow.Member(MemberRecord member) -> members.add(new Located<>(row.at(), member));
      case BackendRow.RemovedMember(MemberId id) -> removedMembers.add(id);
      case BackendRow.AuthEnabled(boolean enabled) -> isAuthEnabled = enabled;
      case BackendRow.AuthRevision(long revision) -> authRevision = OptionalLong.of(revision);
      case BackendRow.AuthUser(User user) -> users.add(new Located<>(row.at(), user));
      case BackendRow.AuthRole(Role role) -> roles.add(new Located<>(row.at(), role));
      case BackendRow.Unknown stranger -> takeUnknown(row, stranger);
    }
  }

  private void takeUnknown(Located<BackendRow> row, BackendRow.Unknown stranger) {
    if (stranger.bucket().equals(Bucket.META.bucketName())) {
      metaRows.add(row);
    }
    if (unknown.size() < BackendState.MAX_UNKNOWN) {
      unknown.add(row);
    }
  }

  private void noteMissing(List<Bytes> present) {
    for (Bucket bucket : Bucket.values()) {
      if (!present.contains(bucket.bucketName())) {
        findings.add(
            new Finding(
                "BACKEND-BUCKET",
                Severity.WARNING,
                view.extent(0, 0),
                "bucket " + bucket.bucketName().toUtf8() + " is missing; a server makes it"));
      }
    }
  }

  private BackendState state() {
    return new BackendState(
        MetaState.of(metaRows),
        new ClusterState(clusterVersion, downgrade, members, removedMembers, alarms),
        new AuthState(isAuthEnabled, authRevision, users, roles),
        leases,
        unknown,
        findings);
  }
}
