package io.drydock.formats.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.wal.WalTail.Damage;
import io.drydock.formats.wal.WalTail.Tear;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the records of one segment end, and what follows damage. */
final class WalCursorTest {

  @Test
  void fileThatEndsAtAFrameEndsClean() {
    var wal = SmallWal.ofEntries(3);
    assertEquals(new WalTail.CleanEnd(wal.extent(wal.size(), 0)), wal.read(true).tail());
  }

  @Test
  void zeroLengthIsThePreallocatedTail() {
    var wal = SmallWal.ofEntries(3);
    int end = wal.size();
    var tail = new WalTail.PreallocatedTail(wal.extent(end, 4096));
    assertEquals(tail, wal.grown(4096).read(true).tail());
    assertEquals(tail, wal.grown(4096).read(false).tail());
  }

  @Test
  void fewerThanEightBytesAreATornLength() {
    var wal = SmallWal.ofEntries(3);
    var tail = new WalTail.TornTail(wal.extent(wal.size(), 5), Tear.LENGTH);
    assertEquals(tail, wal.grown(5).read(true).tail());
    assertEquals(tail, wal.grown(5).read(false).tail());
  }

  @Test
  void recordLongerThanTheFileIsATornBody() {
    var wal = SmallWal.ofEntries(3);
    int last = wal.offset(5);
    var cut = wal.truncated(wal.size() - 1);
    var tail = new WalTail.TornTail(wal.extent(last, wal.size() - 1 - last), Tear.BODY);
    assertEquals(tail, cut.read(true).tail());
    assertEquals(tail, cut.read(false).tail());
    assertEquals(5, cut.read(true).lines().size());
  }

  @Test
  void hugeLengthIsATornBodyAndAllocatesNothing() {
    var wal = SmallWal.ofEntries(3).grown(64);
    int end = wal.size() - 64;
    Arrays.fill(wal.bytes(), end, end + 7, (byte) 0xff);
    assertEquals(new WalTail.TornTail(wal.extent(end, 64), Tear.BODY), wal.read(true).tail());
  }

  @Test
  void brokenRecordWithAZeroSectorIsTornInTheLastSegmentOnly() {
    var wal = SmallWal.ofEntries(1, 2000);
    int from = (wal.offset(3) / 512 + 1) * 512;
    Arrays.fill(wal.bytes(), from, from + 512, (byte) 0);
    var extent = wal.extent(wal.offset(3), wal.size() - wal.offset(3));
    assertEquals(new WalTail.TornTail(extent, Tear.SECTOR), wal.read(true).tail());
    var tail = assertInstanceOf(WalTail.CorruptTail.class, wal.read(false).tail());
    assertEquals(Damage.CRC, tail.damage());
    assertEquals(extent, tail.at());
  }

  @Test
  void zerosThatFillNoSectorAreCorruption() {
    var wal = SmallWal.ofEntries(1, 2000);
    int from = (wal.offset(3) / 512 + 1) * 512;
    Arrays.fill(wal.bytes(), from, from + 511, (byte) 0);
    assertEquals(Damage.CRC, ((WalTail.CorruptTail) wal.read(true).tail()).damage());
  }

  @Test
  void shortBodyOfZerosIsTorn() {
    var wal = SmallWal.ofEntries(2);
    Arrays.fill(wal.bytes(), wal.offset(4) + 8, wal.size(), (byte) 0);
    assertEquals(Tear.SECTOR, ((WalTail.TornTail) wal.read(true).tail()).tear());
  }

  @Test
  void changedDataSaysBothChecksums() {
    var wal = SmallWal.ofEntries(3);
    wal.bytes()[wal.offset(4) + 24] ^= 1;
    var tail = assertInstanceOf(WalTail.CorruptTail.class, wal.read(true).tail());
    assertEquals(Damage.CRC, tail.damage());
    assertTrue(
        tail.reason()
            .matches("checksum: expected [0-9a-f]{8} as the record says, found [0-9a-f]{8}"));
  }

  @Test
  void frameWithoutARecordIsCorrupt() {
    var wal = SmallWal.ofEntries(3);
    wal.bytes()[wal.offset(4) + 8] = 0x0f;
    assertEquals(Damage.RECORD, ((WalTail.CorruptTail) wal.read(true).tail()).damage());
  }

  @Test
  void crcRecordMustRepeatTheChecksumUnlessItIsZeroSoFar() {
    var wal = SmallWal.ofEntries(1);
    try (var source = ByteSource.of("w", wal.bytes())) {
      var wrong = WalCursor.atStart(source, 0x1234, true);
      assertFalse(wrong.next());
      var tail = assertInstanceOf(WalTail.CorruptTail.class, wrong.tail().orElseThrow());
      assertEquals(Damage.CRC_CHAIN, tail.damage());
      assertTrue(WalCursor.atStart(source, 0, true).next());
    }
  }

  @Test
  void recordsOfUnknownTypeAndUndecodableDataAreKeptWhole() {
    var wal = SmallWal.of(encoder -> encoder.append(9, new byte[] {1, 2, 3}));
    assertEquals(List.of("unknown 9"), kinds(wal));
    wal = SmallWal.of(encoder -> encoder.append(WalEnvelope.ENTRY, new byte[] {0x22, 5, 1}));
    assertEquals(List.of("unknown 2"), kinds(wal));
    wal = SmallWal.of(encoder -> encoder.append(WalEnvelope.SNAPSHOT, HexDump.bytes("1a 01 08")));
    assertEquals(List.of("unknown 5"), kinds(wal));
  }

  @Test
  void readingGoesOnBehindAChangedRecordAndTellsWhatItSaid() {
    var wal = SmallWal.ofEntries(5);
    var sound = wal.read(true).lines();
    var damaged = wal.extent(wal.offset(4), wal.offset(5) - wal.offset(4));
    wal.bytes()[wal.offset(4) + 24] ^= 1;
    var read = wal.readThrough(true);
    assertEquals(damaged, read.gaps().get(0).at());
    assertTrue(read.gaps().get(0).damaged().isPresent());
    var rest = new ArrayList<>(sound);
    rest.remove(4);
    assertEquals(rest, read.lines());
  }

  @Test
  void readingGoesOnBehindAChangedChecksum() {
    var wal = SmallWal.ofEntries(5);
    wal.bytes()[wal.offset(4) + 11] ^= 1;
    var read = wal.readThrough(true);
    assertEquals(1, read.gaps().size());
    assertEquals(7, read.lines().size());
  }

  @Test
  void readingGoesOnBehindALostLength() {
    for (int flipped = 0; flipped < 8; flipped++) {
      var wal = SmallWal.ofEntries(6);
      var sound = wal.read(true).lines();
      wal.bytes()[wal.offset(4) + flipped] ^= 0x41;
      var lines = wal.readThrough(true).lines();
      assertTrue(lines.containsAll(sound.subList(0, 4)), lines::toString);
      assertTrue(lines.containsAll(sound.subList(5, sound.size())), lines::toString);
    }
  }

  /** Which leads into the record, behind it, into the zeros behind the data, or out of the file. */
  @ParameterizedTest
  @ValueSource(ints = {3, 5, 8})
  void aWholeRecordIsReadWhateverItsLengthHasBecome(int record) {
    var sound = SmallWal.ofEntries(6).grown(1 << 16);
    var lines = sound.read(true).lines();
    for (int bit = 0; bit < 56; bit++) {
      var wal = sound.copy();
      int at = sound.offset(record);
      wal.bytes()[at + bit / 8] ^= (byte) (1 << bit % 8);
      for (boolean isLast : new boolean[] {true, false}) {
        var read = wal.readThrough(isLast);
        assertEquals(lines, read.lines(), "bit " + bit);
        assertEquals(List.of(wal.extent(at, 8)), read.gaps().stream().map(WalGap::at).toList());
      }
    }
  }

  /** A frame that is no record and ends in zeros looks like the last one. */
  @Test
  void recordsInAFrameThatHasBecomeTooLongAreFound() {
    var wal = SmallWal.ofEntries(6).grown(1 << 16);
    var sound = wal.read(true).lines();
    int at = wal.offset(4);
    var gap = wal.extent(at, wal.offset(5) - at);
    for (int bit = 10; bit < 16; bit++) {
      var damaged = wal.copy();
      damaged.bytes()[at + bit / 8] ^= (byte) (1 << bit % 8);
      damaged.bytes()[at + 30] ^= 1;
      var read = damaged.readThrough(true);
      assertEquals(sound.subList(5, sound.size()), read.lines().subList(4, read.lines().size()));
      assertEquals(List.of(gap), read.gaps().stream().map(WalGap::at).toList());
    }
  }

  @Test
  void recordsBehindAZeroLengthAreFound() {
    var wal = SmallWal.ofEntries(6);
    var hole = wal.extent(wal.offset(4), wal.offset(5) - wal.offset(4));
    Arrays.fill(wal.bytes(), (int) hole.offset(), (int) hole.end(), (byte) 0);
    assertEquals(4, wal.read(true).lines().size());
    var read = wal.readThrough(true);
    assertEquals(8, read.lines().size());
    assertEquals(hole, read.gaps().get(0).at());
    assertEquals(new WalTail.CleanEnd(wal.extent(wal.size(), 0)), read.tail());
  }

  @Test
  void theRecordBehindAGapIsNotProved() {
    var wal = SmallWal.ofEntries(6);
    Arrays.fill(wal.bytes(), wal.offset(4), wal.offset(5), (byte) 0);
    try (var source = ByteSource.of("w", wal.bytes())) {
      var cursor = WalCursor.atStart(source, 0, true);
      while (cursor.next()) {
        assertTrue(cursor.isCrcChecked());
      }
      cursor.resync();
      assertTrue(cursor.next());
      assertFalse(cursor.isCrcChecked());
      assertTrue(cursor.next());
      assertTrue(cursor.isCrcChecked());
    }
  }

  @Test
  void recordsLargerThanTheWindowAreRead() {
    var wal = SmallWal.ofEntries(3, 700_000);
    var read = wal.grown(100).read(true);
    assertEquals(6, read.lines().size());
    assertEquals(new WalTail.PreallocatedTail(wal.extent(wal.size(), 100)), read.tail());
    wal.bytes()[wal.offset(4) + 500_000] ^= 1;
    assertEquals(4, wal.read(true).lines().size());
    assertEquals(5, wal.readThrough(true).lines().size());
  }

  @Test
  void readingResumesWhereItStopped() {
    var wal = SmallWal.ofEntries(4);
    var before = wal.truncated(wal.offset(5)).grown(900);
    try (var source = ByteSource.of("w", before.bytes());
        var later = ByteSource.of("w", wal.bytes())) {
      var cursor = WalCursor.atStart(source, 0, true);
      int records = 0;
      while (cursor.next()) {
        records++;
      }
      assertEquals(5, records);
      var on = WalCursor.resume(later, cursor.endOffset(), cursor.runningCrc(), true);
      assertTrue(on.next());
      assertEquals(wal.offset(5), on.offset());
      assertTrue(on.next());
      assertFalse(on.next());
    }
  }

  private static List<String> kinds(SmallWal wal) {
    var kinds = new ArrayList<String>();
    try (var source = ByteSource.of("w", wal.bytes())) {
      var reader = WalReader.of(source, true);
      for (var next = reader.next(); next.isPresent(); next = reader.next()) {
        var record = assertInstanceOf(WalRecord.UnknownRecord.class, next.get().value());
        kinds.add("unknown " + record.envelope().type());
      }
    }
    return kinds;
  }
}
