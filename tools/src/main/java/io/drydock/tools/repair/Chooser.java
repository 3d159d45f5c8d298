package io.drydock.tools.repair;

import io.drydock.formats.proto.raftpb.HardState;
import io.drydock.formats.raft.LogPosition;
import io.drydock.formats.raft.RaftMessages;
import io.drydock.formats.wal.replay.LogReplay;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Decides how a log is mended: by the way that keeps more entries, and where both keep the same by
 * the cut, which leaves the bytes before the damage as they are. A log whose end before the damage
 * was written anew behind it is not cut: that would bring back what a newer leader has overwritten.
 *
 * <p>What is kept must be what raft would have: entries without a gap up to a point, no commit that
 * the entries kept do not prove, and of term and vote the last that were read, wherever. A vote
 * that may be lost is taken for one for the member itself: it then gives no other in that term.
 */
final class Chooser {

  private final Survey survey;
  private final Known known;
  private final OriginFinder origins;

  Chooser(Survey survey, Known known, OriginFinder origins) {
    this.survey = survey;
    this.known = known;
    this.origins = origins;
  }

  /**
   * Decides.
   *
   * @throws IOException when a file that is there cannot be read
   */
  Mending choose() throws IOException {
    if (survey.isBeyondRepair()) {
      return new Mending.Impossible("the log is damaged in too many places to tell what it held");
    }
    if (!survey.contradictions().isEmpty()) {
      return new Mending.Impossible(
          "the log contradicts itself ("
              + survey.contradictions().getFirst().code()
              + "): which part is right stands in other members only");
    }
    Optional<Mending.Cut> cut = cut();
    long behindDatabase = lastBehind(known.applied());
    if (cut.isPresent() && Long.compareUnsigned(cut.get().last(), behindDatabase) >= 0) {
      return cut.get();
    }
    Optional<Mending> fromFile = fromFile(behindDatabase);
    if (fromFile.isPresent()) {
      return fromFile.get();
    }
    Mending rebuilt = fromApplied(behindDatabase);
    boolean isCutLeft = rebuilt instanceof Mending.Impossible && cut.isPresent();
    return isCutLeft ? cut.get() : rebuilt;
  }

  private Optional<Mending.Cut> cut() {
    LogReplay prefix = survey.prefix();
    long last = last(prefix);
    boolean isStartLost =
        survey.damages().stream().anyMatch(damage -> damage.kind() == Kind.NO_START);
    Optional<LogReplay.Snapshot> newest = survey.replay().newestSnapshot();
    boolean hasNewest = newest.isPresent() && prefix.newestSnapshot().equals(newest);
    if (survey.cutPlace().isEmpty()
        || isStartLost
        || !hasNewest
        || survey.isReplacedUpTo(last)
        || Long.compareUnsigned(prefix.commit(), last) > 0
        || Long.compareUnsigned(known.applied(), last) > 0) {
      return Optional.empty();
    }
    HardState wanted = promise(lastTerm(prefix), prefix.commit());
    boolean isThere =
        prefix
            .state()
            .map(state -> state.term() == wanted.getTerm() && state.vote() == wanted.getVote())
            .orElse(false);
    return Optional.of(
        new Mending.Cut(
            survey.cutPlace().get(), isThere ? Optional.empty() : Optional.of(wanted), last));
  }

  private static long last(LogReplay replay) {
    List<LogReplay.Span> spans = replay.fates(0, replay.commit()).spans();
    long entry = spans.isEmpty() ? 0 : spans.getLast().last();
    return Known.max(entry, replay.newestSnapshot().map(one -> one.position().index()).orElse(0L));
  }

  private static long lastTerm(LogReplay replay) {
    List<LogReplay.Span> spans = replay.fates(0, replay.commit()).spans();
    return spans.isEmpty() ? 0 : spans.getLast().term();
  }

  /** The last entry that follows one without gap or doubt; that one itself when none does. */
  private long lastBehind(long index) {
    long last = index;
    long committed = known.committed(survey.replay());
    for (LogReplay.Span span : survey.replay().fates(index, committed).spans()) {
      if (span.first() != last + 1) {
        return last;
      }
      Optional<Long> doubtful =
          survey
              .firstDoubtfulFrom(span.first())
              .filter(at -> Long.compareUnsigned(at, span.last()) <= 0);
      if (doubtful.isPresent()) {
        return doubtful.get() - 1;
      }
      last = span.last();
    }
    return last;
  }

  /** From a raft snapshot that the member has, when that keeps as much. */
  private Optional<Mending> fromFile(long atLeast) throws IOException {
    Optional<OriginFinder.OfFile> file = origins.newestFile();
    if (file.isEmpty() || known.owner().isEmpty()) {
      return Optional.empty();
    }
    LogPosition start = file.get().position();
    long last = lastBehind(start.index());
    return Long.compareUnsigned(last, atLeast) < 0
        ? Optional.empty()
        : Optional.of(rebuild(start, last, file.get().origin()));
  }

  private Mending fromApplied(long last) throws IOException {
    if (known.owner().isEmpty()) {
      return new Mending.Impossible("no record of the log tells whose it is");
    }
    if (known.applied() == 0) {
      return new Mending.Impossible("the database has applied no entry: there is nothing to go by");
    }
    OptionalLong term = appliedTerm();
    if (term.isEmpty()) {
      return new Mending.Impossible(
          "the term of entry "
              + Long.toUnsignedString(known.applied())
              + ", which the database has applied last, stands nowhere");
    }
    return switch (origins.atApplied()) {
      case Origin.Unknown(String reason) -> new Mending.Impossible(reason);
      case Origin.Found found ->
          rebuild(new LogPosition(term.getAsLong(), known.applied()), last, found);
    };
  }

  private Mending.Rebuild rebuild(LogPosition start, long last, Origin.Found origin) {
    long atLeast = Known.max(start.term(), termOf(last).orElse(0));
    HardState state = promise(atLeast, commit(last));
    return new Mending.Rebuild(known.owner().orElseThrow(), start, state, last, origin);
  }

  /** Entries that are kept prove a commit only when nothing behind them is left out. */
  private long commit(long last) {
    boolean isAllKept = Long.compareUnsigned(last, survey.last()) >= 0;
    long proved = isAllKept ? survey.replay().commit() : survey.prefix().commit();
    return Known.max(known.applied(), Known.min(proved, last));
  }

  /** By the database, else by the log, else by its neighbours there, else by being alone. */
  private OptionalLong appliedTerm() {
    if (known.appliedTerm().isPresent()) {
      return known.appliedTerm();
    }
    OptionalLong logged = termOf(known.applied());
    if (logged.isPresent() && !survey.isDoubtful(known.applied())) {
      return logged;
    }
    List<LogReplay.Span> spans = spans();
    for (int i = 1; i < spans.size(); i++) {
      boolean isBetween =
          Long.compareUnsigned(spans.get(i - 1).last(), known.applied()) < 0
              && Long.compareUnsigned(known.applied(), spans.get(i).first()) < 0;
      if (isBetween && spans.get(i - 1).term() == spans.get(i).term()) {
        return OptionalLong.of(spans.get(i).term());
      }
    }
    return known.isOnlyVoter() && survey.replay().state().isPresent()
        ? OptionalLong.of(survey.replay().state().get().term())
        : OptionalLong.empty();
  }

  private OptionalLong termOf(long index) {
    for (LogReplay.Span span : spans()) {
      if (Long.compareUnsigned(span.first(), index) <= 0
          && Long.compareUnsigned(index, span.last()) <= 0) {
        return OptionalLong.of(span.term());
      }
    }
    return OptionalLong.empty();
  }

  private List<LogReplay.Span> spans() {
    return survey.replay().fates(0, survey.replay().commit()).spans();
  }

  private HardState promise(long atLeastTerm, long commit) {
    var last = survey.replay().state().orElse(new LogReplay.State(0, 0, 0));
    long proved = Known.max(atLeastTerm, known.appliedTerm().orElse(0));
    boolean isOfLast = Long.compareUnsigned(last.term(), proved) >= 0;
    boolean isVoteKnown = isOfLast && (last.vote() != 0 || !survey.isPromiseLost());
    long self = known.owner().map(LogReplay.Owner::nodeId).orElse(0L);
    return RaftMessages.hardState(
        isOfLast ? last.term() : proved, isVoteKnown ? last.vote() : self, commit);
  }
}
