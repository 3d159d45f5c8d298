package io.drydock.tools.db;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.testdata.Archive;
import io.drydock.tools.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is asked, the directory stays as it was. */
class UntouchedTest {

  @TempDir Path folder;

  @Test
  void namesSizesTimesAndContentStay() throws IOException {
    Path directory = Archive.unpack("etcd-3.6.14-single", folder);
    Map<String, String> before = facts(directory);
    assertTrue(before.size() > 10);
    for (Path source : new Path[] {directory.resolve("data"), directory.resolve("snapshot.db")}) {
      for (String verb :
          new String[] {
            "status", "buckets", "ls", "du", "check", "hashkv", "alarms", "leases", "users",
            "members"
          }) {
        Run.drydock("db", verb, source);
      }
      Run.drydock("db", "get", source, "/fill");
      Run.drydock("db", "history", source, "t2");
    }
    assertEquals(before, facts(directory));
  }

  private static Map<String, String> facts(Path directory) throws IOException {
    Map<String, String> facts = new TreeMap<>();
    try (var files = Files.walk(directory)) {
      for (Path file : files.toList()) {
        Map<String, Object> read =
            Files.readAttributes(
                file, "unix:size,lastModifiedTime,ctime,mode,ino", LinkOption.NOFOLLOW_LINKS);
        facts.put(directory.relativize(file).toString(), new TreeMap<>(read).toString());
      }
    }
    return facts;
  }
}
