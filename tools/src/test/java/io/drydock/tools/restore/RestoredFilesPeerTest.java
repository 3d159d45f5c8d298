package io.drydock.tools.restore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.bytes.Bytes;
import io.drydock.testdata.Directories;
import io.drydock.testdata.etcd.EtcdRelease;
import io.drydock.testdata.etcd.EtcdTool;
import io.drydock.testdata.scenario.Fresh;
import io.drydock.tools.ExitCode;
import io.drydock.tools.Run;
import io.drydock.tools.rewrite.Stored;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Our files of a restored member beside those of etcd's own tool, for the same command line. */
class RestoredFilesPeerTest {

  @TempDir Path folder;

  private static final String SINGLE =
      "--name m1 --initial-cluster m1=http://127.0.0.1:12380"
          + " --initial-advertise-peer-urls http://127.0.0.1:12380";

  /** One of three, with two URLs in an order that is not theirs, and a token. */
  private static final String ONE_OF_THREE =
      "--name m2 --initial-cluster-token new-1 --initial-cluster"
          + " m1=https://a:2380,m2=http://z.example:2380,m3=http://[::1]:2380,m2=http://b:2380"
          + " --initial-advertise-peer-urls http://b:2380,http://z.example:2380";

  private static final String BUMPED = SINGLE + " --bump-revision 1000 --mark-compacted";

  @ParameterizedTest
  @EnumSource
  void theSameCommandLineGivesTheSameFiles(EtcdRelease release) throws Exception {
    Path snapshot = LoadedSnapshot.of(release).file();
    compare(release, snapshot, "");
    compare(release, snapshot, SINGLE);
    compare(release, snapshot, ONE_OF_THREE);
    if (!release.is34()) {
      compare(release, snapshot, BUMPED);
      compare(release, snapshot, SINGLE + " --bump-revision 0");
    }
  }

  @ParameterizedTest
  @EnumSource
  void soDoesTheDatabaseOfAStoppedMember(EtcdRelease release) throws Exception {
    Path fresh = Fresh.directory("etcd-" + release.version() + "-single");
    Path db = fresh.resolve("data/member/snap/db");
    assertNotEquals(32, Files.size(db) % 512);
    String flags = SINGLE + " --skip-hash-check";
    compare(release, db, flags);
    assertNotEquals(0, theirs(release, db, folder.resolve("refused"), SINGLE));
    Run refused = ours(db, folder.resolve("ours-refused"), SINGLE);
    assertEquals(ExitCode.FINDINGS, refused.code(), refused.err());
  }

  /** What we wrote as a snapshot file is taken by etcd's tool, and comes to the same. */
  @ParameterizedTest
  @EnumSource
  void etcdRestoresASnapshotOfOurs(EtcdRelease release) throws Exception {
    Path defragmented = folder.resolve("ours.db");
    Run defrag = Run.drydock("defrag", LoadedSnapshot.of(release).file(), "--out", defragmented);
    assertEquals(ExitCode.OK, defrag.code(), defrag.err());
    compare(release, defragmented, ONE_OF_THREE);
  }

  private static int theirs(EtcdRelease release, Path snapshot, Path data, String flags)
      throws IOException {
    String[] words =
        Stream.concat(
                Stream.of("snapshot", "restore", snapshot.toString(), "--data-dir", data + ""),
                Stream.of(flags.split(" ")).filter(word -> !word.isEmpty()))
            .toArray(String[]::new);
    return EtcdTool.offline(release).run(words).exitCode();
  }

  private static Run ours(Path snapshot, Path data, String flags) {
    return Run.drydock(
        Stream.concat(
                Stream.of("snapshot", "restore", snapshot, "--data-dir", data),
                Stream.of(flags.split(" ")).filter(word -> !word.isEmpty()))
            .toArray());
  }

  private void compare(EtcdRelease release, Path snapshot, String flags) throws Exception {
    Path their = folder.resolve("theirs");
    Path our = folder.resolve("ours");
    assertEquals(0, theirs(release, snapshot, their, flags), flags);
    Run run = ours(snapshot, our, flags);
    assertEquals(ExitCode.OK, run.code(), run.err());
    assertEquals(names(their), names(our), flags);
    for (String name : names(their)) {
      if (!name.endsWith("/db") && Files.isRegularFile(our.resolve(name))) {
        assertEquals(-1, Files.mismatch(their.resolve(name), our.resolve(name)), flags + name);
      }
    }
    var expected = rows(their);
    var found = rows(our);
    if (release.is34()) {
      // Its tool means to clear the old members, and clears keys named like their ids instead.
      assertNotEquals(expected.remove("members"), found.get("members"));
      assertTrue(!found.remove("members").isEmpty());
      expected.remove("members_removed");
      assertEquals(new TreeMap<>(), found.remove("members_removed"));
    }
    assertEquals(expected, found, flags);
    Directories.delete(their);
    Directories.delete(our);
  }

  private static SortedMap<String, SortedMap<Bytes, Bytes>> rows(Path data) throws Exception {
    return new TreeMap<>(Stored.in(data, List.of()).buckets());
  }

  private static List<String> names(Path data) throws IOException {
    try (Stream<Path> entries = Files.walk(data)) {
      return entries.map(entry -> data.relativize(entry).toString()).sorted().toList();
    }
  }
}
