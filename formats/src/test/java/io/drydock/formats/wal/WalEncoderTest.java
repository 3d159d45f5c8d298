package io.drydock.formats.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.proto.etcdserverpb.Metadata;
import io.drydock.formats.proto.raftpb.EntryType;
import io.drydock.formats.raft.LogPosition;
import io.drydock.formats.raft.RaftMessages;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the encoder writes the cursor reads. */
final class WalEncoderTest {

  @Test
  void everyRecordReadsBackAsItWasWritten() {
    for (int seed = 0; seed < 200; seed++) {
      var random = new Random(seed);
      int crc = random.nextInt();
      var encoder = new WalEncoder(crc);
      var written = new ArrayList<String>();
      for (int i = 0; i < 30; i++) {
        written.add(append(encoder, random));
        assertEquals(0, encoder.pendingBytes() % 8);
      }
      var frames = encoder.drain();
      byte[] bytes = new byte[frames.remaining()];
      frames.get(bytes);
      assertEquals(written, read(bytes, crc, encoder.runningCrc()), "seed " + seed);
    }
  }

  @Test
  void drainForgetsTheFramesButNotTheChecksum() {
    var whole = new WalEncoder(0);
    var parts = new WalEncoder(0);
    int bytes = 0;
    for (int i = 1; i < 5; i++) {
      whole.append(RaftMessages.hardState(i, 0, i));
      parts.append(RaftMessages.hardState(i, 0, i));
      bytes += parts.drain().remaining();
      assertEquals(0, parts.pendingBytes());
    }
    assertEquals(whole.runningCrc(), parts.runningCrc());
    assertEquals(whole.pendingBytes(), bytes);
    assertTrue(whole.drain().isReadOnly());
  }

  private static List<String> read(byte[] bytes, int crcBefore, int crcAfter) {
    var lines = new ArrayList<String>();
    try (var source = ByteSource.of("w", bytes)) {
      var cursor = WalCursor.resume(source, 0, crcBefore, true);
      while (cursor.next()) {
        assertTrue(cursor.isFrameCanonical());
        lines.add(RecordLine.of(cursor.record().value()));
      }
      assertEquals(new WalTail.CleanEnd(source.extent(bytes.length, 0)), cursor.tail().get());
      assertEquals(crcAfter, cursor.runningCrc());
    }
    return lines;
  }

  private static String append(WalEncoder encoder, Random random) {
    long a = random.nextLong() >>> random.nextInt(64);
    long b = random.nextLong() >>> random.nextInt(64);
    String line =
        switch (random.nextInt(6)) {
          case 0 -> {
            encoder.append(Metadata.newBuilder().setNodeID(a).setClusterID(b).build());
            yield "metadata %%s node %x cluster %x".formatted(a, b);
          }
          case 1 -> {
            encoder.append(RaftMessages.hardState(a & 0xff, b, a & 0xffff));
            yield "state %%s term %d vote %x commit %d".formatted(a & 0xff, b, a & 0xffff);
          }
          case 2 -> {
            var state = RaftMessages.confState(List.of(a, b), List.of());
            var position = new LogPosition(a, b);
            encoder.append(RaftMessages.walSnapshot(position, Optional.of(state)));
            yield "snapshot %%s %s [%d, %d]".formatted(position, a, b);
          }
          case 3 -> {
            encoder.appendCrc();
            yield "crc %s";
          }
          case 4 -> {
            encoder.append(6 + (a & 0xff), new byte[0]);
            yield "unknown %%s type %d %s".formatted(6 + (a & 0xff), Bytes.EMPTY);
          }
          default -> {
            var position = new LogPosition(a, b);
            byte[] payload = new byte[random.nextInt(9000)];
            random.nextBytes(payload);
            encoder.append(
                RaftMessages.entry(
                    EntryType.EntryConfChange, position, Optional.of(Bytes.adopt(payload))));
            yield "entry %%s type 1 at %s, %d bytes".formatted(position, payload.length);
          }
        };
    return line.formatted(HexFormat.of().toHexDigits(encoder.runningCrc()));
  }
}
