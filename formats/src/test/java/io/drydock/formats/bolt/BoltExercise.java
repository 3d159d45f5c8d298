package io.drydock.formats.bolt;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.FormatException;
import io.drydock.formats.bytes.ByteSource;
import java.util.zip.CRC32C;

/**
 * Does everything that can be done with a file, whatever its bytes: what is wrong with it may only
 * come out as a {@link FormatException}.
 */
final class BoltExercise {

  private BoltExercise() {}

  /** All of it on a file that may be damaged. */
  static void run(byte[] bytes) {
    var source = ByteSource.of("x.db", bytes);
    try {
      BoltReport report = BoltCheck.of(source);
      assertTrue(report.elements() <= bytes.length / LeafPage.ELEMENT_BYTES);
      BoltFile file = BoltFile.open(source);
      file.metasUnchanged();
      walkOn(file);
      file.root().stats();
      for (BoltBucket bucket : file.buckets()) {
        bucket.stats();
        walkBothWays(bucket);
      }
      file.freePages();
    } catch (FormatException damage) {
      assertTrue(damage.at().offset() >= 0);
    }
  }

  private static void walkBothWays(BoltBucket bucket) throws CorruptFileException {
    BoltCursor cursor = bucket.cursor();
    while (cursor.next()) {
      bucket.cursor().seek(cursor.key());
      cursor.value();
    }
    while (cursor.prev()) {
      cursor.at();
    }
  }

  /** Goes on behind every damage, as a dump does: that must end too. */
  private static void walkOn(BoltFile file) throws FormatException {
    long steps = 0;
    for (BoltBucket bucket : file.buckets()) {
      BoltCursor cursor = bucket.cursor();
      for (boolean more = true; more; ) {
        assertTrue(steps++ <= file.source().size(), "a walk without end");
        try {
          more = cursor.next();
        } catch (CorruptFileException damage) {
          assertTrue(damage.at().offset() >= 0);
        }
      }
    }
  }

  /** One number for all names, keys and values in order. */
  static long content(byte[] bytes) throws FormatException {
    var crc = new CRC32C();
    for (BoltBucket bucket : BoltFile.open(ByteSource.of("x.db", bytes)).buckets()) {
      crc.update(bucket.name().toByteArray());
      for (BoltCursor cursor = bucket.cursor(); cursor.next(); ) {
        crc.update(cursor.keyAndValue().asByteBuffer());
      }
    }
    return crc.getValue();
  }
}
