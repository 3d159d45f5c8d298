package io.drydock.formats.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.bytes.ByteSource;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

/** Files that were made to cost time. */
final class HostileWalTest {

  private static final int BLOCK_BYTES = 24;
  private static final int BLOCKS = 100_000;
  private static final int LAST_DATA_BYTES = 8 << 20;

  /**
   * Every block is the start of a good frame, and all of these end where one large record begins,
   * whose checksum continues none of them. Trying each would read 800 GB.
   */
  @Test
  void searchForTheNextRecordReadsTheFileAFewTimesAtMost() {
    int end = 8 + BLOCKS * BLOCK_BYTES;
    ByteBuffer file =
        ByteBuffer.allocate(end + 24 + LAST_DATA_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(0x7f_ffff_ffffL);
    while (file.position() < end) {
      putFrameStart(file, end);
    }
    file.putLong(16 + LAST_DATA_BYTES).put(HexDump.bytes("08 02 10 02 1a"));
    putLength(file, LAST_DATA_BYTES + 7).put((byte) 0x22);
    putLength(file, LAST_DATA_BYTES + 2);
    try (var source = ByteSource.of("w", file.array())) {
      var cursor = WalCursor.atStart(source, 0, true);
      assertTrue(!cursor.next());
      assertTrue(cursor.resync().isEmpty());
      assertReadAFewTimes(cursor, source.size());
    }
  }

  /**
   * Two good records and the start of a frame that reaches to the end of the file, over and over:
   * each of these frames has to be summed up before its checksum is known to be wrong.
   */
  @Test
  void damageBehindEveryRecordReadsTheFileAFewTimesAtMost() {
    byte[] good = new byte[SmallWal.ofEntries(2).size() - SmallWal.ofEntries(0).size()];
    System.arraycopy(
        SmallWal.ofEntries(2).bytes(), SmallWal.ofEntries(0).size(), good, 0, good.length);
    int end = 10_000 * (good.length + BLOCK_BYTES);
    ByteBuffer file = ByteBuffer.allocate(end + 16).order(ByteOrder.LITTLE_ENDIAN);
    while (file.position() < end) {
      file.put(good);
      putFrameStart(file, end);
    }
    file.putLong(-1).putLong(-1);
    try (var source = ByteSource.of("w", file.array())) {
      var cursor = WalCursor.atStart(source, 0x1234, true);
      int records = 0;
      do {
        while (cursor.next()) {
          records++;
        }
      } while (cursor.resync().isPresent());
      assertTrue(records > 2, "only " + records);
      assertReadAFewTimes(cursor, source.size());
    }
  }

  /** Every other eight bytes are zeros: where they end is looked for each time. */
  @Test
  void manyShortZerosAreReadOnce() {
    var file = ByteBuffer.allocate(4 << 20).order(ByteOrder.LITTLE_ENDIAN);
    while (file.hasRemaining()) {
      file.putLong(-1).putLong(0);
    }
    try (var source = ByteSource.of("w", file.array())) {
      var cursor = WalCursor.atStart(source, 0, true);
      assertTrue(!cursor.next());
      assertTrue(cursor.resync().isEmpty());
      assertTrue(cursor.readBytes() < 2 * source.size(), cursor.readBytes() + " bytes read");
    }
  }

  /** The budget, and the record whose reading went beyond it, for both windows. */
  private static void assertReadAFewTimes(WalCursor cursor, long fileBytes) {
    assertTrue(cursor.readBytes() < 11 * fileBytes + (4 << 20), cursor.readBytes() + " bytes read");
  }

  private static void putFrameStart(ByteBuffer file, int end) {
    int recordBytes = end - file.position() - 8;
    file.putLong(recordBytes).put(HexDump.bytes("08 02 10 01 1a"));
    putLength(file, recordBytes - 9).put((byte) 0x22);
    putLength(file, recordBytes - 14).put(new byte[2]);
  }

  /** Any two bytes that could be a record, over and over: many small findings, no large cost. */
  @Test
  void fileOfNothingButFrameStartsIsLeftBehind() {
    var file = ByteBuffer.allocate(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
    while (file.hasRemaining()) {
      file.putLong(0x8400000000000004L);
    }
    try (var source = ByteSource.of("w", file.array())) {
      var cursor = WalCursor.atStart(source, 0, true);
      int steps = 0;
      do {
        while (cursor.next()) {
          steps++;
        }
      } while (cursor.resync().isPresent() && steps < 1 << 20);
      assertEquals(0, steps);
    }
  }

  /** Four bytes, whatever the number. */
  private static ByteBuffer putLength(ByteBuffer file, int length) {
    return file.put((byte) (length | 0x80))
        .put((byte) (length >> 7 | 0x80))
        .put((byte) (length >> 14 | 0x80))
        .put((byte) (length >> 21 & 0x7f));
  }
}
