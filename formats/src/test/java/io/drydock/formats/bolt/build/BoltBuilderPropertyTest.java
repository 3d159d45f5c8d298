package io.drydock.formats.bolt.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.bolt.BucketStats;
import io.drydock.formats.bytes.Bytes;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the builder writes reads back as it was, is clean, and is what the prediction said. */
class BoltBuilderPropertyTest {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
  void randomFilesComeBackAsTheyWere(long seed) throws Exception {
    var random = new Random(seed);
    int pageSize = 1024 << random.nextInt(5);
    var model = new TreeMap<Bytes, Object>();
    for (int i = random.nextInt(20); i >= 0; i--) {
      model.put(bytes(random, 1 + random.nextInt(30)), bucket(random, 2));
    }
    BoltModel.check(folder.resolve("db"), model, pageSize);
  }

  private static Map<Bytes, Object> bucket(Random random, int levels) {
    var bucket = new TreeMap<Bytes, Object>();
    int keyBytes = 1 + random.nextInt(random.nextBoolean() ? 20 : 700);
    int valueBytes = random.nextInt(random.nextInt(5) == 0 ? 9000 : 200);
    for (int i = random.nextInt(random.nextBoolean() ? 10 : 400); i > 0; i--) {
      boolean isBucket = levels > 0 && random.nextInt(50) == 0;
      Bytes key = bytes(random, 1 + random.nextInt(keyBytes));
      bucket.put(
          key,
          isBucket ? bucket(random, levels - 1) : bytes(random, random.nextInt(valueBytes + 1)));
    }
    return bucket;
  }

  private static Bytes bytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return Bytes.adopt(bytes);
  }

  /** With keys of a third of a page every number of leaves leaves another rest on each level. */
  @ParameterizedTest
  @ValueSource(ints = {17, 130, 150, 300, 430, 600, 5000})
  void noBranchBelowTheRootHasOneChildWhateverTheNumberOfLeaves(int keyBytes) throws Exception {
    var content = new TreeMap<Bytes, Object>();
    for (int leaves = 1; leaves <= 60; leaves++) {
      content.put(key(leaves, keyBytes), Bytes.adopt(new byte[950]));
      var model = new TreeMap<Bytes, Object>(Map.of(Bytes.ofUtf8("b"), content));
      BucketStats stats = BoltModel.check(folder.resolve("db"), model, 1024);
      assertTrue(stats.leaf().count() <= leaves);
      if (keyBytes < 150) {
        assertEquals(0, stats.branch().overflow());
      }
    }
  }

  private static Bytes key(int number, int length) {
    byte[] key = new byte[length];
    key[0] = (byte) (number >> 8);
    key[1] = (byte) number;
    return Bytes.adopt(key);
  }

  @Test
  void valuesAroundEveryBorderOfAPageComeBack() throws Exception {
    for (int border : new int[] {256, 921, 1024, 2048, 64 << 10, 1 << 20}) {
      for (int distance = -45; distance <= 0; distance++) {
        var content = new TreeMap<Bytes, Object>();
        content.put(key(1, 5), Bytes.EMPTY);
        content.put(key(2, 5), Bytes.adopt(new byte[border + distance]));
        content.put(key(3, 5), Bytes.adopt(new byte[700]));
        var model = new TreeMap<Bytes, Object>(Map.of(Bytes.ofUtf8("b"), content));
        BoltModel.check(folder.resolve("db"), model, 1024);
      }
    }
  }

  @Test
  void aSecondElementJoinsAnOverflowingLeafWhenThatSavesAPage() throws Exception {
    var content = new TreeMap<Bytes, Object>();
    for (int i = 0; i < 10; i++) {
      content.put(key(i, 5), Bytes.adopt(new byte[1400]));
    }
    var model = new TreeMap<Bytes, Object>(Map.of(Bytes.ofUtf8("b"), content));
    BucketStats stats = BoltModel.check(folder.resolve("db"), model, 1024);
    assertEquals(5, stats.leaf().count());
    assertEquals(10, stats.leaf().overflow());
  }

  @Test
  void manyBucketsMakeATreeOfBuckets() throws Exception {
    var model = new TreeMap<Bytes, Object>();
    for (int i = 0; i < 3000; i++) {
      model.put(key(i, 6), i % 3 == 0 ? Map.of() : Map.of(key(i, 4), key(i, 100)));
    }
    BoltModel.check(folder.resolve("db"), model, 1024);
  }

  @Test
  void aPageNeverHasMoreElementsThanItsHeaderCanCount() throws Exception {
    var content = new TreeMap<Bytes, Object>();
    for (int i = 0; i < 70_000; i++) {
      content.put(Bytes.ofHex("%06x".formatted(i)), Bytes.EMPTY);
    }
    var model = new TreeMap<Bytes, Object>(Map.of(Bytes.ofUtf8("b"), content));
    BucketStats stats = BoltModel.check(folder.resolve("db"), model, 4 << 20);
    assertEquals(3, stats.leaf().count());
  }
}
