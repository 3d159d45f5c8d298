package io.drydock.formats.wal.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.drydock.formats.Finding;
import io.drydock.formats.bytes.RollingCrc32C;
import io.drydock.formats.testing.SmallJvm;
import io.drydock.formats.wal.GeneratedWal;
import io.drydock.formats.wal.WalChain;
import io.drydock.formats.wal.WalDirectory;
import io.drydock.formats.wal.WalFrame;
import io.drydock.formats.wal.WalSegment;
import io.drydock.formats.wal.replay.EntryFates.Fate;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More than a gibibyte of WAL, read by a JVM with a heap of 128 MiB. */
final class LargeWalLongTest {

  private static final long SMALL_ENTRIES_BYTES = 448L << 20;
  private static final int HUGE_PAYLOAD_BYTES = 700 << 20;

  @TempDir Path folder;

  @Test
  void heapDoesNotGrowWithTheWal() throws Exception {
    long entries = GeneratedWal.write(folder, SMALL_ENTRIES_BYTES, WalSegment.NOMINAL_BYTES, 300);
    appendHugeEntry(entries + 1);
    assertEquals(
        "findings [WAL-RECORD-SIZE] committed %d uncommitted 1".formatted(entries),
        SmallJvm.run(Reader.class, folder).strip());
  }

  /** The program that the other JVM runs. */
  static final class Reader {

    private Reader() {}

    public static void main(String[] args) throws IOException {
      var directory = WalDirectory.list(Path.of(args[0]));
      var codes = new ArrayList<String>();
      var result =
          WalCheck.run(directory, WalCheck.Mode.STOPPED, finding -> codes.add(codeOf(finding)));
      var fates = result.replay().fates();
      long committed = 0;
      long uncommitted = 0;
      try (var chain = WalChain.open(directory.segments())) {
        while (chain.advance()) {
          var cursor = chain.cursor();
          if (cursor.entryPayloadBytes() > 0) {
            Fate fate = fates.of(chain.ordinal(), cursor.offset(), cursor.entryIndex());
            committed += fate == Fate.COMMITTED ? 1 : 0;
            uncommitted += fate == Fate.UNCOMMITTED ? 1 : 0;
          }
        }
      }
      System.out.printf("findings %s committed %d uncommitted %d%n", codes, committed, uncommitted);
    }

    private static String codeOf(Finding finding) {
      return finding.code();
    }
  }

  /** Behind the last record of the last segment; its payload and the zeros at the end are holes. */
  private void appendHugeEntry(long index) throws IOException {
    var directory = WalDirectory.list(folder);
    int crc;
    try (var chain = WalChain.open(List.of(directory.segments().getLast()))) {
      while (chain.advance()) {
        continue;
      }
      crc = chain.position().crc();
    }
    byte[] entryHead = fields(0x08, 0, 0x10, 2, 0x18, index, 0x22, HUGE_PAYLOAD_BYTES);
    var rolling = new RollingCrc32C();
    rolling.reset(crc);
    rolling.update(entryHead, 0, entryHead.length);
    byte[] zeros = new byte[1 << 20];
    for (int i = 0; i < HUGE_PAYLOAD_BYTES >> 20; i++) {
      rolling.update(zeros, 0, zeros.length);
    }
    long dataBytes = (long) entryHead.length + HUGE_PAYLOAD_BYTES;
    byte[] head = fields(0x08, 2, 0x10, rolling.value() & 0xffffffffL, 0x1a, dataBytes);
    WalFrame frame = WalFrame.around(head.length + dataBytes);
    ByteBuffer start =
        ByteBuffer.allocate(WalFrame.HEADER_BYTES + head.length + entryHead.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(frame.lenField())
            .put(head)
            .put(entryHead)
            .flip();
    try (var out =
        FileChannel.open(directory.segments().getLast().path(), StandardOpenOption.WRITE)) {
      long end = out.size() + frame.bytes();
      out.write(start, out.size());
      out.write(ByteBuffer.allocate(1), end + 63);
    }
  }

  private static byte[] fields(long... numbers) {
    var out = new ByteArrayOutputStream();
    for (long number : numbers) {
      long rest = number;
      while ((rest & ~0x7fL) != 0) {
        out.write((int) (rest & 0x7f | 0x80));
        rest >>>= 7;
      }
      out.write((int) rest);
    }
    return out.toByteArray();
  }
}
