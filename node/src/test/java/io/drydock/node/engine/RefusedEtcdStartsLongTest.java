package io.drydock.node.engine;

import io.drydock.formats.wal.WalSegment;
import io.drydock.testdata.Archive;
import io.drydock.testdata.Directories;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Directories of real etcd that a member must not take over stay, to the byte, as they are. */
class RefusedEtcdStartsLongTest {

  @TempDir private Path folder;

  @Test
  void aDamagedDatabase() throws Exception {
    Path dataDir = single();
    try (var db = new RandomAccessFile(dataDir.resolve("member/snap/db").toFile(), "rw")) {
      db.seek(8192);
      db.write(new byte[(int) db.length() - 8192]);
    }
    assertRefused(dataDir, "drydock fsck");
  }

  @Test
  void aDatabaseWithoutItsLog() throws Exception {
    Path dataDir = single();
    Directories.delete(dataDir.resolve("member/wal"));
    assertRefused(dataDir, "its log in");
  }

  @Test
  void aLogWithoutItsDatabase() throws Exception {
    Path dataDir = single();
    Files.delete(dataDir.resolve("member/snap/db"));
    assertRefused(dataDir, "the backend of the member is missing");
  }

  @Test
  void aMemberOfThree() throws Exception {
    Path three = Archive.unpack("etcd-3.6.14-cluster3", folder);
    try (Stream<Path> found = Files.walk(three, 2)) {
      Path dataDir = found.filter(it -> Files.exists(it.resolve("member"))).findFirst().get();
      assertRefused(dataDir, "belongs to a cluster of 3");
    }
  }

  @Test
  void aMemberThatAsksForUsers() throws Exception {
    Path three = Archive.unpack("etcd-3.5.30-cluster3", folder);
    try (Stream<Path> found = Files.walk(three, 2)) {
      Path dataDir = found.filter(it -> Files.exists(it.resolve("member"))).findFirst().get();
      assertRefused(dataDir, "authentication is enabled");
    }
  }

  private Path single() throws Exception {
    return Archive.unpack("etcd-3.5.30-single", folder).resolve("data");
  }

  private static void assertRefused(Path dataDir, String sentence) throws Exception {
    Refusals.assertRefused(dataDir, WalSegment.NOMINAL_BYTES, sentence);
  }
}
