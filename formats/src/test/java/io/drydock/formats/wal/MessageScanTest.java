package io.drydock.formats.wal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.proto.raftpb.Entry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The hand-written parser beside the generated one, on the same bytes. */
final class MessageScanTest {

  @Test
  void wellFormedMessagesReadAlike() throws Exception {
    var random = new Random(1);
    for (int i = 0; i < 3000; i++) {
      byte[] bytes = randomEntry(random);
      Entry entry = Entry.parseFrom(bytes);
      try (var source = ByteSource.of("m", bytes)) {
        var scan = new MessageScan(new SegmentWindow(source));
        assertTrue(scan.scan(0, bytes.length, 3, 4));
        assertEquals(entry.hasTerm(), scan.hasNumber(2));
        assertEquals(entry.getTerm(), scan.number(2));
        assertEquals(entry.getIndex(), scan.number(3));
        assertEquals(entry.hasData(), scan.hasBytes());
        assertEquals(entry.getData().size(), scan.bytesLength());
        assertEquals(
            entry.getData(),
            ByteString.copyFrom(
                source.view(scan.bytesOffset(), scan.bytesLength()).asByteBuffer()));
        assertEquals(!entry.getUnknownFields().asMap().isEmpty(), scan.hasUnknownFields());
      }
    }
  }

  /** What this parser accepts the generated one accepts, and reads the same out of it. */
  @Test
  void changedMessagesAreNeverReadDifferently() {
    int accepted = 0;
    int refused = 0;
    for (int seed = 0; seed < 20_000; seed++) {
      var random = new Random(seed);
      byte[] bytes = randomEntry(random);
      for (int i = 0; i <= random.nextInt(3); i++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      Optional<Entry> entry = parse(bytes);
      try (var source = ByteSource.of("m", bytes)) {
        var scan = new MessageScan(new SegmentWindow(source));
        if (scan.scan(0, bytes.length, 3, 4)) {
          accepted++;
          assertTrue(entry.isPresent(), "seed " + seed);
          assertEquals(entry.get().getTerm(), scan.number(2), "seed " + seed);
          assertEquals(entry.get().getIndex(), scan.number(3), "seed " + seed);
          assertEquals(entry.get().getData().size(), scan.bytesLength(), "seed " + seed);
        } else {
          refused++;
        }
      }
    }
    assertTrue(accepted > 1000 && refused > 1000, accepted + " accepted, " + refused + " refused");
  }

  @Test
  void fieldsBehindALargeByteStringAreRead() throws Exception {
    var out = new ByteArrayOutputStream();
    out.write(
        Entry.newBuilder().setData(ByteString.copyFrom(new byte[600_000])).build().toByteArray());
    out.write(Entry.newBuilder().setTerm(77).setIndex(1L << 60).build().toByteArray());
    byte[] bytes = out.toByteArray();
    try (var source = ByteSource.of("m", bytes)) {
      var scan = new MessageScan(new SegmentWindow(source));
      assertTrue(scan.scan(0, bytes.length, 3, 4));
      assertEquals(600_000, scan.bytesLength());
      assertEquals(77, scan.number(2));
      assertEquals(1L << 60, scan.number(3));
      assertFalse(scan.scan(0, bytes.length - 1, 3, 4));
    }
  }

  @Test
  void unknownFieldsOfAnEnvelopeOutliveTheEncoder() throws Exception {
    byte[] stored = HexDump.bytes("08 05 10 80 db 81 c1 01 1a 04 08 00 10 00 2a 01 07");
    var log = new ByteArrayOutputStream();
    log.write(HexDump.bytes("04 00 00 00 00 00 00 84 08 04 10 00 00 00 00 00"));
    log.write(HexDump.bytes("12 00 00 00 00 00 00 86 08 01 10 85 d4 fd a0 07 1a 08"));
    log.write(HexDump.bytes("73 6f 6d 65 64 61 74 61 00 00 00 00 00 00"));
    log.write(HexDump.bytes("11 00 00 00 00 00 00 87"));
    log.write(stored);
    log.write(new byte[7]);
    assertArrayEquals(log.toByteArray(), reencoded(log.toByteArray(), 0));
    byte[] other = reencoded(log.toByteArray(), 0x1234);
    try (var source = ByteSource.of("w", other)) {
      var cursor = WalCursor.atStart(source, 0x1234, true);
      assertTrue(cursor.next() && cursor.next() && cursor.next());
      assertTrue(cursor.hasUnknownFields());
      assertTrue(cursor.storedCrc() != 0x18206d80);
      assertTrue(cursor.record().value().envelope().message().toHex().endsWith("2a0107"));
    }
  }

  private static byte[] reencoded(byte[] log, int crc) throws IOException {
    var encoder = new WalEncoder(crc);
    try (var source = ByteSource.of("w", log)) {
      var reader = WalReader.of(source, true);
      for (var next = reader.next(); next.isPresent(); next = reader.next()) {
        encoder.append(next.get().value());
      }
    }
    var frames = encoder.drain();
    byte[] bytes = new byte[frames.remaining()];
    frames.get(bytes);
    return bytes;
  }

  private static Optional<Entry> parse(byte[] bytes) {
    try {
      return Optional.of(Entry.parseFrom(bytes));
    } catch (InvalidProtocolBufferException undecodable) {
      return Optional.empty();
    }
  }

  /** Fields in any order, some repeated, some unknown. */
  private static byte[] randomEntry(Random random) {
    var out = new ByteArrayOutputStream();
    for (int i = 0; i <= random.nextInt(7); i++) {
      long number = random.nextLong() >>> random.nextInt(64);
      switch (random.nextInt(7)) {
        case 0 -> put(out, 0x08, random.nextInt(3));
        case 1 -> put(out, 0x10, number);
        case 2 -> put(out, 0x18, number);
        case 3, 4 -> putBytes(out, random.nextBoolean() ? 0x22 : 0x3a, random);
        case 5 -> put(out, 7 << 3, number);
        default -> {
          boolean isLong = random.nextBoolean();
          put(out, isLong ? 1001 << 3 | 1 : 9 << 3 | 5);
          out.writeBytes(new byte[isLong ? 8 : 4]);
        }
      }
    }
    return out.toByteArray();
  }

  private static void putBytes(ByteArrayOutputStream out, int tag, Random random) {
    byte[] bytes = new byte[random.nextInt(200)];
    random.nextBytes(bytes);
    put(out, tag, bytes.length);
    out.writeBytes(bytes);
  }

  private static void put(ByteArrayOutputStream out, long... numbers) {
    for (long number : numbers) {
      long rest = number;
      while ((rest & ~0x7fL) != 0) {
        out.write((int) (rest & 0x7f | 0x80));
        rest >>>= 7;
      }
      out.write((int) rest);
    }
  }
}
