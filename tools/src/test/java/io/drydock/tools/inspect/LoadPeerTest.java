package io.drydock.tools.inspect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.testdata.etcd.Etcd;
import io.drydock.testdata.etcd.EtcdRelease;
import io.drydock.tools.ExitCode;
import io.drydock.tools.Run;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A member that writes, snapshots and purges while it is read: its parts are of different moments,
 * and that is no damage.
 */
class LoadPeerTest {

  private static final int WRITERS = 3;
  private static final int ROUNDS = 25;

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void whatOnlyTheReadersRaceExplainsIsNoFinding(EtcdRelease release) throws Exception {
    Path data = folder.resolve("data");
    var isOver = new AtomicBoolean();
    try (var etcd = Etcd.start(release, data, "--snapshot-count", "10", "--max-wals", "1");
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS)) {
      List<Future<Integer>> writers =
          IntStream.range(0, WRITERS)
              .mapToObj(each -> threads.submit(() -> write(etcd, each, isOver)))
              .toList();
      try {
        for (int round = 0; round < ROUNDS; round++) {
          Run inspect = Run.drydock("inspect", data);
          assertSound(inspect);
          assertFalse(inspect.out().isEmpty(), "what can be read is told: " + inspect.err());
          Run fsck = Run.drydock("fsck", data);
          assertSound(fsck);
          assertEquals(fsck.code() == ExitCode.CHANGING, fsck.out().isEmpty(), fsck.err());
        }
      } finally {
        isOver.set(true);
      }
      for (Future<Integer> writer : writers) {
        assertTrue(writer.get() > 0);
      }
    }
  }

  private static int write(Etcd etcd, int writer, AtomicBoolean isOver) throws IOException {
    int written = 0;
    while (!isOver.get()) {
      etcd.client().put("/load/" + writer + "/" + written++ % 50, "x");
    }
    return written;
  }

  private static void assertSound(Run run) {
    boolean isAnswer = run.code() != ExitCode.CHANGING;
    assertEquals(isAnswer ? ExitCode.OK : ExitCode.CHANGING, run.code(), run.out() + run.err());
  }
}
