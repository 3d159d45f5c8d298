package io.drydock.tools.member;

import io.drydock.formats.Extent;
import io.drydock.formats.Finding;
import io.drydock.formats.Severity;
import io.drydock.formats.datadir.MemberDirectory;
import io.drydock.formats.raft.LogPosition;
import io.drydock.formats.wal.WalChain;
import io.drydock.formats.wal.WalDirectory;
import io.drydock.formats.wal.WalSegment;
import io.drydock.formats.wal.WalTail;
import io.drydock.formats.wal.check.WalCheck;
import io.drydock.formats.wal.replay.LogReplay;
import io.drydock.tools.member.MemberFacts.LogFacts;
import io.drydock.tools.source.FileLocks;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * The log of a member, read once from its first record to its end or to damage.
 *
 * @param facts what the screen shows
 * @param replay what its records come to
 * @param changes the entries that concern the members
 * @param isLive a process holds a segment
 */
public record LogReading(
    LogFacts facts, LogReplay replay, MembershipEntries changes, boolean isLive) {

  /**
   * Lists it anew and reads it; empty when there is none. What is wrong with it is told.
   *
   * @throws IOException when a segment that is there cannot be read
   */
  public static Optional<LogReading> of(MemberDirectory member, Consumer<Finding> findings)
      throws IOException {
    if (member.wal().isEmpty()) {
      findings.accept(error("LOG-MISSING", member.walPath(), "no WAL folder"));
      return Optional.empty();
    }
    WalDirectory directory = WalDirectory.list(member.walPath());
    for (WalDirectory.SequenceGap gap : directory.gaps()) {
      findings.accept(
          error(
              "LOG-GAP",
              gap.after().path(),
              "segments are missing between "
                  + gap.before().path().getFileName()
                  + " and this one"));
    }
    if (directory.segments().isEmpty()) {
      findings.accept(error("LOG-MISSING", member.walPath(), "no WAL segment"));
      return Optional.empty();
    }
    try (WalChain chain = WalChain.open(directory.segments())) {
      var replay = new LogReplay();
      var changes = new MembershipEntries();
      while (chain.advance()) {
        replay.add(chain.ordinal(), chain.cursor());
        changes.add(chain.cursor());
      }
      boolean isLive = isHeld(directory) || hasChanged(directory);
      Optional<WalTail> tail = chain.tail();
      if (tail.isPresent()) {
        judge(tail.get(), isLive, chain).ifPresent(findings);
      }
      return Optional.of(new LogReading(facts(directory, replay, tail), replay, changes, isLive));
    }
  }

  /** What other checks have read of it in one pass of their own. */
  public static LogReading of(
      WalDirectory directory, WalCheck.Result read, MembershipEntries changes, boolean isLive) {
    return new LogReading(
        facts(directory, read.replay(), read.tail()), read.replay(), changes, isLive);
  }

  /**
   * Whether a process holds a segment, or a server has purged one since it was listed.
   *
   * @throws IOException when the system's list of locks cannot be read
   */
  public static boolean isHeld(WalDirectory directory) throws IOException {
    FileLocks locks = FileLocks.now();
    boolean isHeld = false;
    for (WalSegment segment : directory.segments()) {
      try {
        isHeld |= locks.holds(segment.path());
      } catch (NoSuchFileException purged) {
        isHeld = true; // by the server that runs here
      }
    }
    return isHeld;
  }

  /** By a server whose locks cannot be seen from here, such as one in another container. */
  private static boolean hasChanged(WalDirectory directory) throws IOException {
    return !WalDirectory.list(directory.folder()).segments().equals(directory.segments());
  }

  private static LogFacts facts(WalDirectory directory, LogReplay replay, Optional<WalTail> tail) {
    List<LogReplay.Span> spans = replay.fates().spans();
    return new LogFacts(
        optional(replay.owner().map(LogReplay.Owner::nodeId)),
        optional(replay.owner().map(LogReplay.Owner::clusterId)),
        replay.state().map(s -> new LogFacts.State(s.term(), s.vote(), s.commit())),
        first(spans),
        last(spans),
        replay.newestSnapshot().map(LogReplay.Snapshot::position),
        directory.segments().size(),
        directory.segments().stream().mapToLong(WalSegment::bytes).sum(),
        replay.entryRecords(),
        tail.map(LogReading::word).orElse("unknown"));
  }

  private static Optional<LogPosition> first(List<LogReplay.Span> spans) {
    return spans.isEmpty()
        ? Optional.empty()
        : Optional.of(new LogPosition(spans.getFirst().term(), spans.getFirst().first()));
  }

  private static Optional<LogPosition> last(List<LogReplay.Span> spans) {
    return spans.isEmpty()
        ? Optional.empty()
        : Optional.of(new LogPosition(spans.getLast().term(), spans.getLast().last()));
  }

  private static OptionalLong optional(Optional<Long> value) {
    return value.map(OptionalLong::of).orElse(OptionalLong.empty());
  }

  private static String word(WalTail tail) {
    return switch (tail) {
      case WalTail.CleanEnd end -> "clean";
      case WalTail.PreallocatedTail rest -> "preallocated";
      case WalTail.TornTail torn -> "torn";
      case WalTail.CorruptTail corrupt -> "corrupt";
    };
  }

  /** On a live member the last record may be half there: it is being written. */
  private static Optional<Finding> judge(WalTail tail, boolean isLive, WalChain chain) {
    return switch (tail) {
      case WalTail.CleanEnd end -> Optional.empty();
      case WalTail.PreallocatedTail rest -> Optional.empty();
      case WalTail.TornTail torn ->
          isLive
              ? Optional.empty()
              : Optional.of(
                  chain.resync().isPresent() && chain.advance()
                      ? corrupt(torn, "a record looks torn, and the log goes on behind it")
                      : new Finding(
                          "LOG-TORN",
                          Severity.WARNING,
                          torn.at(),
                          "the last record is torn; a server cuts it off when it starts"));
      case WalTail.CorruptTail corrupt -> Optional.of(corrupt(corrupt, corrupt.reason()));
    };
  }

  private static Finding corrupt(WalTail at, String reason) {
    return new Finding("LOG-CORRUPT", Severity.ERROR, at.at(), reason);
  }

  private static Finding error(String code, Path at, String message) {
    return new Finding(code, Severity.ERROR, new Extent(at.toString(), 0, 0), message);
  }
}
