package io.drydock.node.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.Finding;
import io.drydock.formats.wal.WalDirectory;
import io.drydock.formats.wal.check.WalCheck;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGKILL under load: what was acknowledged is there, and no revision is given out twice. */
class CrashLongTest {

  private static final int ROUNDS = 12;
  private static final int WRITERS = 8;

  @TempDir Path folder;

  private final Map<String, Long> acknowledged = new ConcurrentHashMap<>();
  private final AtomicInteger nextKey = new AtomicInteger();

  @Test
  void nothingAcknowledgedIsLost() throws Exception {
    var random = new SplittableRandom();
    for (int round = 0; round < ROUNDS; round++) {
      // A snapshot and a purge every few hundred entries, so that kills meet them as well.
      try (var node = NodeProcess.start(folder.resolve("node"), "--snapshot-count", "300")) {
        check(node);
        write(node, 50 + random.nextInt(600));
        node.kill();
      }
    }
    try (var node = NodeProcess.start(folder.resolve("node"))) {
      check(node);
      assertEquals(0, node.stop());
    }
    List<Finding> findings = new ArrayList<>();
    WalCheck.run(
        WalDirectory.list(folder.resolve("node/member/wal")), WalCheck.Mode.STOPPED, findings::add);
    assertEquals(List.of(), findings);
    assertTrue(acknowledged.size() > ROUNDS * 50, "only " + acknowledged.size());
  }

  /** Puts from several clients at once until so many are acknowledged. */
  private void write(NodeProcess node, int count) throws InterruptedException {
    var isEnough = new CountDownLatch(count);
    List<Puts> writers = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      var writer =
          new Puts(
              node.address(),
              () -> "key" + nextKey.getAndIncrement(),
              (key, revision) -> {
                acknowledged.put(key, revision);
                isEnough.countDown();
              });
      writers.add(writer);
    }
    isEnough.await();
    node.kill();
    writers.forEach(Puts::close);
  }

  private void check(NodeProcess node) {
    try (var session = new Puts(node.address())) {
      Map<String, Long> found = session.all();
      acknowledged.forEach(
          (key, revision) -> assertEquals(revision, found.get(key), () -> "revision of " + key));
      assertEquals(
          found.size(), found.values().stream().distinct().count(), "a revision was used twice");
      long newest = found.values().stream().mapToLong(Long::longValue).max().orElse(1);
      assertEquals(newest, session.revision());
    }
  }
}
