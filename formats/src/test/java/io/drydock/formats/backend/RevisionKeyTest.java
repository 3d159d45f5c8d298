package io.drydock.formats.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.Extent;
import io.drydock.formats.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RevisionKeyTest {

  @ParameterizedTest
  @CsvSource({
    // A transaction of etcd 3.4.23: put t1, put t2, delete foo; all of main 7.
    // main              '_' sub              't'
    "00000000 00000007   5f  00000000 00000000,    7, 0, false",
    "00000000 00000007   5f  00000000 00000001,    7, 1, false",
    "00000000 00000007   5f  00000000 00000002 74, 7, 2, true",
    // The mark of a compaction at 4, and the record that a bumped restore leaves.
    "00000000 00000004   5f  00000000 00000000,    4, 0, false",
    "00000000 000003f3   5f  00000000 00000000, 1011, 0, false",
  })
  void realKeysDecodeAndEncode(String hex, long main, long sub, boolean tombstone)
      throws Exception {
    RevisionKey key = decode(hex);
    assertEquals(new RevisionKey(new Revision(main, sub), tombstone), key);
    assertEquals(Bytes.ofHex(hex), key.encode());
  }

  @ParameterizedTest
  @CsvSource({
    "'',                                        'expected 17 or 18 bytes, found 0 bytes'",
    "00000000000000075f00000000000000,          'expected 17 or 18 bytes, found 16 bytes'",
    "00000000000000075f00000000000000007400,    'expected 17 or 18 bytes, found 19 bytes'",
    "00000000000000075e0000000000000000,        'separator at db:0x10: expected 0x5f, found 0x5e'",
    "80000000000000075f0000000000000000,        'expected a positive number'",
    "00000000000000075fffffffffffffffff,        'found 7_-1'",
    "00000000000000075f000000000000000075,      'tombstone mark at db:0x10: expected 0x74'",
  })
  void damagedKeysSayWhatIsWrong(String hex, String message) {
    var failure = assertThrows(CorruptFileException.class, () -> decode(hex));
    assertEquals(true, failure.getMessage().contains(message), failure.getMessage());
  }

  @Test
  void keysSortAsRevisions() {
    var before = new RevisionKey(new Revision(7, 2), true);
    var after = new RevisionKey(new Revision(256, 0), false);
    assertEquals(
        Integer.signum(before.revision().compareTo(after.revision())),
        Integer.signum(before.encode().compareTo(after.encode())));
  }

  private static RevisionKey decode(String hex) throws CorruptFileException {
    Bytes bytes = Bytes.ofHex(hex);
    return RevisionKey.decode(bytes.segment(), new Extent("db", 16, bytes.length()));
  }
}
