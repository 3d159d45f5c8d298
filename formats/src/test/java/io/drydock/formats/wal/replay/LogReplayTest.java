package io.drydock.formats.wal.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.proto.etcdserverpb.Metadata;
import io.drydock.formats.proto.raftpb.EntryType;
import io.drydock.formats.proto.walpb.Snapshot;
import io.drydock.formats.raft.LogPosition;
import io.drydock.formats.raft.RaftMessages;
import io.drydock.formats.wal.WalCursor;
import io.drydock.formats.wal.WalEncoder;
import io.drydock.formats.wal.WalEnvelope;
import io.drydock.formats.wal.replay.EntryFates.Fate;
import io.drydock.formats.wal.replay.LogReplay.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class LogReplayTest {

  private final List<Consumer<WalEncoder>> script = new ArrayList<>();
  private final List<LogPosition> written = new ArrayList<>();

  @Test
  void lastStateOwnerAndValidSnapshotsAreTold() {
    var owner = Metadata.newBuilder().setNodeID(-2).setClusterID(7).build();
    script.add(encoder -> encoder.append(owner));
    snapshot(0, 0);
    entries(1, 1, 5);
    state(1, 3);
    snapshot(1, 3);
    state(1, 4);
    snapshot(1, 5);
    var replay = replay();
    assertEquals(Optional.of(new LogReplay.Owner(-2, 7)), replay.owner());
    assertEquals(4, replay.commit());
    assertEquals(3, replay.snapshots().size());
    assertEquals(2, replay.validSnapshots().size());
    assertEquals(new LogPosition(1, 3), replay.newestSnapshot().orElseThrow().position());
    assertEquals(Optional.of(new LogPosition(1, 5)), replay.lastWritten());
    assertEquals(5, replay.entryRecords());
    assertTrue(replay.isComplete());
  }

  @Test
  void everyEntryHasItsFate() {
    entries(1, 1, 4);
    entries(2, 4, 6);
    state(2, 5);
    snapshot(1, 2);
    assertEquals(
        List.of(
            Fate.BEFORE_SNAPSHOT,
            Fate.BEFORE_SNAPSHOT,
            Fate.COMMITTED,
            Fate.OVERWRITTEN,
            Fate.COMMITTED,
            Fate.COMMITTED,
            Fate.UNCOMMITTED),
        fates(replay().fates()));
    assertEquals(List.of(new Span(1, 3, 3), new Span(2, 4, 6)), replay().fates().spans());
  }

  @Test
  void sameIndexInTheSameTermReplacesToo() {
    entries(2, 1, 3);
    entries(2, 3, 3);
    assertEquals(
        List.of(Fate.UNCOMMITTED, Fate.UNCOMMITTED, Fate.OVERWRITTEN, Fate.UNCOMMITTED),
        fates(replay().fates()));
  }

  @Test
  void rewriteInsideTheSnapshotReplacesNothingBehindIt() {
    entries(1, 1, 6);
    entries(2, 2, 2);
    assertEquals(
        List.of(
            Fate.BEFORE_SNAPSHOT,
            Fate.OVERWRITTEN,
            Fate.OVERWRITTEN,
            Fate.COMMITTED,
            Fate.COMMITTED,
            Fate.COMMITTED,
            Fate.BEFORE_SNAPSHOT),
        fates(replay().fates(3, 6)));
  }

  @Test
  void gapsShowBetweenTheSpans() {
    entries(1, 1, 3);
    entries(1, 6, 8);
    assertEquals(List.of(new Span(1, 1, 3), new Span(1, 6, 8)), replay().fates().spans());
    assertEquals(List.of(new Span(1, 6, 8)), replay().fates(5, 8).spans());
  }

  /** The reference: etcd's own loop over the entries, with a list. */
  @Test
  void randomLogsAgreeWithEtcdsLoop() {
    for (int seed = 0; seed < 300; seed++) {
      var random = new Random(seed);
      script.clear();
      written.clear();
      long index = 1;
      for (int i = 0; i < 1 + random.nextInt(6); i++) {
        int count = 1 + random.nextInt(5);
        entries(i + 1, index, index + count - 1);
        index = Math.max(1, index + count - random.nextInt(7));
        index = Math.min(index, written.getLast().index() + 1);
      }
      long snapshot = random.nextInt(4);
      long commit = snapshot + random.nextInt(8);
      var log = etcdsLoop(snapshot);
      var fates = replay().fates(snapshot, commit);
      assertEquals(log, spanned(fates), "seed " + seed);
      var told = fates(fates);
      for (int i = 0; i < written.size(); i++) {
        boolean isKept = told.get(i) == Fate.COMMITTED || told.get(i) == Fate.UNCOMMITTED;
        boolean isLastOfIt = written.lastIndexOf(written.get(i)) == i;
        assertEquals(log.contains(written.get(i)) && isLastOfIt, isKept, "seed " + seed);
      }
    }
  }

  @Test
  void runsBeyondTheLimitAreToldAndNotKept() {
    var runs = new LogRuns();
    for (int i = 0; i < LogRuns.RUNS_MAX; i++) {
      assertTrue(runs.add(0, 8L * i, 1, 5));
    }
    assertFalse(runs.add(1, 0, 1, 5));
    assertEquals(LogRuns.RUNS_MAX, runs.size());
  }

  private List<LogPosition> etcdsLoop(long snapshotIndex) {
    var log = new ArrayList<LogPosition>();
    for (LogPosition entry : written) {
      if (entry.index() > snapshotIndex) {
        int place = (int) (entry.index() - snapshotIndex - 1);
        if (place > log.size()) {
          continue;
        }
        log.subList(place, log.size()).clear();
        log.add(entry);
      }
    }
    return log;
  }

  private static List<LogPosition> spanned(EntryFates fates) {
    var log = new ArrayList<LogPosition>();
    for (Span span : fates.spans()) {
      for (long index = span.first(); index <= span.last(); index++) {
        log.add(new LogPosition(span.term(), index));
      }
    }
    return log;
  }

  private void entries(long term, long first, long last) {
    for (long index = first; index <= last; index++) {
      var position = new LogPosition(term, index);
      written.add(position);
      var entry = RaftMessages.entry(EntryType.EntryNormal, position, Optional.empty());
      script.add(encoder -> encoder.append(entry));
    }
  }

  private void state(long term, long commit) {
    script.add(encoder -> encoder.append(RaftMessages.hardState(term, 0, commit)));
  }

  private void snapshot(long term, long index) {
    var snapshot = Snapshot.newBuilder().setIndex(index).setTerm(term).build();
    script.add(encoder -> encoder.append(snapshot));
  }

  private LogReplay replay() {
    var replay = new LogReplay();
    try (var source = source()) {
      var cursor = cursor(source);
      while (cursor.next()) {
        replay.add(0, cursor);
      }
    }
    return replay;
  }

  private List<Fate> fates(EntryFates fates) {
    var told = new ArrayList<Fate>();
    try (var source = source()) {
      var cursor = cursor(source);
      while (cursor.next()) {
        if (cursor.type() == WalEnvelope.ENTRY) {
          told.add(fates.of(0, cursor.offset(), cursor.entryIndex()));
        }
      }
    }
    return told;
  }

  private ByteSource source() {
    var encoder = new WalEncoder(0);
    script.forEach(step -> step.accept(encoder));
    var frames = encoder.drain();
    byte[] bytes = new byte[frames.remaining()];
    frames.get(bytes);
    return ByteSource.of("w", bytes);
  }

  private static WalCursor cursor(ByteSource source) {
    return WalCursor.atStart(source, 0, true);
  }
}
