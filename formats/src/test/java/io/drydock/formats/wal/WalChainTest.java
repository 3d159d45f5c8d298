package io.drydock.formats.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.proto.raftpb.EntryType;
import io.drydock.formats.raft.LogPosition;
import io.drydock.formats.raft.RaftMessages;
import io.drydock.formats.wal.WalDirectory.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A directory of segments: which files they are, and their records as one stream. */
final class WalChainTest {

  @TempDir Path folder;

  @Test
  void segmentsAreInOrderAndOtherFilesAreNamed() throws Exception {
    writeSegments(3, 2);
    Files.createFile(folder.resolve("0.tmp"));
    Files.createFile(folder.resolve("0000000000000000-0000000000000000.wal.broken"));
    Files.createFile(folder.resolve("notes.txt"));
    Files.createDirectory(folder.resolve("0000000000000009-0000000000000009.wal"));
    var directory = WalDirectory.list(folder);
    assertEquals(
        List.of(new WalFileName(0, 0), new WalFileName(1, 3), new WalFileName(2, 5)),
        directory.segments().stream().map(WalSegment::name).toList());
    assertEquals(
        List.of(Kind.NEXT_SEGMENT, Kind.BROKEN_COPY, Kind.FOREIGN, Kind.FOREIGN),
        directory.ignored().stream().map(WalDirectory.Ignored::kind).toList());
    assertEquals(List.of(), directory.gaps());
  }

  @Test
  void aSnapshotIsReadFromTheLastSegmentThatBeginsNoLater() throws Exception {
    writeSegments(3, 2);
    var directory = WalDirectory.list(folder);
    assertEquals(3, directory.from(0).size());
    assertEquals(3, directory.from(2).size());
    assertEquals(2, directory.from(3).size());
    assertEquals(1, directory.from(-1).size());
    Files.delete(directory.segments().get(0).path());
    assertEquals(List.of(), WalDirectory.list(folder).from(2));
  }

  @Test
  void gapBehindSequenceZeroIsNotNoticedByAServer() throws Exception {
    writeSegments(5, 1);
    Files.delete(segment(1).path());
    assertEquals(List.of(false), gapsNoticed());
    Files.delete(segment(3).path());
    assertEquals(List.of(false, true), gapsNoticed());
  }

  @Test
  void missingFolderAndPlainFileAreErrors() throws Exception {
    assertThrows(NoSuchFileException.class, () -> WalDirectory.list(folder.resolve("none")));
    Path file = Files.createFile(folder.resolve("file"));
    assertThrows(NotDirectoryException.class, () -> WalDirectory.list(file));
    assertThrows(NoSuchFileException.class, () -> WalChain.open(List.of()));
  }

  @Test
  void recordsOfAllSegmentsAreOneStreamThatStaysReadable() throws Exception {
    writeSegments(3, 2);
    var records = new ArrayList<WalRecord.EntryRecord>();
    try (var chain = WalChain.open(WalDirectory.list(folder).segments())) {
      for (var next = chain.next(); next.isPresent(); next = chain.next()) {
        if (next.get().value() instanceof WalRecord.EntryRecord entry) {
          records.add(entry);
          assertEquals((entry.index() - 1) / 2, chain.ordinal());
          assertEquals(chain.segment().path().toString(), next.get().at().file());
        }
      }
      assertEquals(
          List.of(1L, 2L, 3L, 4L, 5L, 6L),
          records.stream().map(entry -> entry.message().getIndex()).toList());
      assertInstanceOf(WalTail.CleanEnd.class, chain.tail().orElseThrow());
    }
    assertThrows(IllegalStateException.class, () -> records.get(0).envelope().data());
  }

  @Test
  void readingMayBeginInALaterSegment() throws Exception {
    writeSegments(3, 2);
    try (var chain = WalChain.open(WalDirectory.list(folder).from(4))) {
      assertEquals(4, entries(chain));
    }
  }

  @Test
  void segmentOfAnotherLogBreaksTheChain() throws Exception {
    writeSegments(3, 2);
    var other = SmallWal.ofEntries(1);
    Files.write(segment(1).path(), other.bytes());
    try (var chain = WalChain.open(WalDirectory.list(folder).segments())) {
      assertEquals(2, entries(chain));
      var tail = assertInstanceOf(WalTail.CorruptTail.class, chain.tail().orElseThrow());
      assertEquals(WalTail.Damage.CRC_CHAIN, tail.damage());
      assertEquals(segment(1).path().toString(), tail.at().file());
    }
  }

  @Test
  void damageInAnOlderSegmentStopsAndResyncGoesOnInTheNext() throws Exception {
    writeSegments(3, 2);
    Path first = segment(0).path();
    byte[] bytes = Files.readAllBytes(first);
    Files.write(first, Arrays.copyOf(bytes, bytes.length - 3));
    try (var chain = WalChain.open(WalDirectory.list(folder).segments())) {
      assertEquals(1, entries(chain));
      assertInstanceOf(WalTail.TornTail.class, chain.tail().orElseThrow());
      var gap = chain.resync().orElseThrow();
      assertEquals(bytes.length - 3, gap.at().end());
      assertEquals(4, entries(chain));
      assertTrue(chain.resync().isEmpty());
    }
  }

  @Test
  void aGrowingDirectoryIsFollowedAcrossACut() throws Exception {
    writeSegments(1, 2);
    WalChain.Position position;
    try (var chain = WalChain.open(WalDirectory.list(folder).segments())) {
      assertEquals(2, entries(chain));
      position = chain.position();
    }
    writeSegments(3, 3);
    try (var chain = WalChain.resume(WalDirectory.list(folder).segments(), position)) {
      assertEquals(7, entries(chain));
      assertEquals(segment(2).name(), chain.position().segment());
    }
    Files.delete(segment(0).path());
    var later = WalDirectory.list(folder).segments();
    assertThrows(NoSuchFileException.class, () -> WalChain.resume(later, position));
  }

  @Test
  void segmentsThatAServerPurgedMeanwhileAreLeftOut() throws Exception {
    writeSegments(4, 1);
    var listed = WalDirectory.list(folder).segments();
    Files.delete(listed.get(0).path());
    try (var chain = WalChain.open(listed)) {
      Files.delete(listed.get(1).path());
      assertEquals(3, chain.segments().size());
      assertEquals(3, entries(chain));
    }
    Files.delete(listed.get(3).path());
    var broken = listed.subList(2, 4);
    assertThrows(NoSuchFileException.class, () -> WalChain.open(broken));
  }

  private static int entries(WalChain chain) {
    int entries = 0;
    while (chain.advance()) {
      assertFalse(chain.cursor().frameBytes() == 0);
      entries += chain.cursor().type() == WalEnvelope.ENTRY ? 1 : 0;
    }
    return entries;
  }

  private List<Boolean> gapsNoticed() throws IOException {
    return WalDirectory.list(folder).gaps().stream()
        .map(WalDirectory.SequenceGap::isNoticed)
        .toList();
  }

  private WalSegment segment(long sequence) throws IOException {
    return WalDirectory.list(folder).segments().stream()
        .filter(segment -> segment.name().sequence() == sequence)
        .findFirst()
        .orElseThrow();
  }

  /** Segments with so many entries each; the bytes depend on nothing else. */
  private void writeSegments(int segments, int entriesEach) throws IOException {
    var encoder = new WalEncoder(0);
    long index = 0;
    for (int sequence = 0; sequence < segments; sequence++) {
      SmallWal.head(encoder);
      var name = new WalFileName(sequence, sequence == 0 ? 0 : index + 1);
      for (int i = 0; i < entriesEach; i++) {
        index++;
        encoder.append(
            RaftMessages.entry(EntryType.EntryNormal, new LogPosition(2, index), Optional.empty()));
      }
      var frames = encoder.drain();
      byte[] bytes = new byte[frames.remaining()];
      frames.get(bytes);
      Files.write(folder.resolve(name.toString()), bytes);
    }
  }
}
