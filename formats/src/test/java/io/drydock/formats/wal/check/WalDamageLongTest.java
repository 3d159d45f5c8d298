package io.drydock.formats.wal.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.Finding;
import io.drydock.formats.Severity;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.wal.RealPrefix;
import io.drydock.formats.wal.WalCursor;
import io.drydock.formats.wal.WalDirectory;
import io.drydock.formats.wal.WalEnvelope;
import io.drydock.formats.wal.WalFileName;
import io.drydock.formats.wal.WalReader;
import io.drydock.formats.wal.WalTail;
import io.drydock.testdata.Overwriting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A small real segment, damaged in every way: reading never gives another record than was written
 * where the checksum covers the byte, and the check always says something.
 */
final class WalDamageLongTest {

  private static final int RECORDS = 30;

  @TempDir static Path folder;
  private static byte[] sound;
  private static List<Bytes> soundRecords;
  private static BitSet covered;
  private static BitSet types;
  private static int end;
  private static Path file;

  @BeforeAll
  static void prepare() throws IOException {
    sound = RealPrefix.of(RECORDS, folder);
    soundRecords = read(sound).records();
    assertEquals(RECORDS, soundRecords.size());
    covered = new BitSet();
    types = new BitSet();
    try (var source = ByteSource.of("w", sound)) {
      var cursor = WalCursor.atStart(source, 0, true);
      while (cursor.next()) {
        long dataFrom = cursor.endOffset();
        if (cursor.type() != WalEnvelope.CRC) {
          dataFrom = cursor.record().value().envelope().messageView().byteSize();
          dataFrom = cursor.offset() + 8 + dataFrom - cursor.dataBytes();
          covered.set((int) dataFrom, (int) (dataFrom + cursor.dataBytes()));
        }
        types.set((int) cursor.offset() + 9);
        end = (int) cursor.endOffset();
      }
    }
    file = Files.createDirectory(folder.resolve("wal")).resolve(WalFileName.FIRST.toString());
  }

  @Test
  void everyFlippedByteIsFound() throws IOException {
    Map<String, Integer> outcomes = new TreeMap<>();
    for (int round = 0; round < 3; round++) {
      for (int at = 0; at < sound.length; at++) {
        byte[] damaged = sound.clone();
        damaged[at] ^= (byte) (round == 0 ? 0xff : 1 << (at + round * 3) % 8);
        outcomes.merge(judge(damaged, at), 1, Integer::sum);
      }
    }
    // Only a type, which no checksum covers, and the bits of a checksum beyond the 32nd, which all
    // readers drop, leave a record that reads well; and the check finds these too.
    assertEquals(
        Set.of(
            "data shorter found",
            "frame other found",
            "frame same found",
            "frame shorter found",
            "tail same found",
            "tail shorter found",
            "type other found",
            "type shorter found"),
        outcomes.keySet(),
        outcomes::toString);
  }

  @Test
  void everyTruncationIsToldAsSuch() throws IOException {
    var frames = new BitSet();
    frames.set(0);
    try (var source = ByteSource.of("w", sound)) {
      var cursor = WalCursor.atStart(source, 0, true);
      while (cursor.next()) {
        frames.set((int) cursor.endOffset());
      }
    }
    for (int length = 0; length < sound.length; length++) {
      Outcome outcome = read(Arrays.copyOf(sound, length));
      assertTrue(isPrefix(outcome.records()));
      boolean isRest = length > end && length - end < 8;
      Class<?> expected =
          frames.get(length)
              ? WalTail.CleanEnd.class
              : length > end && !isRest ? WalTail.PreallocatedTail.class : WalTail.TornTail.class;
      assertEquals(expected, outcome.tail().getClass(), "length " + length);
      boolean isWhole = length >= end && !isRest;
      long findings = errors(check(Arrays.copyOf(sound, length)), Severity.WARNING);
      // Cut where a record ends, a segment is as good as any, unless what it says shows the loss.
      assertTrue(isWhole ? findings == 0 : findings > 0 || frames.get(length), "length " + length);
    }
  }

  @Test
  void everyZeroedSectorIsFound() throws IOException {
    for (int at = 0; at < end; at += 512) {
      byte[] damaged = sound.clone();
      Arrays.fill(damaged, at, Math.min(at + 512, damaged.length), (byte) 0);
      assertTrue(isPrefix(read(damaged).records()));
      assertTrue(errors(check(damaged), Severity.WARNING) > 0, "sector at " + at);
    }
  }

  /** Several changes at once, of every kind; only that it ends, in bounds, with an answer. */
  @Test
  void mutationsNeverBreakTheReader() throws IOException {
    for (int seed = 0; seed < 4000; seed++) {
      byte[] damaged = Mutation.of(sound, new Random(seed));
      Outcome outcome = read(damaged);
      assertTrue(outcome.records().size() <= damaged.length / 8 + 1, "seed " + seed);
      if (seed % 4 == 0) {
        check(damaged);
      }
    }
  }

  private static String judge(byte[] damaged, int at) throws IOException {
    Outcome outcome = read(damaged);
    boolean isSame = outcome.records().equals(soundRecords) && isRegular(outcome.tail());
    boolean isFound = errors(check(damaged), Severity.WARNING) > 0;
    String where = types.get(at) ? "type" : covered.get(at) ? "data" : at >= end ? "tail" : "frame";
    if (isSame) {
      assertFalse(covered.get(at), "offset " + at);
      return where + " same " + (isFound ? "found" : "missed");
    }
    boolean isCut = isPrefix(outcome.records());
    assertTrue(isCut || !covered.get(at), "offset " + at);
    assertFalse(covered.get(at) && isRegular(outcome.tail()), "offset " + at);
    return where + (isCut ? " shorter " : " other ") + (isFound ? "found" : "missed");
  }

  private static boolean isPrefix(List<Bytes> records) {
    return records.size() <= soundRecords.size()
        && records.equals(soundRecords.subList(0, records.size()));
  }

  private static boolean isRegular(WalTail tail) {
    return tail instanceof WalTail.CleanEnd || tail instanceof WalTail.PreallocatedTail;
  }

  private static long errors(List<Finding> findings, Severity atLeast) {
    return findings.stream().filter(one -> one.severity().compareTo(atLeast) >= 0).count();
  }

  private record Outcome(List<Bytes> records, WalTail tail) {}

  private static Outcome read(byte[] bytes) {
    var records = new ArrayList<Bytes>();
    try (var source = ByteSource.of("w", bytes)) {
      var reader = WalReader.of(source, true);
      for (var next = reader.next(); next.isPresent(); next = reader.next()) {
        records.add(next.get().value().envelope().message());
      }
      return new Outcome(records, reader.tail().orElseThrow());
    }
  }

  private static List<Finding> check(byte[] bytes) throws IOException {
    Overwriting.overwrite(file, bytes);
    var findings = new ArrayList<Finding>();
    WalCheck.run(WalDirectory.list(file.getParent()), WalCheck.Mode.STOPPED, findings::add);
    return findings;
  }
}
