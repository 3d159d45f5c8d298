package io.drydock.tools.inspect;

import io.drydock.formats.Extent;
import io.drydock.formats.Finding;
import io.drydock.formats.Severity;
import io.drydock.formats.datadir.MemberDirectory;
import io.drydock.formats.raft.LogPosition;
import io.drydock.tools.inspect.MemberFacts.BackendFacts;
import io.drydock.tools.inspect.MemberFacts.LogFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How the parts of a member must relate, and what it means when they do not.
 *
 * <p>Of a stopped member: snapshot ≤ consistent index ≤ last entry, and the log reaches from the
 * snapshot on. The consistent index may be beyond the commit on disk, because a commit alone need
 * not be synced (etcd 3.4 to 3.7).
 */
final class Relations {

  private final MemberDirectory directory;
  private final MemberFacts facts;
  private final List<Finding> findings = new ArrayList<>();

  private Relations(MemberDirectory directory, MemberFacts facts) {
    this.directory = directory;
    this.facts = facts;
  }

  static List<Finding> of(MemberDirectory directory, MemberFacts facts) {
    var relations = new Relations(directory, facts);
    facts.backend().ifPresent(relations::alarms);
    if (facts.log().isPresent()) {
      relations.log(facts.log().get());
      if (facts.backend().isPresent()) {
        relations.backendAndLog(facts.backend().get(), facts.log().get());
      }
    }
    return relations.findings;
  }

  private void alarms(BackendFacts backend) {
    for (var alarm : backend.state().cluster().alarms()) {
      findings.add(
          new Finding(
              "ALARM",
              Severity.WARNING,
              alarm.at(),
              "alarm "
                  + Names.alarm(alarm.value().kind())
                  + " of member "
                  + alarm.value().memberId()
                  + " is stored"));
    }
    if (backend.state().meta().isCompactionInterrupted()) {
      note(
          "DB-COMPACTION-OPEN",
          Severity.INFO,
          backend.file(),
          "a compaction was begun and not finished; a server resumes it when it starts");
    }
  }

  private void log(LogFacts log) {
    if (log.newestSnapshot().isEmpty()) {
      note(
          "LOG-NO-SNAPSHOT",
          Severity.ERROR,
          directory.walPath().toString(),
          "no snapshot record at or below the commit; etcd 3.7 crashes on such a log");
    }
    long base = log.newestSnapshot().map(LogPosition::index).orElse(0L);
    long first = log.first().map(LogPosition::index).orElse(base + 1);
    if (Long.compareUnsigned(first, base + 1) > 0) {
      note(
          "LOG-HOLE",
          Severity.ERROR,
          directory.walPath().toString(),
          "the log begins at index "
              + Long.toUnsignedString(first)
              + ", but its snapshot ends at "
              + Long.toUnsignedString(base));
    }
    Optional<LogPosition> file = facts.snapshots().newest();
    if (base != 0 && file.map(f -> Long.compareUnsigned(f.index(), base) < 0).orElse(true)) {
      note(
          "SNAP-BEHIND-LOG",
          Severity.WARNING,
          directory.backendPath().getParent().toString(),
          "the log has a snapshot at index "
              + Long.toUnsignedString(base)
              + ", the newest readable .snap file "
              + file.map(f -> "is at " + Long.toUnsignedString(f.index())).orElse("is missing"));
    }
  }

  private void backendAndLog(BackendFacts backend, LogFacts log) {
    long applied = backend.state().meta().consistentIndex().orElse(0);
    long snapshot = log.newestSnapshot().map(LogPosition::index).orElse(0L);
    long last = log.last().map(LogPosition::index).orElse(snapshot);
    if (Long.compareUnsigned(applied, snapshot) < 0) {
      note(
          "DB-BEHIND-SNAPSHOT",
          Severity.ERROR,
          backend.file(),
          "consistent index "
              + Long.toUnsignedString(applied)
              + " is below the snapshot at "
              + Long.toUnsignedString(snapshot)
              + "; a server panics unless the snapshot's own database is there");
    }
    if (Long.compareUnsigned(applied, last) > 0) {
      note(
          "DB-AHEAD-OF-LOG",
          Severity.ERROR,
          backend.file(),
          "consistent index "
              + Long.toUnsignedString(applied)
              + " is beyond the last entry "
              + Long.toUnsignedString(last)
              + " of the log; a server skips every new entry up to it");
    }
  }

  private void note(String code, Severity severity, String file, String message) {
    findings.add(new Finding(code, severity, new Extent(file, 0, 0), message));
  }
}
