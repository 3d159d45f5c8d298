package io.drydock.node.mvcc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.drydock.formats.proto.mvccpb.KeyValue;
import io.drydock.node.testing.MapBackend;
import org.junit.jupiter.api.Test;

class RecordsTest {

  private final Records records = new Records(new MapBackend(), 4);

  @Test
  void whatIsWrittenGoesByAndWhatIsReadStays() {
    records.keep(1, 0, ofBytes(10));
    for (long main = 2; main < 10_000; main++) {
      records.written(main, 0, ofBytes(10));
    }
    assertTrue(records.atHand(1, 0).isPresent());
    assertTrue(records.atHand(9_999, 0).isPresent());
    assertFalse(records.atHand(2, 0).isPresent());
  }

  @Test
  void aRecordIsKnownByBothItsRevisions() {
    records.written(7, 0, ofBytes(1));
    records.written(7, 1, ofBytes(2));
    records.keep(7, 2, ofBytes(3));
    assertEquals(ofBytes(1), records.atHand(7, 0).orElseThrow());
    assertEquals(ofBytes(2), records.atHand(7, 1).orElseThrow());
    assertEquals(ofBytes(3), records.atHand(7, 2).orElseThrow());
    assertFalse(records.atHand(7, 3).isPresent());
  }

  @Test
  void largeRecordsAreNotHeld() {
    records.keep(1, 0, ofBytes(Records.MAX_READ_BYTES));
    records.written(2, 0, ofBytes(Records.MAX_WRITTEN_BYTES));
    assertFalse(records.atHand(1, 0).isPresent());
    assertFalse(records.atHand(2, 0).isPresent());
  }

  private static KeyValue ofBytes(int valueBytes) {
    return KeyValue.newBuilder().setValue(ByteString.copyFrom(new byte[valueBytes])).build();
  }
}
