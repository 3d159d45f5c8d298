package io.drydock.formats.wal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.bytes.ByteSource;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The byte tables of {@link WalFrame} and {@link WalEnvelope} against bytes of real segments. */
final class WalFrameTest {

  @ParameterizedTest
  @EnumSource(RealSegments.class)
  void realFramesReadAsTheTablesSay(RealSegments segment) {
    var read = new ArrayList<String>();
    try (var source = ByteSource.of(segment.name(), segment.bytes())) {
      var cursor = WalCursor.atStart(source, segment.crcBefore(), false);
      while (cursor.next()) {
        read.add(RecordLine.of(cursor.record().value()));
        assertTrue(cursor.isFrameCanonical());
        assertFalse(cursor.hasUnknownFields());
      }
      assertEquals(new WalTail.CleanEnd(source.extent(source.size(), 0)), cursor.tail().get());
    }
    assertEquals(segment.expected(), read);
  }

  @ParameterizedTest
  @EnumSource(RealSegments.class)
  void realFramesAreWrittenByteForByte(RealSegments segment) {
    var encoder = new WalEncoder(segment.crcBefore());
    try (var source = ByteSource.of(segment.name(), segment.bytes())) {
      var reader = WalReader.of(WalCursor.atStart(source, segment.crcBefore(), false));
      for (var record = reader.next(); record.isPresent(); record = reader.next()) {
        encoder.append(record.get().value());
      }
    }
    assertArrayEquals(segment.bytes(), bytes(encoder.drain()));
  }

  @Test
  void lengthFieldHoldsLengthAndPadding() {
    assertEquals(0x8400000000000004L, WalFrame.around(4).lenField());
    assertEquals(0x10L, WalFrame.around(16).lenField());
    assertEquals(new WalFrame(0x73, 5), WalFrame.decode(0x8500000000000073L));
    assertEquals(8 + 0x73 + 5, WalFrame.decode(0x8500000000000073L).bytes());
  }

  @Test
  void paddingBitsCountOnlyUnderTheFlag() {
    assertEquals(new WalFrame(9, 0), WalFrame.decode(0x0700000000000009L));
    assertFalse(WalFrame.isCanonical(0x0700000000000009L));
    assertEquals(new WalFrame(9, 7), WalFrame.decode(0xff00000000000009L));
    assertFalse(WalFrame.isCanonical(0xff00000000000009L));
    assertTrue(WalFrame.isCanonical(0x8700000000000009L));
  }

  @Test
  void everyLengthSurvivesTheRoundTrip() {
    for (long length : List.of(0L, 1L, 7L, 8L, 9L, 12L, 1L << 31, (1L << 56) - 1)) {
      WalFrame frame = WalFrame.around(length);
      assertEquals(frame, WalFrame.decode(frame.lenField()));
      assertEquals(0, frame.bytes() % 8);
      assertTrue(WalFrame.isCanonical(frame.lenField()));
    }
    assertThrows(IllegalArgumentException.class, () -> new WalFrame(1L << 56, 0));
    assertThrows(IllegalArgumentException.class, () -> new WalFrame(1, 8));
  }

  @Test
  void lengthFieldIsLittleEndian() {
    var encoder = new WalEncoder(0);
    encoder.appendCrc();
    var frame = encoder.drain().order(ByteOrder.LITTLE_ENDIAN);
    assertEquals(WalFrame.around(4).lenField(), frame.getLong(0));
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }
}
