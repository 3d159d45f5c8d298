package io.drydock.node.storage;

import io.drydock.formats.Located;
import io.drydock.formats.proto.raftpb.Entry;
import io.drydock.formats.proto.raftpb.Snapshot;
import io.drydock.formats.raft.LogPosition;
import io.drydock.formats.wal.WalChain;
import io.drydock.formats.wal.WalDirectory;
import io.drydock.formats.wal.WalRecord;
import io.drydock.formats.wal.WalSegment;
import io.drydock.formats.wal.replay.LogReplay;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the entries that a member needs: those behind its snapshot, the later ones in place of
 * earlier ones of the same index, as etcd's {@code ReadAll} does it (3.4 to 3.7).
 *
 * <p>Refuses what etcd refuses: a gap, another owner in a later segment, a record that it does not
 * know, the snapshot under another term.
 */
final class LogReading {

  private final LogReplay.Owner owner;
  private final LogPosition snapshot;
  private final List<Entry> entries = new ArrayList<>();

  private LogReading(LogReplay.Owner owner, LogPosition snapshot) {
    this.owner = owner;
    this.snapshot = snapshot;
  }

  /** The entries behind the snapshot. */
  static List<Entry> entries(
      WalDirectory directory, LogReplay.Owner owner, Optional<Snapshot> snapshot)
      throws IOException, Refusal {
    LogPosition from = snapshot.map(LogTail::position).orElse(LogPosition.ZERO);
    List<WalSegment> segments = directory.from(from.index());
    if (segments.isEmpty()) {
      throw new Refusal("no segment reaches back to index " + from.index());
    }
    var reading = new LogReading(owner, from);
    try (var chain = WalChain.open(segments)) {
      for (var next = chain.next(); next.isPresent(); next = chain.next()) {
        reading.take(next.get());
      }
    }
    return reading.entries;
  }

  private void take(Located<WalRecord> located) throws Refusal {
    switch (located.value()) {
      case WalRecord.EntryRecord entry -> take(entry, located);
      case WalRecord.MetadataRecord it -> {
        if (it.nodeId() != owner.nodeId() || it.clusterId() != owner.clusterId()) {
          throw new Refusal("another member's metadata at " + located.at());
        }
      }
      case WalRecord.SnapshotRecord it -> {
        LogPosition at = it.position();
        if (at.index() == snapshot.index() && at.term() != snapshot.term()) {
          throw new Refusal("snapshot " + snapshot + " is recorded as " + at);
        }
      }
      case WalRecord.UnknownRecord _ ->
          throw new Refusal("a record that no known etcd writes at " + located.at());
      case WalRecord.HardStateRecord _, WalRecord.CrcRecord _ -> {
        // The last state was found before; checksums are the cursor's.
      }
    }
  }

  private void take(WalRecord.EntryRecord entry, Located<WalRecord> located) throws Refusal {
    if (Long.compareUnsigned(entry.index(), snapshot.index()) <= 0) {
      return;
    }
    long place = entry.index() - snapshot.index() - 1;
    if (Long.compareUnsigned(place, entries.size()) > 0) {
      long last = snapshot.index() + entries.size();
      throw new Refusal(
          "entry %s follows entry %d at %s"
              .formatted(Long.toUnsignedString(entry.index()), last, located.at()));
    }
    if (place < entries.size()) {
      entries.subList((int) place, entries.size()).clear();
    }
    entries.add(entry.message());
  }

  /** Why the log cannot be used, without the place and the advice. */
  static final class Refusal extends Exception {

    private static final long serialVersionUID = 1L;

    Refusal(String why) {
      super(why);
    }
  }
}
