package io.drydock.formats.bolt.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.bolt.BoltBucket;
import io.drydock.formats.bolt.BoltCheck;
import io.drydock.formats.bolt.BoltFile;
import io.drydock.formats.bolt.BucketStats;
import io.drydock.formats.bolt.MetaSlot;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.bytes.Bytes;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoltBuilderTest {

  @TempDir Path folder;

  private FileChannel open(Path path) throws IOException {
    return FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  /** Page 2 of a file with one inline bucket; the element's bytes are those that etcd writes. */
  private static final String ROOT_PAGE =
      """
      02 00 00 00 00 00 00 00  02 00  01 00  00 00 00 00 \
      01 00 00 00  10 00 00 00  05 00 00 00  45 00 00 00 \
      6c 65 61 73 65 \
      00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00 \
      00 00 00 00 00 00 00 00  02 00  01 00  00 00 00 00 \
      00 00 00 00  10 00 00 00  08 00 00 00  0d 00 00 00 \
      18 8b a1 fb 65 8c 08 1c  08 9c 90 b0 ac b6 bf e8 c5 18 10 d8 04
      """;

  @Test
  void theBytesOfASmallFileAreThoseOfEtcd() throws Exception {
    Path path = folder.resolve("db");
    try (var out = open(path)) {
      var builder = new BoltBuilder(out, 4096);
      builder.openBucket(Bytes.ofUtf8("lease"), 0);
      builder.put(
          Bytes.ofHex("188ba1fb658c081c").segment(),
          Bytes.ofHex("089c90b0acb6bfe8c51810d804").segment());
      builder.closeBucket();
      assertEquals(new FileShape(4096, 3, 2, 2, 1, 0, 0), builder.finish(18));
    }
    byte[] bytes = Files.readAllBytes(path);
    assertEquals(3 * 4096, bytes.length);
    byte[] expected = Bytes.ofHex(ROOT_PAGE).toByteArray();
    assertEquals(Bytes.copyOf(expected), Bytes.copyOf(bytes, 8192, expected.length));
    for (int at = 8192 + expected.length; at < bytes.length; at++) {
      assertEquals(0, bytes[at]);
    }
  }

  @Test
  void bothMetasNameTheSameRootAndTheTransactionsFollowEachOther() throws Exception {
    for (long txid : new long[] {1, 2, 77, -1}) {
      Path path = folder.resolve("db");
      try (var out = open(path)) {
        new BoltBuilder(out, 4096).finishDurably(txid);
      }
      try (var source = ByteSource.map(path)) {
        BoltFile file = BoltFile.open(source);
        assertEquals(txid, file.meta().txid());
        for (MetaSlot slot : file.slots()) {
          var valid = (MetaSlot.Valid) slot;
          assertEquals(valid.pageId() == (txid & 1) ? txid : txid - 1, valid.meta().txid());
          assertEquals(file.meta().rootPageId(), valid.meta().rootPageId());
        }
      }
    }
  }

  @Test
  void aFileWithoutBucketsIsSound() throws Exception {
    Path path = folder.resolve("db");
    try (var out = open(path)) {
      assertEquals(new FileShape(1024, 3, 2, 0, 1, 0, 0), new BoltBuilder(out, 1024).finish(1));
    }
    try (var source = ByteSource.map(path)) {
      assertTrue(BoltCheck.of(source).isClean());
      assertEquals(0, BoltFile.open(source).buckets().size());
    }
  }

  @Test
  void whatTheChannelHeldBeyondTheEndIsCutOff() throws Exception {
    Path path = folder.resolve("db");
    Files.write(path, new byte[100_000]);
    try (var out = open(path)) {
      new BoltBuilder(out, 4096).finish(1);
    }
    assertEquals(3 * 4096, Files.size(path));
  }

  @Test
  void aFileThatIsNotFinishedIsNoDatabase() throws Exception {
    Path path = folder.resolve("db");
    try (var out = open(path)) {
      var builder = new BoltBuilder(out, 4096);
      builder.openBucket(Bytes.ofUtf8("key"), 0);
      builder.put(Bytes.ofUtf8("k").segment(), Bytes.adopt(new byte[3 << 20]).segment());
      builder.closeBucket();
    }
    assertTrue(Files.size(path) > 0);
    try (var source = ByteSource.map(path)) {
      assertFalse(BoltCheck.of(source).isClean());
    }
  }

  @Test
  void keysThatDoNotAscendAreRefused() throws Exception {
    try (var out = open(folder.resolve("db"))) {
      var builder = new BoltBuilder(out, 4096);
      builder.openBucket(Bytes.ofUtf8("b"), 0);
      put(builder, "ab");
      for (String key : new String[] {"", "ab", "aa", "a", "A", "k".repeat(32769)}) {
        assertThrows(IllegalArgumentException.class, () -> put(builder, key));
      }
      put(builder, "aba");
      put(builder, "\u00ff");
      builder.closeBucket();
      for (String name : new String[] {"", "b", "a", "k".repeat(32769)}) {
        assertThrows(
            IllegalArgumentException.class, () -> builder.openBucket(Bytes.ofUtf8(name), 0));
      }
      builder.openBucket(Bytes.ofUtf8("c"), 0);
      put(builder, "a");
      builder.closeBucket();
      assertEquals(6, builder.finish(1).elements());
    }
  }

  @Test
  void callsOutOfTurnAreRefused() throws Exception {
    try (var out = open(folder.resolve("db"))) {
      var builder = new BoltBuilder(out, 4096);
      assertThrows(IllegalStateException.class, () -> put(builder, "a"));
      assertThrows(IllegalStateException.class, builder::closeBucket);
      assertThrows(IllegalArgumentException.class, () -> builder.finish(0));
      builder.openBucket(Bytes.ofUtf8("b"), 0);
      assertThrows(IllegalStateException.class, () -> builder.finish(1));
      builder.closeBucket();
      builder.finish(1);
      assertThrows(IllegalStateException.class, () -> builder.finish(1));
      assertThrows(IllegalStateException.class, () -> builder.openBucket(Bytes.ofUtf8("c"), 0));
      assertThrows(IllegalArgumentException.class, () -> new BoltBuilder(out, 4000));
    }
  }

  private static void put(BoltBuilder builder, String key) throws IOException {
    builder.put(Bytes.ofUtf8(key).segment(), Bytes.EMPTY.segment());
  }

  @Test
  void aBucketIsInlineUpToAQuarterOfAPage() throws Exception {
    for (int valueBytes : new int[] {1024 - 16 - 16 - 1, 1024 - 16 - 16}) {
      var model = new TreeMap<Bytes, Object>();
      model.put(Bytes.ofUtf8("b"), Map.of(Bytes.ofUtf8("k"), Bytes.adopt(new byte[valueBytes])));
      BucketStats stats = BoltModel.check(folder.resolve("db" + valueBytes), model, 4096);
      assertEquals(valueBytes == 991, stats.isInline());
    }
  }

  @Test
  void aBucketWithBucketsIsNeverInline() throws Exception {
    var model = new TreeMap<Bytes, Object>();
    var inner = new TreeMap<Bytes, Object>(Map.of(Bytes.ofUtf8("k"), Bytes.ofUtf8("v")));
    var outer = new TreeMap<Bytes, Object>();
    outer.put(Bytes.ofUtf8("a"), Bytes.ofUtf8("1"));
    outer.put(Bytes.ofUtf8("b"), inner);
    outer.put(Bytes.ofUtf8("c"), Bytes.ofUtf8("2"));
    model.put(Bytes.ofUtf8("outer"), outer);
    assertFalse(BoltModel.check(folder.resolve("db"), model, 4096).isInline());
  }

  @Test
  void sequencesAreKeptInlineAndNot() throws Exception {
    Path path = folder.resolve("db");
    try (var out = open(path)) {
      var builder = new BoltBuilder(out, 4096);
      builder.openBucket(Bytes.ofUtf8("a"), 7);
      builder.closeBucket();
      builder.openBucket(Bytes.ofUtf8("b"), 9);
      builder.put(Bytes.ofUtf8("k").segment(), Bytes.adopt(new byte[5000]).segment());
      builder.closeBucket();
      builder.finish(1);
    }
    try (var source = ByteSource.map(path)) {
      assertEquals(
          List.of(7L, 9L),
          BoltFile.open(source).buckets().stream().map(BoltBucket::sequence).toList());
    }
  }
}
