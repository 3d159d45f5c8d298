package io.drydock.tools.rewrite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.drydock.testdata.Directories;
import io.drydock.testdata.etcd.Etcd;
import io.drydock.testdata.etcd.EtcdRelease;
import io.drydock.testdata.etcd.EtcdTool;
import io.drydock.testdata.scenario.Fresh;
import io.drydock.tools.ExitCode;
import io.drydock.tools.Run;
import java.nio.file.Path;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Real etcd starts on what was in a node's rows, and serves what it served before. */
@Execution(ExecutionMode.CONCURRENT)
class ConvertBackendPeerTest {

  @ParameterizedTest
  @EnumSource
  void etcdGoesOnWhereItWasAfterTheWayThereAndBack(EtcdRelease release, @TempDir Path folder)
      throws Exception {
    Path fresh = Fresh.directory("etcd-" + release.version() + "-single");
    Path original = Directories.copy(fresh.resolve("data"), folder.resolve("original"));
    Path rows = folder.resolve("rows");
    Path back = folder.resolve("back");
    ok("convert", "backend", original, "--to", "rocks", "--out", rows);
    ok(
        "convert",
        "backend",
        rows,
        "--to",
        "bolt",
        "--etcd-version",
        release.version(),
        "--out",
        back);
    Path taken = folder.resolve("taken.db");
    ok("snapshot", "take", rows, "--out", taken);
    EtcdTool.offline(release).run("snapshot", "status", taken.toString()).ok();
    assertEquals(served(release, original), served(release, back));
  }

  private static void ok(Object... words) {
    Run run = Run.drydock(words);
    assertEquals(ExitCode.OK, run.code(), () -> run.out() + run.err());
  }

  private static Served served(EtcdRelease release, Path data) throws Exception {
    try (var etcd = Etcd.start(release, data)) {
      long current = etcd.client().revision();
      long compacted = etcd.hashKv(0).compactRevision();
      Served served =
          Served.by(
              etcd, compacted, LongStream.rangeClosed(compacted + 1, current).boxed().toList());
      etcd.client().disarm();
      etcd.client().put("/proof/later", "1");
      etcd.stop();
      return served;
    }
  }
}
