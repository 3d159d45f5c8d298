package io.drydock.testdata;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class KeptArchivesTest {
  private static final long SEGMENT_BYTES = 64_000_000;
  private static final long ARCHIVE_BYTES_MAX = 2_000_000;

  @TempDir Path folder;

  static Stream<Path> archives() throws IOException {
    return Testdata.archives().stream();
  }

  @ParameterizedTest
  @MethodSource("archives")
  void everyArchiveHoldsDataDirectoriesWithPreallocatedSegments(Path archive) throws IOException {
    var unpacked = Archive.unpack(archive, folder);
    try (Stream<Path> files = Files.walk(unpacked)) {
      var segments = files.filter(file -> file.toString().endsWith(".wal")).toList();
      assertTrue(!segments.isEmpty(), "no WAL in " + archive);
      for (var segment : segments) {
        assertTrue(Files.size(segment) >= SEGMENT_BYTES, segment.toString());
      }
    }
  }

  @Test
  void readmeHasTheChecksumOfEveryArchive() throws IOException, NoSuchAlgorithmException {
    var found = new TreeMap<String, String>();
    for (var archive : Testdata.archives()) {
      var digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(archive));
      var name = Testdata.folder().relativize(archive).toString();
      found.put(name, HexFormat.of().formatHex(digest));
    }
    var noted = new TreeMap<String, String>();
    for (var line : Files.readAllLines(Testdata.folder().resolve("README.md"))) {
      if (line.matches("[0-9a-f]{64}  .*")) {
        noted.put(line.substring(66), line.substring(0, 64));
      }
    }
    assertEquals(found, noted);
  }

  @Test
  void archivesStaySmall() throws IOException {
    for (var archive : Testdata.archives()) {
      assertTrue(Files.size(archive) <= ARCHIVE_BYTES_MAX, archive.toString());
    }
  }

  @Test
  void recordedAnswersAreReadByName() throws IOException {
    var expected = new Expected(Archive.unpack("etcd-3.6.14-single", folder));
    assertEquals(1160147610L, expected.hashKv("hashkv").get(0L).hash());
    assertEquals(190, expected.kvs("get_all_rev_current").size());
    assertEquals("00fffe0a", expected.kvs("get_all_rev_current").getFirst().keyHex());
  }
}
