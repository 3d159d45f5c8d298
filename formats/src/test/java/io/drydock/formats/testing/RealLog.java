package io.drydock.formats.testing;

import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.request.EntryDecoder;
import io.drydock.formats.request.EntryPayload;
import io.drydock.formats.wal.WalDirectory;
import io.drydock.formats.wal.WalReader;
import io.drydock.formats.wal.WalRecord;
import io.drydock.formats.wal.WalSegment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;

/** The entries of a WAL that a server wrote, by raft index; a later record replaces the former. */
public final class RealLog {

  private RealLog() {}

  /** One entry: its type, its term and its data. */
  public record Item(int entryType, long term, Bytes data) {

    /** The data decoded. */
    public EntryPayload payload() {
      return EntryDecoder.decode(entryType, data.segment());
    }
  }

  /** Reads all segments of a directory. */
  public static SortedMap<Long, Item> read(Path wal) throws IOException {
    SortedMap<Long, Item> entries = new TreeMap<>();
    for (WalSegment segment : WalDirectory.list(wal).segments()) {
      try (var source = ByteSource.map(segment.path())) {
        var reader = WalReader.of(source, true);
        for (var next = reader.next(); next.isPresent(); next = reader.next()) {
          if (next.get().value() instanceof WalRecord.EntryRecord entry) {
            var item = new Item(entry.entryType(), entry.term(), entry.payloadBytes());
            entries.put(entry.index(), item);
          }
        }
      }
    }
    return entries;
  }
}
