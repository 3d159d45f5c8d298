package io.drydock.formats.wal;

import io.drydock.formats.Extent;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.proto.etcdserverpb.Metadata;
import io.drydock.formats.proto.raftpb.EntryType;
import io.drydock.formats.proto.walpb.Snapshot;
import io.drydock.formats.raft.LogPosition;
import io.drydock.formats.raft.RaftMessages;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;

/** One segment in memory, to be damaged. */
record SmallWal(byte[] bytes) {

  /** What reading gave: a line a record, how it ended, what was stepped over. */
  record Read(List<String> lines, WalTail tail, List<WalGap> gaps) {}

  static SmallWal of(Consumer<WalEncoder> content) {
    var encoder = new WalEncoder(0);
    content.accept(encoder);
    var frames = encoder.drain();
    byte[] bytes = new byte[frames.remaining()];
    frames.get(bytes);
    return new SmallWal(bytes);
  }

  /** Records 0 to 2 are crc, metadata and snapshot {0, 0}; then entries. */
  static SmallWal ofEntries(int entries) {
    return ofEntries(entries, 40);
  }

  static SmallWal ofEntries(int entries, int payloadBytes) {
    var random = new Random(entries * 31L + payloadBytes);
    return of(encoder -> {
      head(encoder);
      for (int i = 1; i <= entries; i++) {
        byte[] payload = new byte[payloadBytes];
        random.nextBytes(payload);
        encoder.append(
            RaftMessages.entry(
                EntryType.EntryNormal, new LogPosition(2, i), Optional.of(Bytes.adopt(payload))));
      }
    });
  }

  static void head(WalEncoder encoder) {
    encoder.appendCrc();
    encoder.append(Metadata.newBuilder().setNodeID(0xabc).setClusterID(0xdef).build());
    encoder.append(Snapshot.newBuilder().setIndex(0).setTerm(0).build());
  }

  int size() {
    return bytes.length;
  }

  Extent extent(long offset, long length) {
    return new Extent("w", offset, length);
  }

  /** Offset of a frame, by its place; works on a sound segment. */
  int offset(int ordinal) {
    try (var source = ByteSource.of("w", bytes)) {
      var cursor = WalCursor.atStart(source, 0, true);
      for (int i = 0; i <= ordinal; i++) {
        cursor.next();
      }
      return (int) cursor.offset();
    }
  }

  SmallWal grown(int zeros) {
    return new SmallWal(Arrays.copyOf(bytes, bytes.length + zeros));
  }

  SmallWal truncated(int length) {
    return new SmallWal(Arrays.copyOf(bytes, length));
  }

  SmallWal copy() {
    return new SmallWal(bytes.clone());
  }

  /** Reads up to the end or to damage. */
  Read read(boolean isLast) {
    return read(isLast, false);
  }

  /** Reads to the end, through damage. */
  Read readThrough(boolean isLast) {
    return read(isLast, true);
  }

  private Read read(boolean isLast, boolean isThrough) {
    var lines = new ArrayList<String>();
    var gaps = new ArrayList<WalGap>();
    try (var source = ByteSource.of("w", bytes)) {
      var reader = WalReader.of(source, isLast);
      do {
        for (var next = reader.next(); next.isPresent(); next = reader.next()) {
          lines.add(RecordLine.of(next.get().value()));
        }
      } while (isThrough && reader.resync().map(gaps::add).isPresent());
      return new Read(lines, reader.tail().orElseThrow(), gaps);
    }
  }
}
