package io.drydock.node.storage;

import io.drydock.formats.Located;
import io.drydock.formats.proto.raftpb.Entry;
import io.drydock.formats.raft.LogPosition;
import io.drydock.formats.wal.WalChain;
import io.drydock.formats.wal.WalCursor;
import io.drydock.formats.wal.WalDirectory;
import io.drydock.formats.wal.WalEnvelope;
import io.drydock.formats.wal.WalRecord;
import io.drydock.formats.wal.WalSegment;
import io.drydock.formats.wal.WalTail;
import io.drydock.formats.wal.replay.LogReplay;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads a log once, from its first segment to its end or to damage: what it comes to, and the
 * entries that a member needs who boots from a snapshot: those behind it, the later ones in place
 * of earlier ones of the same index, as etcd's {@code ReadAll} does it (3.4 to 3.7).
 *
 * <p>Objects to what etcd refuses: a gap, another owner in a later segment, a record that it does
 * not know, the snapshot under another term.
 */
final class LogReading {

  private final LogPosition snapshot;
  private final LogReplay replay = new LogReplay();
  private final List<Entry> entries = new ArrayList<>();
  private Optional<LogReplay.Owner> owner = Optional.empty();
  private Optional<String> objection = Optional.empty();
  private boolean isBlank = true;
  private WalSegment last;
  private WalTail tail;

  private LogReading(LogPosition snapshot) {
    this.snapshot = snapshot;
  }

  /**
   * Reads it.
   *
   * @param directory has a segment
   * @param snapshot what the member boots from; zero without one
   */
  static LogReading of(WalDirectory directory, LogPosition snapshot) throws IOException {
    var reading = new LogReading(snapshot);
    List<WalSegment> needed = directory.from(snapshot.index());
    if (needed.isEmpty()) {
      reading.object("no segment reaches back to index " + snapshot.index());
    }
    int firstNeeded = directory.segments().size() - needed.size();
    try (var chain = WalChain.open(directory.segments())) {
      while (chain.advance()) {
        reading.look(chain);
        if (chain.ordinal() >= firstNeeded && reading.objection.isEmpty()) {
          reading.take(chain.cursor().record());
        }
      }
      reading.last = chain.segment();
      reading.tail = chain.tail().orElseThrow();
    }
    return reading;
  }

  /** What all records come to, those of segments that are not needed included. */
  LogReplay replay() {
    return replay;
  }

  /** True when there is no more than what every new log begins with. */
  boolean isBlank() {
    return isBlank;
  }

  /** The segment in which reading ended. */
  WalSegment last() {
    return last;
  }

  /** How it ended there. */
  WalTail tail() {
    return tail;
  }

  /** Why a server refuses to take these entries; empty when it does not. */
  Optional<String> objection() {
    return objection;
  }

  /** The entries behind the snapshot, up to the end of the reading or to what is objected to. */
  List<Entry> entries() {
    return entries;
  }

  private void look(WalChain chain) {
    WalCursor cursor = chain.cursor();
    replay.add(chain.ordinal(), cursor);
    boolean isHead =
        cursor.type() == WalEnvelope.CRC
            || cursor.type() == WalEnvelope.METADATA
            || cursor.type() == WalEnvelope.SNAPSHOT && cursor.snapshotIndex() == 0;
    isBlank &= isHead;
  }

  private void take(Located<WalRecord> located) {
    switch (located.value()) {
      case WalRecord.EntryRecord entry -> take(entry, located);
      case WalRecord.MetadataRecord it -> {
        var named = new LogReplay.Owner(it.nodeId(), it.clusterId());
        if (!owner.orElse(named).equals(named)) {
          object("another member's metadata at " + located.at());
        }
        owner = Optional.of(named);
      }
      case WalRecord.SnapshotRecord it -> {
        LogPosition at = it.position();
        if (at.index() == snapshot.index() && at.term() != snapshot.term()) {
          object("snapshot " + snapshot + " is recorded as " + at);
        }
      }
      case WalRecord.UnknownRecord _ ->
          object("a record that no known etcd writes at " + located.at());
      case WalRecord.HardStateRecord _, WalRecord.CrcRecord _ -> {
        // The replay has the state; checksums are the cursor's.
      }
    }
  }

  private void take(WalRecord.EntryRecord entry, Located<WalRecord> located) {
    if (Long.compareUnsigned(entry.index(), snapshot.index()) <= 0) {
      // Whatever came behind it was replaced. Etcd would keep it.
      entries.clear();
      return;
    }
    long place = entry.index() - snapshot.index() - 1;
    if (Long.compareUnsigned(place, entries.size()) > 0) {
      long before = snapshot.index() + entries.size();
      object(
          "entry %s follows entry %d at %s"
              .formatted(Long.toUnsignedString(entry.index()), before, located.at()));
      return;
    }
    if (place < entries.size()) {
      entries.subList((int) place, entries.size()).clear();
    }
    entries.add(entry.message());
  }

  private void object(String why) {
    objection = Optional.of(why);
  }
}
