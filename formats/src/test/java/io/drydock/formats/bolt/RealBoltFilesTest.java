package io.drydock.formats.bolt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.bolt.build.BoltBuilder;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.bytes.Bytes;
import io.drydock.testdata.Archive;
import io.drydock.testdata.Testdata;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backend and snapshot files that real etcd 3.6.14 and 3.7.1 wrote. */
class RealBoltFilesTest {

  private static final List<String> ETCD_BUCKETS =
      List.of(
          "alarm",
          "auth",
          "authRoles",
          "authUsers",
          "cluster",
          "key",
          "lease",
          "members",
          "members_removed",
          "meta");

  @TempDir static Path folder;

  private static List<Path> files;

  @BeforeAll
  static void unpack() throws IOException {
    for (Path archive : Testdata.archives()) {
      Archive.unpack(archive, folder);
    }
    try (Stream<Path> all = Files.walk(folder)) {
      files = all.filter(RealBoltFilesTest::isBolt).sorted().toList();
    }
    assertTrue(files.size() >= 11, () -> "too few: " + files);
  }

  private static boolean isBolt(Path file) {
    String name = file.getFileName().toString();
    return name.equals("db") || name.equals("snapshot.db");
  }

  @Test
  void everyFileHasTheTenBucketsOfEtcdAndNoFreelist() throws Exception {
    for (Path path : files) {
      try (var source = ByteSource.map(path)) {
        BoltFile file = BoltFile.open(source);
        assertEquals(4096, file.pageSize());
        assertFalse(file.meta().hasFreelist());
        assertEquals(0, file.missingBytes());
        var names = file.buckets().stream().map(bucket -> bucket.name().toUtf8()).toList();
        assertEquals(ETCD_BUCKETS, names, path::toString);
      }
    }
  }

  @Test
  void walksBothWaysAndSeeksAgreeInEveryBucket() throws Exception {
    for (Path path : files) {
      try (var source = ByteSource.map(path)) {
        for (BoltBucket bucket : BoltFile.open(source).buckets()) {
          compareWalks(bucket);
        }
      }
    }
  }

  private static void compareWalks(BoltBucket bucket) throws Exception {
    var forward = new ArrayList<Bytes>();
    BoltCursor cursor = bucket.cursor();
    while (cursor.next()) {
      forward.add(Bytes.copyOf(cursor.key()));
    }
    var backward = new ArrayList<Bytes>();
    while (cursor.prev()) {
      backward.add(Bytes.copyOf(cursor.key()));
    }
    assertEquals(forward, backward.reversed());
    assertEquals(forward, forward.stream().sorted().distinct().toList());
    assertEquals(forward.size(), bucket.stats().keys());
    for (Bytes key : forward) {
      assertTrue(cursor.seek(key.segment()));
      assertEquals(key, Bytes.copyOf(cursor.key()));
    }
  }

  @Test
  void theCheckFindsNothing() throws Exception {
    for (Path path : files) {
      try (var source = ByteSource.map(path)) {
        assertEquals(List.of(), BoltCheck.of(source).findings(), path::toString);
      }
    }
  }

  @Test
  void aRewrittenFileHasTheSameContentInFewerPages() throws Exception {
    for (Path path : files) {
      Path rewritten = folder.resolve("rewritten");
      try (var source = ByteSource.map(path)) {
        BoltFile file = BoltFile.open(source);
        rewrite(file, rewritten);
        try (var copy = ByteSource.map(rewritten)) {
          assertEquals(List.of(), BoltCheck.of(copy).findings(), path::toString);
          assertEquals(content(file), content(BoltFile.open(copy)));
          assertTrue(copy.size() < file.pageCount() * file.pageSize());
        }
      }
    }
  }

  private static void rewrite(BoltFile file, Path into) throws Exception {
    try (var out = FileChannel.open(into, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      var builder = new BoltBuilder(out, file.pageSize());
      for (BoltBucket bucket : file.buckets()) {
        builder.openBucket(bucket.name(), bucket.sequence());
        for (BoltCursor cursor = bucket.cursor(); cursor.next(); ) {
          builder.put(cursor.key(), cursor.value());
        }
        builder.closeBucket();
      }
      builder.finish(file.meta().txid());
    }
  }

  private static List<Bytes> content(BoltFile file) throws Exception {
    var content = new ArrayList<Bytes>();
    for (BoltBucket bucket : file.buckets()) {
      content.add(bucket.name());
      for (BoltCursor cursor = bucket.cursor(); cursor.next(); ) {
        content.add(Bytes.copyOf(cursor.key()));
        content.add(Bytes.copyOf(cursor.value()));
      }
    }
    return content;
  }

  @Test
  void pagesAreInABucketOrFree() throws Exception {
    for (Path path : files) {
      try (var source = ByteSource.map(path)) {
        BoltFile file = BoltFile.open(source);
        BucketStats root = file.root().stats();
        long used = BoltFile.FIRST_DATA_PAGE + pages(root);
        for (BoltBucket bucket : file.buckets()) {
          used += pages(bucket.stats());
        }
        assertEquals(file.pageCount(), used + file.freePages().pages().size(), path::toString);
      }
    }
  }

  private static long pages(BucketStats stats) {
    return stats.branch().count()
        + stats.branch().overflow()
        + stats.leaf().count()
        + stats.leaf().overflow();
  }
}
