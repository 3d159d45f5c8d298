package io.drydock.formats.wal.write;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.Located;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.proto.etcdserverpb.Metadata;
import io.drydock.formats.proto.raftpb.Entry;
import io.drydock.formats.proto.raftpb.HardState;
import io.drydock.formats.raft.RaftMessages;
import io.drydock.formats.wal.WalChain;
import io.drydock.formats.wal.WalCursor;
import io.drydock.formats.wal.WalDirectory;
import io.drydock.formats.wal.WalRecord;
import io.drydock.formats.wal.WalSegment;
import io.drydock.testdata.Archive;
import io.drydock.testdata.Testdata;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real WALs, written once more out of their own records: the same files, byte for byte. */
final class WalRebuildTest {

  @TempDir Path folder;

  @Test
  void everyRealWalIsRebuiltByteForByte() throws IOException {
    int rebuilt = 0;
    for (Path archive : Testdata.archives()) {
      Path unpacked = Archive.unpack(archive, folder);
      try (Stream<Path> all = Files.walk(unpacked)) {
        for (Path wal : all.filter(path -> path.endsWith("member/wal")).sorted().toList()) {
          Path again = folder.resolve("again-" + rebuilt);
          copy(wal, again);
          assertSame(wal, again);
          rebuilt++;
        }
      }
    }
    assertTrue(rebuilt > 0);
  }

  /** Fed with what raft handed out, the writer cuts where the real server cut. */
  @Test
  void batchesOfARealLogAreCutWhereTheServerCutThem() throws IOException {
    for (String name : List.of("etcd-3.6.14-single", "etcd-3.7.1-single")) {
      Path wal = Archive.unpack(name, folder).resolve("data/member/wal");
      assertEquals(2, WalDirectory.list(wal).segments().size());
      Path again = folder.resolve("batches-" + name);
      appendBatches(wal, again);
      Path first = WalDirectory.list(wal).segments().getFirst().path();
      assertEquals(-1, Files.mismatch(first, again.resolve(first.getFileName())));
      assertEquals(names(wal), names(again));
    }
  }

  private static void copy(Path wal, Path again) throws IOException {
    try (var chain = WalChain.open(WalDirectory.list(wal).segments());
        var writer = WalWriter.create(again, owner(chain))) {
      int ordinal = 0;
      for (var next = chain.next(); next.isPresent(); next = chain.next()) {
        if (chain.ordinal() != ordinal) {
          ordinal = chain.ordinal();
          writer.cut();
          assertEquals(chain.segment().name(), writer.segment());
        }
        boolean isHead = chain.cursor().endOffset() <= writer.offset();
        if (!isHead) {
          writer.copy(next.get().value());
        }
      }
    }
  }

  /** Up to the first batch behind the cut: each batch is made durable, which takes its time. */
  private static void appendBatches(Path wal, Path again) throws IOException {
    try (var chain = WalChain.open(WalDirectory.list(wal).segments());
        var writer = WalWriter.create(again, owner(chain))) {
      var batch = new ArrayList<Entry>();
      int ordinal = 0;
      for (var next = chain.next(); ordinal == 0; next = chain.next()) {
        if (chain.ordinal() != ordinal) {
          ordinal = chain.ordinal();
          flush(writer, batch);
        }
        boolean isHead =
            chain.ordinal() == writer.segment().sequence()
                && chain.cursor().endOffset() <= writer.offset();
        if (!isHead) {
          append(writer, next.get(), batch);
        }
      }
    }
  }

  private static void append(WalWriter writer, Located<WalRecord> record, List<Entry> batch)
      throws IOException {
    switch (record.value()) {
      case WalRecord.EntryRecord it -> batch.add(it.message());
      case WalRecord.HardStateRecord it -> {
        HardState state = RaftMessages.hardState(it.term(), it.vote(), it.commit());
        writer.append(Optional.of(state), List.copyOf(batch));
        batch.clear();
      }
      case WalRecord.SnapshotRecord it -> {
        flush(writer, batch);
        writer.append(RaftMessages.walSnapshot(it.position(), it.confState()));
      }
      case WalRecord.MetadataRecord it -> throw new AssertionError(it);
      case WalRecord.CrcRecord it -> throw new AssertionError(it);
      case WalRecord.UnknownRecord it -> throw new AssertionError(it);
    }
  }

  private static void flush(WalWriter writer, List<Entry> batch) throws IOException {
    if (!batch.isEmpty()) {
      writer.append(Optional.empty(), List.copyOf(batch));
      batch.clear();
    }
  }

  private static Metadata owner(WalChain chain) {
    chain.next();
    if (chain.next().orElseThrow().value() instanceof WalRecord.MetadataRecord it) {
      return Metadata.newBuilder().setNodeID(it.nodeId()).setClusterID(it.clusterId()).build();
    }
    throw new AssertionError("no metadata");
  }

  /** The same names and sizes, and the same bytes up to the zeros at the end. */
  private static void assertSame(Path wal, Path again) throws IOException {
    assertEquals(names(wal), names(again));
    for (WalSegment segment : WalDirectory.list(wal).segments()) {
      Path copy = again.resolve(segment.path().getFileName());
      assertEquals(segment.bytes(), Files.size(copy));
      try (var expected = ByteSource.map(segment.path());
          var found = ByteSource.map(copy)) {
        var cursor = WalCursor.atStart(expected, 0, false);
        while (cursor.next()) {
          continue;
        }
        assertEquals(-1, view(expected, cursor).mismatch(view(found, cursor)), copy::toString);
        assertEquals(expected.size(), cursor.firstNotZero(cursor.endOffset()));
      }
    }
  }

  private static MemorySegment view(ByteSource source, WalCursor cursor) {
    try {
      return source.view(0, cursor.endOffset());
    } catch (CorruptFileException tooShort) {
      throw new AssertionError(tooShort);
    }
  }

  private static List<String> names(Path wal) throws IOException {
    return WalDirectory.list(wal).segments().stream().map(one -> one.name().toString()).toList();
  }
}
