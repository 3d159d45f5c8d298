package io.drydock.tools.repair;

import io.drydock.formats.Finding;
import io.drydock.formats.Located;
import io.drydock.formats.request.EntryDecoder;
import io.drydock.formats.request.EntryPayload;
import io.drydock.formats.wal.WalCursor;
import io.drydock.formats.wal.WalDirectory;
import io.drydock.formats.wal.WalEnvelope;
import io.drydock.formats.wal.WalRecord;
import io.drydock.formats.wal.WalSegment;
import io.drydock.formats.wal.check.LogDoubts;
import io.drydock.formats.wal.check.WalCheck;
import io.drydock.formats.wal.replay.LogReplay;
import io.drydock.tools.fsck.examine.Diagnosis;
import io.drydock.tools.fsck.examine.Examination;
import io.drydock.tools.wal.request.RequestText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A log of a stopped member, read once through all damage to its end: what was found, what lies
 * before the first damage, and what all readable records come to.
 *
 * <p>Filled by one thread while it reads; does not change then.
 */
final class Survey {

  /** A hole is kept for each; a log with more is beyond any repair. */
  private static final int DAMAGES_MAX = 1000;

  private static final int VALUE_BYTES = 32;

  private final WalDirectory directory;
  private final RequestText requests = new RequestText(VALUE_BYTES, false);
  private final LogReplay prefix = new LogReplay();
  private final List<Damage> damages = new ArrayList<>();
  private final List<Finding> contradictions = new ArrayList<>();
  private final Map<String, Finding> gaps = new HashMap<>();
  private final LogDoubts doubts = new LogDoubts();
  private LogReplay replay = prefix;
  private Optional<Place> end = Optional.empty();
  private Optional<Damage.Claim> claim = Optional.empty();
  private Optional<LogReplay.Owner> claimedOwner = Optional.empty();
  private boolean isBroken;
  private boolean isPromiseLost;
  private boolean isEntryAwaited;
  private int ordinal = -1;
  private long last;

  private Survey(WalDirectory directory) {
    this.directory = directory;
  }

  /**
   * Behind a record.
   *
   * @param ordinal of the segment
   * @param offset the first one behind the record
   * @param runningCrc there
   */
  record Place(int ordinal, long offset, int runningCrc) {}

  /**
   * Reads a log that nobody writes.
   *
   * @throws IOException when a segment cannot be read
   */
  static Survey of(WalDirectory directory) throws IOException {
    var survey = new Survey(directory);
    survey.read();
    return survey;
  }

  private void read() throws IOException {
    var observer =
        new WalCheck.Observer() {
          @Override
          public void record(int at, WalCursor cursor) {
            take(at, cursor);
          }

          @Override
          public void damaged(int at, Located<WalRecord> record) {
            doubts.damaged(record);
            claim = claimOf(record.value());
          }
        };
    replay = WalCheck.run(directory, WalCheck.Mode.STOPPED, this::take, observer).replay();
    List.copyOf(gaps.values()).forEach(left -> open(Kind.SEGMENT_GAP, left));
    doubts.end().ifPresent(edge -> close(edge, Optional.empty()));
    damages.replaceAll(one -> one.kind() == Kind.NO_START ? located(one) : one);
    boolean isRead = replay.entryRecords() > 0;
    damages.replaceAll(one -> one.kind() == Kind.NO_OWNER && isRead ? one.before(last + 1) : one);
    damages.replaceAll(
        one -> one.kind() == Kind.END_MISSING ? one.before(replay.commit() + 1) : one);
  }

  /** Adds what only the rest of the directory shows, up to where the database has applied it. */
  void add(Examination examination, long applied) {
    Set<String> own = Set.of("DB-AHEAD-OF-LOG", "LOG-HOLE", "SNAP-NONE-USABLE");
    for (Diagnosis one : examination.diagnoses()) {
      Finding finding = one.finding();
      if (finding.code().equals("DB-TERM") && !isDoubtful(applied)) {
        contradictions.add(finding);
      }
      if (own.contains(finding.code())) {
        Kind kind = Kind.of(finding.code()).orElseThrow();
        Damage damage = Damage.ofWhole(kind, finding, last());
        damages.add(kind == Kind.END_MISSING ? damage.before(applied + 1) : located(damage));
      }
    }
  }

  /** Between the newest snapshot and the first entry behind it. */
  private Damage located(Damage damage) {
    long snapshot = replay.newestSnapshot().map(one -> one.position().index()).orElse(0L);
    List<LogReplay.Span> spans = replay.fates(snapshot, replay.commit()).spans();
    Damage behind = Damage.ofWhole(damage.kind(), damage.finding(), snapshot);
    return spans.isEmpty() ? behind : behind.before(spans.getFirst().first());
  }

  /** Whose log it is by a damaged record of that; needs proof. */
  Optional<LogReplay.Owner> claimedOwner() {
    return claimedOwner;
  }

  /** Room that a copy may take. */
  long directoryBytes() {
    return directory.segments().stream().mapToLong(WalSegment::bytes).sum();
  }

  /** The files. */
  WalDirectory directory() {
    return directory;
  }

  /** What all readable records come to, those behind damage included. */
  LogReplay replay() {
    return replay;
  }

  /** What the records before the first damage come to. */
  LogReplay prefix() {
    return prefix;
  }

  /** Where the records before the first damage end; empty when none is damaged, or the first is. */
  Optional<Place> cutPlace() {
    return isBroken ? end : Optional.empty();
  }

  /** In the order in which they were found: that of the log, then what only its end shows. */
  List<Damage> damages() {
    return List.copyOf(damages);
  }

  /** What no repair can decide. */
  List<Finding> contradictions() {
    return List.copyOf(contradictions);
  }

  /** The last entry that can be read; 0 without one. */
  long last() {
    List<LogReplay.Span> spans = replay.fates(0, replay.commit()).spans();
    return spans.isEmpty() ? 0 : spans.getLast().last();
  }

  /** No state was read behind the last damage: a term or a vote may be forgotten. */
  boolean isPromiseLost() {
    return isPromiseLost;
  }

  /**
   * The first entry from an index on that can be read and need not be the one that stood there: its
   * checksum could not be checked, or damage behind it may have replaced it.
   */
  Optional<Long> firstDoubtfulFrom(long index) {
    return doubts.firstFrom(index);
  }

  /** True for an entry that need not be the one that stood there. */
  boolean isDoubtful(long index) {
    return firstDoubtfulFrom(index).filter(first -> first == index).isPresent();
  }

  /** Entries up to this one were written anew behind the first damage: they count no more. */
  boolean isReplacedUpTo(long index) {
    return doubts
        .lowestBehind()
        .filter(lowest -> Long.compareUnsigned(lowest, index) <= 0)
        .isPresent();
  }

  /** So many damages that not all of them were looked at. */
  boolean isBeyondRepair() {
    return damages.size() >= DAMAGES_MAX;
  }

  private void take(Finding finding) {
    if (Kind.isContradiction(finding.code())) {
      contradictions.add(finding);
    }
    Optional<Kind> kind = Kind.of(finding.code());
    if (kind.isEmpty()) {
      return;
    }
    switch (kind.get()) {
      case SEGMENT_GAP -> gaps.put(finding.at().file(), finding);
      case ENTRY_GAP -> {
        if (!isEntryAwaited) { // else the damage before it has taken them
          open(kind.get(), finding);
        }
      }
      case END_MISSING, NO_START, NO_OWNER ->
          damages.add(Damage.ofWhole(kind.get(), finding, last));
      default -> open(kind.get(), finding);
    }
  }

  private void open(Kind kind, Finding finding) {
    gaps.remove(finding.at().file(), finding);
    if (damages.size() < DAMAGES_MAX) {
      if (kind != Kind.TORN_TAIL) {
        doubts.damage(finding);
      }
      var hole = new Damage.Hole(last, Optional.empty(), false);
      damages.add(new Damage(kind, finding, hole, claim));
    }
    claim = Optional.empty();
    isBroken = true;
    isEntryAwaited = true;
    isPromiseLost |= kind != Kind.TORN_TAIL;
  }

  private void take(int at, WalCursor cursor) {
    enter(at);
    if (!isBroken) {
      prefix.add(at, cursor);
      end = Optional.of(new Place(at, cursor.endOffset(), cursor.runningCrc()));
    }
    Optional<LogDoubts.Edge> edge = doubts.record(cursor);
    switch ((int) cursor.type()) {
      case WalEnvelope.ENTRY -> {
        last = cursor.entryIndex();
        isEntryAwaited = false;
        edge.ifPresent(before -> close(before, Optional.of(last)));
      }
      case WalEnvelope.STATE -> isPromiseLost = false;
      case WalEnvelope.SNAPSHOT -> last = Known.max(last, cursor.snapshotIndex());
      default -> {
        // Says nothing about the log.
      }
    }
  }

  private void enter(int at) {
    if (at != ordinal) {
      ordinal = at;
      WalSegment segment = directory.segments().get(at);
      Optional.ofNullable(gaps.get(segment.path().toString()))
          .ifPresent(gap -> open(Kind.SEGMENT_GAP, gap));
    }
  }

  private void close(LogDoubts.Edge edge, Optional<Long> after) {
    var hole = new Damage.Hole(edge.before(), after, edge.isTold());
    damages.replaceAll(one -> isOpen(one) ? one.with(hole) : one);
  }

  private static boolean isOpen(Damage damage) {
    return damage.hole().after().isEmpty() && !damage.kind().isOfWhole();
  }

  private Optional<Damage.Claim> claimOf(WalRecord record) {
    return switch (record) {
      case WalRecord.EntryRecord entry -> {
        EntryPayload payload = EntryDecoder.decode(entry.entryType(), entry.payload());
        String what =
            payload instanceof EntryPayload.Undecodable
                ? "of which nothing can be read"
                : requests.of(payload.kind(), payload);
        yield Optional.of(new Damage.Claim(Optional.of(entry.position()), what));
      }
      case WalRecord.HardStateRecord _ -> other("a state");
      case WalRecord.SnapshotRecord it -> other("snapshot " + it.position());
      case WalRecord.MetadataRecord it -> {
        claimedOwner = Optional.of(new LogReplay.Owner(it.nodeId(), it.clusterId()));
        yield other("metadata");
      }
      case WalRecord.CrcRecord _ -> other("a checksum");
      case WalRecord.UnknownRecord _ -> Optional.empty();
    };
  }

  private static Optional<Damage.Claim> other(String text) {
    return Optional.of(new Damage.Claim(Optional.empty(), text));
  }
}
