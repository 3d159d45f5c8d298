package io.drydock.formats.mvcc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.proto.mvccpb.KeyValue;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyValueViewTest {

  private final KeyValueView view = new KeyValueView();

  @Test
  void thirdPutOfFoo() {
    // key "foo", create_revision 2, mod_revision 3, version 2, value "bar2": etcd 3.4.23
    read("0a 03 66 6f 6f  10 02  18 03  20 02  2a 04 62 61 72 32");
    assertEquals(Bytes.ofUtf8("foo"), Bytes.copyOf(view.key()));
    assertEquals(2, view.createRevision());
    assertEquals(3, view.modRevision());
    assertEquals(2, view.keyVersion());
    assertEquals(Bytes.ofUtf8("bar2"), Bytes.copyOf(view.value()));
    assertEquals(0, view.lease());
  }

  @Test
  void tombstoneHasTheKeyAlone() {
    read("0a 03 66 6f 6f");
    assertEquals(Bytes.ofUtf8("foo"), Bytes.copyOf(view.key()));
    assertEquals(0, view.createRevision() + view.modRevision() + view.keyVersion());
    assertEquals(0, view.valueLength());
  }

  @Test
  void theRecordOfABumpedRestoreIsEmpty() {
    read("");
    assertEquals(0, view.keyLength());
    assertEquals(0, view.valueLength());
  }

  @Test
  void aMessageDoesNotInheritFromTheOneBefore() {
    read("0a 01 61  10 02  18 03  20 02  2a 01 62  30 07");
    read("0a 01 62");
    assertEquals(0, view.createRevision() + view.modRevision() + view.keyVersion());
    assertEquals(0, view.lease() + view.valueLength());
  }

  @Test
  void fieldsInAnyOrderTheLastOneCountsUnknownOnesAreSkipped() {
    // field 9 varint, 10 fixed64, 11 fixed32, 12 bytes, then key "x", version 1, key "y"
    read("48 96 01  51 0102030405060708  5d 01020304  62 02 aabb  0a 01 78  20 01  0a 01 79");
    assertEquals(Bytes.ofUtf8("y"), Bytes.copyOf(view.key()));
    assertEquals(1, view.keyVersion());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0a", // no length
        "0a 04 66 6f 6f", // key longer than the message
        "0a ff ff ff ff ff ff ff ff ff 01 61", // length -1
        "10", // no number
        "10 80", // number without end
        "10 80 80 80 80 80 80 80 80 80 80 01", // number of eleven bytes
        "08 01", // the key as a number
        "12 01 61", // create_revision as bytes
        "4b", // group
        "4c", // end of a group
        "51 01", // fixed64 cut off
        "02 00", // field 0
        "80 80 80 80 10 00", // field number over 2^29-1
      })
  void whatIsNoKeyValueIsSaidToBeNone(String hex) {
    Bytes bytes = Bytes.ofHex("ff" + hex.replace(" ", ""));
    assertFalse(view.read(bytes.segment(), 1, bytes.length() - 1));
    assertEquals(1, view.damageOffset());
  }

  @Test
  void damageBehindGoodFieldsIsLocated() {
    Bytes bytes = Bytes.ofHex("0a 01 61 20 01 2a 05 62");
    assertFalse(view.read(bytes.segment(), 0, bytes.length()));
    assertEquals(5, view.damageOffset());
  }

  @Test
  void readsWhatProtobufWrites() {
    var random = new Random(11);
    for (int i = 0; i < 20_000; i++) {
      KeyValue expected = randomKeyValue(random);
      byte[] bytes = expected.toByteArray();
      assertTrue(view.read(MemorySegment.ofArray(bytes), 0, bytes.length), expected::toString);
      assertEquals(expected, asProtobuf());
    }
  }

  /** Whatever this takes protobuf takes, and both read the same. */
  @Test
  void readsNothingThatProtobufRefuses() throws InvalidProtocolBufferException {
    var random = new Random(12);
    int accepted = 0;
    for (int i = 0; i < 200_000; i++) {
      byte[] bytes = randomKeyValue(random).toByteArray();
      for (int flips = random.nextInt(3); flips >= 0 && bytes.length > 0; flips--) {
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      }
      if (view.read(MemorySegment.ofArray(bytes), 0, bytes.length)) {
        KeyValue parsed = KeyValue.parseFrom(bytes);
        assertEquals(withoutUnknown(parsed), asProtobuf());
        accepted++;
      }
    }
    assertTrue(accepted > 20_000, "accepted " + accepted);
  }

  private void read(String hex) {
    Bytes bytes = Bytes.ofHex(hex);
    assertTrue(view.read(bytes.segment(), 0, bytes.length()));
  }

  private KeyValue asProtobuf() {
    return KeyValue.newBuilder()
        .setKey(Bytes.copyOf(view.key()).toByteString())
        .setCreateRevision(view.createRevision())
        .setModRevision(view.modRevision())
        .setVersion(view.keyVersion())
        .setValue(Bytes.copyOf(view.value()).toByteString())
        .setLease(view.lease())
        .build();
  }

  private static KeyValue withoutUnknown(KeyValue parsed) {
    return parsed.toBuilder().setUnknownFields(UnknownFieldSet.getDefaultInstance()).build();
  }

  private static KeyValue randomKeyValue(Random random) {
    return KeyValue.newBuilder()
        .setKey(randomBytes(random, 200))
        .setCreateRevision(randomLong(random))
        .setModRevision(randomLong(random))
        .setVersion(randomLong(random))
        .setValue(randomBytes(random, 300))
        .setLease(randomLong(random))
        .build();
  }

  private static ByteString randomBytes(Random random, int limit) {
    var bytes = new byte[random.nextInt(4) == 0 ? 0 : random.nextInt(limit)];
    random.nextBytes(bytes);
    return ByteString.copyFrom(bytes);
  }

  /** Of every length as a varint, zero and negative ones included. */
  private static long randomLong(Random random) {
    return random.nextLong() >> random.nextInt(Long.SIZE);
  }
}
