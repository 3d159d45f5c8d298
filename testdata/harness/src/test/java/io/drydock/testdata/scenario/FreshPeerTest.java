package io.drydock.testdata.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.testdata.Directories;
import io.drydock.testdata.Expected;
import io.drydock.testdata.etcd.Etcd;
import io.drydock.testdata.etcd.EtcdRelease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Concurrent, because each directory takes its time while etcd waits for itself. */
@Execution(ExecutionMode.CONCURRENT)
final class FreshPeerTest {
  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(EtcdRelease.class)
  void singleDirectoryHoldsWhatItsStoryTells(EtcdRelease release) throws IOException {
    var directory = Fresh.directory("etcd-" + release.version() + "-single");
    var expected = new Expected(directory);
    assertEquals(1, expected.json("alarm_list").path("alarms").size());
    assertEquals(3, expected.json("user_list").path("users").size());
    assertEquals(1, expected.json("member_list").path("members").size());
    assertEquals(2, expected.json("member_list_with_second_voter").path("members").size());
    assertFalse(expected.json("v2_get_all").path("node").path("nodes").isEmpty());
    assertEquals(2, count(directory.resolve("data/member/wal")));
    assertTrue(count(directory.resolve("data/member/snap")) > 3);
  }

  @ParameterizedTest
  @EnumSource(EtcdRelease.class)
  void recordedAnswersAreThoseOfTheDirectory(EtcdRelease release) throws IOException {
    var directory = Fresh.directory("etcd-" + release.version() + "-single");
    var expected = new Expected(directory);
    var copy = Directories.copy(directory.resolve("data"), folder.resolve("data"));
    try (var etcd = Etcd.start(release, copy)) {
      assertEquals(expected.kvs("get_all_rev_current"), etcd.client().all(0));
      assertEquals(expected.hashKv("hashkv").get(0L), etcd.hashKv(0));
    }
  }

  @ParameterizedTest
  @EnumSource(EtcdRelease.class)
  void clusterDirectoryHoldsACrashedMember(EtcdRelease release) throws IOException {
    var directory = Fresh.directory("etcd-" + release.version() + "-cluster3");
    var after = new Expected(directory).json("after_kill");
    assertTrue(Files.exists(directory.resolve("m2/member/wal/0.tmp")));
    assertFalse(Files.exists(directory.resolve("m1/member/wal/0.tmp")));
    var hashes = Stream.of("m1", "m3").map(m -> after.path(m).path("hashkv").path(0)).toList();
    assertEquals(
        hashes.get(0).path("HashKV").path("hash"), hashes.get(1).path("HashKV").path("hash"));
  }

  private static long count(Path directory) throws IOException {
    try (var entries = Files.list(directory)) {
      return entries.count();
    }
  }
}
