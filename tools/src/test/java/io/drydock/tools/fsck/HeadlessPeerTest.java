package io.drydock.tools.fsck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.drydock.testdata.Directories;
import io.drydock.testdata.Kv;
import io.drydock.testdata.etcd.Etcd;
import io.drydock.testdata.etcd.EtcdOptions;
import io.drydock.testdata.etcd.EtcdRelease;
import io.drydock.tools.ExitCode;
import io.drydock.tools.Kept;
import io.drydock.tools.Run;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Logs of one segment that have lost their beginning: what fsck foretells is what etcd does. */
@Execution(ExecutionMode.CONCURRENT)
class HeadlessPeerTest {

  @TempDir Path folder;

  private record Member(Path data, List<Kv> keys) {}

  private Member member(EtcdRelease release) throws IOException {
    Path data = folder.resolve("sound");
    try (var etcd = Etcd.start(EtcdOptions.single(release, data, "--snapshot-count", "5"))) {
      for (int i = 0; i < 12; i++) {
        etcd.client().put("/k" + i, "value " + i);
      }
      List<Kv> keys = etcd.client().all(0);
      etcd.stop();
      return new Member(data, keys);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aServerPanicsOverALogThatSaysNotWhoseItIs(EtcdRelease release) throws Exception {
    Member member = member(release);
    for (Headless damage : Headless.values()) {
      Path data = Directories.copy(member.data(), folder.resolve(damage.name()));
      damage.harm(data);
      Foretold told = Foretold.of(data);
      String what = release + " " + damage + ": " + told.member();
      assertEquals(damage.verdict(), told.verdict(), what);
      assertTrue(told.codes().contains(damage.code()), what);
      Path only = Directories.copy(data, folder.resolve("only"));
      Directories.delete(only.resolve("member/snap"));
      Foretold without = Foretold.of(only);
      if (damage.verdict().equals("refuses")) {
        told.proveBy(release, Directories.copy(data, folder.resolve("started")), what);
        without.proveBy(release, only, release + " " + damage + " alone: " + without.member());
      }
      asAdvised(told, release, member.keys(), what);
      for (String name : List.of("only", "started", damage.name(), damage.name() + ".restored")) {
        Directories.delete(folder.resolve(name));
      }
    }
  }

  /** The first line that makes something is run as it stands. */
  private void asAdvised(Foretold told, EtcdRelease release, List<Kv> keys, String what)
      throws IOException {
    String line =
        told.next().stream()
            .filter(one -> one.startsWith("drydock wal repair ") || one.contains(" restore "))
            .findFirst()
            .orElse("none");
    String[] words = line.split(" +# ")[0].substring("drydock ".length()).split(" ");
    Run run = Run.drydock((Object[]) words);
    assertEquals(ExitCode.OK, run.code(), what + "\n" + line + "\n" + run.out() + run.err());
    String target = words[1].equals("repair") ? words[4] : words[5];
    try (var etcd = Etcd.start(release, Path.of(target))) {
      assertEquals(keys, etcd.client().all(0), what);
      etcd.stop();
    }
    Directories.delete(Path.of(target));
  }

  /** It stands for no election; the wait for its own word about that takes seven seconds. */
  @ParameterizedTest
  @EnumSource
  void aServerWithoutMembersWaits(EtcdRelease release) throws Exception {
    Path data = member(release).data();
    Headless.ENTRIES_ZEROED.harm(data);
    Directories.delete(data.resolve("member/snap"));
    Foretold told = Foretold.of(data);
    assertEquals("hangs", told.verdict(), told.member().toString());
    told.proveBy(release, data, release + ": " + told.member());
  }

  /** One of three: the others have everything, so it is made anew. */
  @ParameterizedTest
  @EnumSource
  void aMemberOfThreeIsAddedAnew(EtcdRelease release) throws Exception {
    Path kept = Kept.directory("etcd-" + release.version() + "-cluster3").resolve("m2");
    Path data = Directories.copy(kept, folder.resolve("m2"));
    Headless.ALL_JUNK.harm(data);
    Foretold told = Foretold.of(data);
    assertEquals("refuses", told.verdict());
    JsonNode found = told.member().at("/findings/0");
    assertEquals("unknown", found.path("lost").asText(), found.toString());
    assertTrue(found.path("lost_reason").asText().contains("a majority"), found.toString());
    List<String> next = told.next();
    assertTrue(next.stream().anyMatch(line -> line.startsWith("etcdctl member add ")), "" + next);
    assertTrue(next.stream().noneMatch(line -> line.contains(" restore ")), "" + next);
    told.proveBy(release, data, release + ": " + told.member());
  }
}
