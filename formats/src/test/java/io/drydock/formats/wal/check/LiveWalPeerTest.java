package io.drydock.formats.wal.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.wal.WalChain;
import io.drydock.formats.wal.WalDirectory;
import io.drydock.formats.wal.WalEnvelope;
import io.drydock.testdata.etcd.Etcd;
import io.drydock.testdata.etcd.EtcdRelease;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real server writes, through a cut, while its WAL is read over and over. */
final class LiveWalPeerTest {

  private static final int SMALL_PUTS = 400;
  private static final int LARGE_PUTS = 110;
  private static final int LARGE_BYTES = 640 << 10;

  @TempDir Path folder;

  @Test
  void runningServersWalIsNeverTakenForDamagedAndIsFollowedWhole() throws Exception {
    Path wal = folder.resolve("data/member/wal");
    try (var etcd = Etcd.start(EtcdRelease.V3_5_30, folder.resolve("data"));
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> load = threads.submit(() -> load(etcd));
      var follower = new Follower(wal);
      var findings = new ArrayList<String>();
      int checks = 0;
      while (!load.isDone()) {
        WalCheck.run(
            WalDirectory.list(wal),
            WalCheck.Mode.LIVE,
            finding -> {
              if (!finding.code().equals(WalCode.BUSY.code())) {
                findings.add(finding.toString());
              }
            });
        follower.read();
        checks++;
      }
      awaitLoad(load);
      assertEquals(List.of(), findings);
      assertTrue(checks > 3, checks + " checks");
      etcd.stop();
      follower.read();
      assertEquals(entries(wal), follower.indexes);
      assertTrue(follower.indexes.size() > SMALL_PUTS + LARGE_PUTS);
      assertEquals(2, WalDirectory.list(wal).segments().size());
    }
  }

  private static Void load(Etcd etcd) throws IOException {
    var random = new Random(530);
    byte[] large = new byte[LARGE_BYTES];
    random.nextBytes(large);
    for (int i = 0; i < SMALL_PUTS; i++) {
      etcd.client().put("small" + i % 50, new byte[random.nextInt(3000)]);
    }
    for (int i = 0; i < LARGE_PUTS; i++) {
      etcd.client().put("large", large);
    }
    return null;
  }

  private static void awaitLoad(Future<?> load) throws InterruptedException {
    try {
      load.get();
    } catch (ExecutionException failure) {
      throw new AssertionError(failure);
    }
  }

  private static List<Long> entries(Path wal) throws IOException {
    var follower = new Follower(wal);
    follower.read();
    return follower.indexes;
  }

  /** Reads what is new each time, as {@code --follow} does. */
  private static final class Follower {

    private final Path wal;
    private final List<Long> indexes = new ArrayList<>();
    private WalChain.Position position = WalChain.Position.START;

    Follower(Path wal) {
      this.wal = wal;
    }

    void read() throws IOException {
      try (var chain = WalChain.resume(WalDirectory.list(wal).segments(), position)) {
        while (chain.advance()) {
          if (chain.cursor().type() == WalEnvelope.ENTRY) {
            indexes.add(chain.cursor().entryIndex());
          }
        }
        position = chain.position();
      }
    }
  }
}
