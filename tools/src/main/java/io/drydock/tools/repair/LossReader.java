package io.drydock.tools.repair;

import io.drydock.formats.raft.LogPosition;
import io.drydock.formats.request.EntryDecoder;
import io.drydock.formats.request.EntryPayload;
import io.drydock.formats.wal.WalCursor;
import io.drydock.formats.wal.WalEnvelope;
import io.drydock.formats.wal.WalRecord;
import io.drydock.formats.wal.check.WalCheck;
import io.drydock.formats.wal.replay.EntryFates;
import io.drydock.tools.fsck.catalogue.Loss;
import io.drydock.tools.wal.request.RequestText;
import java.io.IOException;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Works out what is lost when a log is kept up to an entry. */
final class LossReader implements WalCheck.Observer {

  /** As many are listed; all are counted. */
  private static final int LISTED_MAX = 100;

  private static final int VALUE_BYTES = 32;

  private static final String NOT_THERE = "not in the database: ";

  private final Survey survey;
  private final Known known;
  private final long last;
  private final long commit;
  private final EntryFates fates;
  private final RequestText requests = new RequestText(VALUE_BYTES, false);
  private final SortedMap<Long, Losses.Entry> entries = new TreeMap<>(Long::compareUnsigned);
  private long readable;

  private LossReader(Survey survey, Known known, long last) {
    this.survey = survey;
    this.known = known;
    this.last = last;
    this.commit = survey.replay().commit();
    this.fates = survey.replay().fates(last, commit);
  }

  /**
   * Works it out.
   *
   * @param last the last entry that is kept, by the log or by the database; u64
   * @throws IOException when the log cannot be read any more
   */
  static Losses of(Survey survey, Known known, long last) throws IOException {
    var reader = new LossReader(survey, known, last);
    long top = Known.max(Known.max(survey.last(), reader.commit), claimed(survey));
    Optional<Range> range = Range.of(last + 1, top);
    if (range.isPresent()) {
      survey.damages().forEach(reader::claim);
      WalCheck.run(survey.directory(), WalCheck.Mode.STOPPED, finding -> {}, reader);
    }
    boolean isOpen =
        Long.compareUnsigned(known.committed(survey.replay()), survey.last()) > 0
            || survey.damages().stream().anyMatch(Damage::isOpenEnded);
    return new Losses(
        range,
        isOpen,
        reader.readable,
        reader.entries.values().stream().limit(LISTED_MAX).toList(),
        reader.loss(range, isOpen),
        survey.isPromiseLost() || Long.compareUnsigned(known.applied(), survey.last()) > 0);
  }

  /** The highest index of an entry that is only to be guessed at. */
  private static long claimed(Survey survey) {
    return survey.damages().stream()
        .flatMap(damage -> damage.missing().stream())
        .map(Range::last)
        .reduce(0L, Known::max);
  }

  @Override
  public void record(int ordinal, WalCursor cursor) {
    if (cursor.type() != WalEnvelope.ENTRY
        || Long.compareUnsigned(cursor.entryIndex(), last) <= 0
        || fates.of(ordinal, cursor.offset(), cursor.entryIndex()) == EntryFates.Fate.OVERWRITTEN) {
      return;
    }
    boolean isDoubtful = survey.isDoubtful(cursor.entryIndex());
    boolean isListed = isDoubtful && entries.containsKey(cursor.entryIndex());
    readable += isDoubtful ? 0 : 1;
    if (entries.size() < LISTED_MAX
        && !isListed
        && cursor.record().value() instanceof WalRecord.EntryRecord entry) {
      EntryPayload payload = EntryDecoder.decode(entry.entryType(), entry.payload());
      String request = requests.of(payload.kind(), payload);
      boolean isCommitted = !isDoubtful && isCommitted(entry.index());
      add(new Losses.Entry(entry.position(), isCommitted, cursor.isCrcChecked(), request));
    }
  }

  private void claim(Damage damage) {
    Optional<Damage.Claim> claim = damage.claim();
    Optional<LogPosition> entry =
        claim
            .flatMap(Damage.Claim::entry)
            .filter(one -> damage.missing().filter(range -> range.has(one.index())).isPresent())
            .filter(one -> Long.compareUnsigned(one.index(), last) > 0);
    entry.ifPresent(one ->
        add(
            new Losses.Entry(
                one, isCommitted(one.index()), false, claim.map(Damage.Claim::what).orElse(""))));
  }

  private boolean isCommitted(long index) {
    return Long.compareUnsigned(index, commit) <= 0;
  }

  private void add(Losses.Entry entry) {
    entries.put(entry.position().index(), entry);
  }

  private Loss loss(Optional<Range> range, boolean isOpen) {
    if (range.isEmpty()) {
      return isOpen ? openEnded() : nothing();
    }
    if (isCommitted(range.get().first())) {
      return committed(range.get());
    }
    String reason =
        NOT_THERE
            + range.get()
            + ", beyond the last commit in the log, "
            + Long.toUnsignedString(commit)
            + "; "
            + (known.isOnlyVoter()
                ? "the only voter acknowledges what is on its disk, so clients may have been told"
                : "the commit on the disk lags, so clients may have been told; then a majority of"
                    + " the members has them");
    return new Loss(Loss.Answer.UNKNOWN, reason);
  }

  private Loss nothing() {
    boolean isTail = survey.damages().stream().allMatch(damage -> damage.kind() == Kind.TORN_TAIL);
    return new Loss(
        Loss.Answer.NO,
        isTail
            ? "a record that was not written whole was never acknowledged"
            : "every entry up to "
                + Long.toUnsignedString(known.applied())
                + " is in the database, and those behind it are kept");
  }

  private Loss openEnded() {
    return new Loss(
        Loss.Answer.UNKNOWN,
        "what followed entry "
            + Long.toUnsignedString(last)
            + " cannot be told; "
            + (known.memberCount() > 1
                ? "a majority of the members has what was acknowledged"
                : "there is no other member to ask"));
  }

  private Loss committed(Range range) {
    Range lost = new Range(range.first(), Known.min(range.last(), commit));
    String more =
        Range.of(lost.last() + 1, range.last())
            .map(behind -> ", and " + behind + ", beyond the last commit in the log")
            .orElse("");
    String reason = NOT_THERE + lost + ", committed" + more + "; ";
    return known.memberCount() > 1
        ? new Loss(
            Loss.Answer.UNKNOWN, reason + "a majority of the members has what was acknowledged")
        : new Loss(Loss.Answer.YES, reason + "there is no other member that is known");
  }
}
