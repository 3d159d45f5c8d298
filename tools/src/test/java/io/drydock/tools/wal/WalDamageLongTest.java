package io.drydock.tools.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.testdata.Overwriting;
import io.drydock.tools.ExitCode;
import io.drydock.tools.Run;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** What the verbs say about damage, and that they do not give up over it. */
class WalDamageLongTest {

  private static final String ONLY = "0000000000000000-0000000000000000.wal";

  /** Where the records of {@link #ONLY} end, and where its last record begins. */
  private static final long END = 0x887d8;

  private static final long LAST = 0x887a0;

  @TempDir private static Path folder;
  private Path data;
  private Path segment;

  @BeforeEach
  void copy(TestInfo test) throws IOException {
    var logs = new KeptLogs(folder);
    data = logs.copy("etcd-3.7.1-cluster3", "m2", test.getTestMethod().orElseThrow().getName());
    segment = data.resolve("member/wal").resolve(ONLY);
  }

  @Test
  void aFlippedBitIsAGapAndTheRestIsRead() throws IOException {
    flip(segment, 0x4000);
    Run verify = Run.drydock("wal", "verify", data);
    assertEquals(ExitCode.FINDINGS, verify.code());
    assertTrue(verify.out().contains("error    WAL-CRC  checksum: expected"), verify.out());
    assertTrue(verify.out().contains("damaged: 1,557 records"), verify.out());
    Run dump = Run.drydock("wal", "dump", data);
    assertEquals(ExitCode.FINDINGS, dump.code());
    assertTrue(dump.out().contains(ONLY + ":0x3b38:3064   gap       checksum: expected"));
    assertTrue(dump.out().contains("it claims to be entry 2/22"), dump.out());
    assertTrue(dump.out().contains("entry     2/775 "), dump.out());
    assertEquals(ExitCode.FINDINGS, Run.drydock("wal", "ls", data).code());
    assertEquals(ExitCode.FINDINGS, Run.drydock("wal", "stats", data).code());
  }

  @Test
  void filtersDoNotHideAGap() throws IOException {
    flip(segment, 0x4000);
    Run dump = Run.drydock("wal", "dump", data, "--kind", "crc", "-o", "jsonl");
    List<String> lines = dump.out().lines().toList();
    assertEquals(3, lines.size());
    assertTrue(lines.get(1).contains("\"kind\":\"gap\",\"reason\":\"checksum: expected"));
    assertTrue(lines.get(1).contains("\"claims\":{\"type\":\"2\""), lines.get(1));
    assertTrue(lines.get(2).contains("\"damages\":1,\"torn\":false"), lines.get(2));
  }

  @Test
  void aTruncatedRecordIsATornEnd() throws IOException {
    truncate(LAST + 20);
    assertTorn("torn: the record is longer than the rest of the file");
  }

  @Test
  void aHalfLengthIsATornEnd() throws IOException {
    truncate(LAST + 4);
    assertTorn("torn: less is left than a length needs");
  }

  @Test
  void anUnwrittenSectorIsATornEnd() throws IOException {
    try (var file = new RandomAccessFile(segment.toFile(), "rw")) {
      file.seek(LAST + 8);
      file.write(new byte[(int) (END - LAST - 8)]);
    }
    assertTorn("torn: a sector of the record was never written");
  }

  private void assertTorn(String reason) {
    Run verify = Run.drydock("wal", "verify", data);
    assertEquals(ExitCode.OK, verify.code(), verify.out());
    assertTrue(verify.out().contains("warning  WAL-TORN  "), verify.out());
    Run dump = Run.drydock("wal", "dump", data);
    assertEquals(ExitCode.OK, dump.code(), dump.out());
    assertTrue(dump.out().contains("gap       " + reason), dump.out());
    assertTrue(dump.out().contains("torn: a server cuts the last record off"), dump.out());
    Run ls = Run.drydock("wal", "ls", data);
    assertEquals(ExitCode.OK, ls.code(), ls.out());
    assertTrue(ls.out().contains("torn: the last record is not whole"), ls.out());
    assertTrue(ls.out().contains("ok   torn  -"), ls.out());
  }

  @Test
  void aCutThatLeavesWholeRecordsIsNoDamage() throws IOException {
    truncate(LAST);
    assertEquals(ExitCode.OK, Run.drydock("wal", "verify", data).code());
    assertTrue(Run.drydock("wal", "ls", data).out().contains("ok   clean  -"));
  }

  @Test
  void aMissingSegmentIsReportedByAllVerbs() throws IOException {
    Path wal = new KeptLogs(folder).copy("etcd-3.6.14-single", "data", "gap").resolve("member/wal");
    Path second = wal.resolve("0000000000000001-0000000000000045.wal");
    Files.move(second, wal.resolve("0000000000000003-0000000000000045.wal"));
    flip(wal.resolve("0000000000000003-0000000000000045.wal"), 11);
    Run verify = Run.drydock("wal", "verify", wal);
    assertEquals(ExitCode.FINDINGS, verify.code());
    assertTrue(verify.out().contains("WAL-SEQUENCE"), verify.out());
    Run ls = Run.drydock("wal", "ls", wal);
    assertEquals(ExitCode.FINDINGS, ls.code());
    assertTrue(
        ls.out().contains("damaged: segments are missing behind 0000000000000000-"), ls.out());
    Run dump = Run.drydock("wal", "dump", wal, "--kind", "crc");
    assertEquals(ExitCode.FINDINGS, dump.code());
    assertTrue(dump.out().contains("segments before this one are missing; "), dump.out());
  }

  /** Any other process that holds the file makes the directory a live one. */
  @Test
  void aGrowingEndIsNoDamage() throws IOException {
    truncate(LAST + 20);
    try (var holder = Holder.of(segment)) {
      assertTrue(holder.isHolding());
      Run verify = Run.drydock("wal", "verify", data);
      assertEquals(ExitCode.OK, verify.code(), verify.out());
      assertTrue(verify.out().contains("live, sound: "), verify.out());
      assertFalse(verify.out().contains("WAL-TORN"), verify.out());
      Run ls = Run.drydock("wal", "ls", data);
      assertEquals(ExitCode.OK, ls.code(), ls.out());
      assertTrue(ls.out().contains("ok   being_written  held"), ls.out());
      Run dump = Run.drydock("wal", "dump", data, "--kind", "crc");
      assertEquals(ExitCode.OK, dump.code(), dump.out());
      assertFalse(dump.out().contains(" gap "), dump.out());
      assertTrue(dump.out().contains("the server is writing the next record"), dump.out());
    }
  }

  @Test
  void damageInsideALiveLogIsDamage() throws IOException {
    flip(segment, 0x4000);
    try (var holder = Holder.of(segment)) {
      assertTrue(holder.isHolding());
      assertEquals(ExitCode.FINDINGS, Run.drydock("wal", "verify", data).code());
      assertEquals(ExitCode.FINDINGS, Run.drydock("wal", "dump", data).code());
      assertEquals(ExitCode.FINDINGS, Run.drydock("wal", "ls", data).code());
    }
  }

  @Test
  void noFlipAnywhereIsABug() throws IOException {
    truncate(END);
    byte[] good = Files.readAllBytes(segment);
    var random = new Random(20261121);
    for (int round = 0; round < 25; round++) {
      byte[] bad = good.clone();
      for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
        bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
      }
      Overwriting.overwrite(segment, bad);
      for (String verb : List.of("ls", "dump", "stats", "verify")) {
        Run run = Run.drydock("wal", verb, data, "-o", "jsonl");
        assertTrue(
            run.code() == ExitCode.OK || run.code() == ExitCode.FINDINGS,
            () -> verb + " ended with " + run.code() + ": " + run.err());
      }
    }
  }

  private void truncate(long length) throws IOException {
    try (var file = new RandomAccessFile(segment.toFile(), "rw")) {
      file.setLength(length);
    }
  }

  private static void flip(Path file, long offset) throws IOException {
    try (var open = new RandomAccessFile(file.toFile(), "rw")) {
      open.seek(offset);
      int value = open.read();
      open.seek(offset);
      open.write(value ^ 4);
    }
  }
}
