package io.drydock.tools.member;

import io.drydock.formats.Extent;
import io.drydock.formats.Finding;
import io.drydock.formats.Severity;
import io.drydock.formats.backend.BackendRow;
import io.drydock.formats.datadir.MemberDirectory;
import io.drydock.formats.raft.LogPosition;
import io.drydock.tools.member.MemberFacts.BackendFacts;
import io.drydock.tools.member.MemberFacts.LogFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How the parts of a member must relate, and what it means when they do not.
 *
 * <p>Of a stopped member: snapshot ≤ consistent index ≤ last entry, and the log reaches from the
 * snapshot on. The consistent index may be beyond the commit on disk, because a commit alone need
 * not be synced (etcd 3.4 to 3.7).
 *
 * <p>Of a running member the parts are read one after another, the database first and the log last,
 * while the server goes on. What the log has then and the database has not is no finding; what the
 * database has and the log has not is one all the same.
 */
public final class Relations {

  private Relations() {}

  /** Everything, for a look that goes no deeper. */
  public static List<Finding> of(MemberDirectory directory, MemberFacts facts) {
    List<Finding> findings = new ArrayList<>();
    facts.backend().ifPresent(backend -> findings.addAll(ofBackend(backend)));
    if (facts.log().isPresent()) {
      LogFacts log = facts.log().get();
      findings.addAll(ofLog(directory, log));
      facts.backend().ifPresent(backend -> findings.addAll(aheadOfLog(backend, log)));
      if (!facts.isLive()) {
        findings.addAll(ofSnapshots(directory, facts.snapshots().newest(), log));
        facts.backend().ifPresent(backend -> findings.addAll(behindSnapshot(backend, base(log))));
      }
    }
    return findings;
  }

  /** What the database says of the cluster's state. */
  public static List<Finding> ofBackend(BackendFacts backend) {
    List<Finding> findings = new ArrayList<>();
    for (var alarm : backend.state().cluster().alarms()) {
      String kind = Names.alarm(alarm.value().kind());
      findings.add(
          new Finding(
              alarmCode(alarm.value().kind()),
              Severity.WARNING,
              alarm.at(),
              "alarm " + kind + " of member " + alarm.value().memberId() + " is stored"));
    }
    if (backend.state().meta().isCompactionInterrupted()) {
      findings.add(
          point(
              "DB-COMPACTION-OPEN",
              Severity.INFO,
              backend.file(),
              "a compaction was begun and not finished; a server resumes it when it starts"));
    }
    return findings;
  }

  private static String alarmCode(int kind) {
    return switch (kind) {
      case BackendRow.Alarm.NOSPACE -> "ALARM-NOSPACE";
      case BackendRow.Alarm.CORRUPT -> "ALARM-CORRUPT";
      default -> "ALARM-UNKNOWN";
    };
  }

  /** Whether the log goes on where its own snapshot record ends. */
  private static List<Finding> ofLog(MemberDirectory directory, LogFacts log) {
    List<Finding> findings = new ArrayList<>();
    if (log.nodeId().isEmpty()) {
      findings.add(
          point(
              "LOG-NO-METADATA",
              Severity.ERROR,
              directory.walPath().toString(),
              "no metadata record was read that says whose log it is; a server panics over one"
                  + " without"));
    }
    if (log.newestSnapshot().isEmpty()) {
      findings.add(
          point(
              "LOG-NO-SNAPSHOT",
              Severity.ERROR,
              directory.walPath().toString(),
              "no snapshot record at or below the commit; etcd 3.7 crashes on such a log"));
    }
    long base = base(log);
    long first = log.first().map(LogPosition::index).orElse(base + 1);
    if (Long.compareUnsigned(first, base + 1) > 0) {
      findings.add(
          point(
              "LOG-HOLE",
              Severity.ERROR,
              directory.walPath().toString(),
              "the log begins at index "
                  + Long.toUnsignedString(first)
                  + ", but its snapshot ends at "
                  + Long.toUnsignedString(base)));
    }
    return findings;
  }

  /**
   * Whether the raft snapshot files keep up with the log's records of them.
   *
   * @param newest the newest one that can be read
   */
  public static List<Finding> ofSnapshots(
      MemberDirectory directory, Optional<LogPosition> newest, LogFacts log) {
    long base = base(log);
    boolean isBehind =
        base != 0 && newest.map(f -> Long.compareUnsigned(f.index(), base) < 0).orElse(true);
    if (!isBehind) {
      return List.of();
    }
    return List.of(
        point(
            "SNAP-BEHIND-LOG",
            Severity.WARNING,
            directory.snapPath().toString(),
            "the log has a snapshot at index "
                + Long.toUnsignedString(base)
                + ", the newest readable .snap file "
                + newest
                    .map(f -> "is at " + Long.toUnsignedString(f.index()))
                    .orElse("is missing")));
  }

  /** Whether the database has what the snapshot of this index holds. */
  public static List<Finding> behindSnapshot(BackendFacts backend, long snapshot) {
    long applied = backend.state().meta().consistentIndex().orElse(0);
    if (Long.compareUnsigned(applied, snapshot) >= 0) {
      return List.of();
    }
    return List.of(
        point(
            "DB-BEHIND-SNAPSHOT",
            Severity.ERROR,
            backend.file(),
            "consistent index "
                + Long.toUnsignedString(applied)
                + " is below the snapshot at "
                + Long.toUnsignedString(snapshot)
                + "; a server panics unless the snapshot's own database is there"));
  }

  /** Whether the log has what the database has applied. */
  public static List<Finding> aheadOfLog(BackendFacts backend, LogFacts log) {
    long applied = backend.state().meta().consistentIndex().orElse(0);
    long last = log.last().map(LogPosition::index).orElse(base(log));
    if (Long.compareUnsigned(applied, last) <= 0) {
      return List.of();
    }
    return List.of(
        point(
            "DB-AHEAD-OF-LOG",
            Severity.ERROR,
            backend.file(),
            "consistent index "
                + Long.toUnsignedString(applied)
                + " is beyond the last entry "
                + Long.toUnsignedString(last)
                + " of the log; a server skips every new entry up to it"));
  }

  private static long base(LogFacts log) {
    return log.newestSnapshot().map(LogPosition::index).orElse(0L);
  }

  private static Finding point(String code, Severity severity, String file, String message) {
    return new Finding(code, severity, new Extent(file, 0, 0), message);
  }
}
