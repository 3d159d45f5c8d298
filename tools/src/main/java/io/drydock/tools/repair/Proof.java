package io.drydock.tools.repair;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.Finding;
import io.drydock.formats.Severity;
import io.drydock.tools.fsck.catalogue.Start;
import io.drydock.tools.fsck.examine.Diagnosis;
import io.drydock.tools.fsck.examine.Examination;
import io.drydock.tools.fsck.examine.Examiner;
import io.drydock.tools.progress.Progress;
import io.drydock.tools.progress.Progresses;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether a server will start on what was written, as {@code fsck} judges. */
final class Proof {

  /** What a new raft snapshot leaves behind; where none is made the proof fails. */
  private static final Set<String> OF_SNAPSHOT =
      Set.of("SNAP-V2-STORE", "V2-JSON", "V2-EVENTS", "V2-MEMBER", "V2-CONTENT", "V2-REQUESTS");

  private Proof() {}

  /**
   * Examines a member before it gets its name.
   *
   * @param dataDir with its database
   * @param walFolder its log, when it lies elsewhere
   * @throws IOException when it cannot be read
   * @throws CorruptFileException when a server would not start, or the log is not sound
   */
  static Examination of(
      Path dataDir, Optional<Path> walFolder, RepairPlan plan, Progresses progresses)
      throws IOException, CorruptFileException {
    var question =
        new Examiner.Question(
            walFolder, Optional.of(plan.known().line()), Examiner.Question.DEFAULT_QUOTA_BYTES);
    Examination found;
    try (Progress progress = progresses.start("prove", Examiner.bytes(dataDir))) {
      found = Examiner.examine(dataDir, question, (_, _) -> {}, progress::advance);
    }
    Optional<Diagnosis> fatal = found.diagnoses().stream().filter(Proof::isFatal).findFirst();
    if (fatal.isPresent()) {
      throw new CorruptFileException(
          fatal.get().finding().at(),
          "a server would not start on the mended copy of "
              + plan.source()
              + " either, and it was removed: "
              + text(fatal.get().finding()));
    }
    return found;
  }

  private static boolean isFatal(Diagnosis one) {
    boolean isOfLog = Kind.of(one.finding().code()).isPresent();
    boolean isError = one.finding().severity() == Severity.ERROR;
    return isBlocking(one) || isOfLog && isError;
  }

  /** What stops a server, wherever the directory lies. */
  private static boolean isBlocking(Diagnosis one) {
    return !one.finding().code().startsWith("FS-")
        && (one.start() == Start.REFUSES || one.start() == Start.HANGS);
  }

  /** All that stops a server. */
  static List<Diagnosis> blockers(Examination found) {
    return found.diagnoses().stream().filter(Proof::isBlocking).toList();
  }

  /** What stops a server and lies neither in the log nor in the snapshots that it goes by. */
  static List<Diagnosis> leftBy(Examination found) {
    return blockers(found).stream().filter(one -> !isMended(one.finding().code())).toList();
  }

  /** What contradicts itself is refused with a reason of its own. */
  private static boolean isMended(String code) {
    return Kind.of(code).isPresent() || Kind.isContradiction(code) || OF_SNAPSHOT.contains(code);
  }

  static String text(Finding finding) {
    return finding.code() + ", " + finding.message();
  }
}
