package io.drydock.node.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.Finding;
import io.drydock.formats.proto.mvccpb.KeyValue;
import io.drydock.formats.wal.WalDirectory;
import io.drydock.formats.wal.check.WalCheck;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * SIGKILL under load, while snapshots, compactions and defragmentations go on and leases expire:
 * what was acknowledged is there, no revision is given out twice, a watcher that goes on where it
 * ended misses nothing and sees nothing twice, a lease and its keys go together, registers are
 * linearizable. {@code -Dcrash.rounds=N} takes longer, {@code -Dsim.seed=SEED} draws the same.
 */
class CrashLongTest {

  private static final int ROUNDS = Integer.getInteger("crash.rounds", 12);
  private static final int ANSWERS_MAX = 600;

  @TempDir Path folder;

  private final long seed = Long.getLong("sim.seed", System.nanoTime());
  private final SplittableRandom random = new SplittableRandom(seed);
  private final Crowd crowd = new Crowd(seed);

  /** Of all revisions that somebody has read or was sent. */
  private final TreeMap<Long, String> history = new TreeMap<>();

  /** Up to where history was read after a restart; it may be compacted up to here. */
  private long checked = 1;

  @Test
  void nothingIsLostAndNothingIsMadeUp() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      // A snapshot and a purge every few dozen entries, so that kills meet them as well.
      int every = 20 + random.nextInt(300);
      try (var node = NodeProcess.start(folder.resolve("node"), "--snapshot-count", "" + every)) {
        String when = "in round " + round + " of seed " + seed;
        check(node, when);
        work(node, 30 + random.nextInt(ANSWERS_MAX));
      }
    }
    try (var node = NodeProcess.start(folder.resolve("node"))) {
      check(node, "at the end of seed " + seed);
      assertEquals(0, node.stop());
    }
    logIsSound();
    assertEquals(List.of(), Registers.unexplained(crowd.operations()));
    assertTrue(crowd.told().size() > ROUNDS * 10, "only " + crowd.told().size());
  }

  private void work(NodeProcess node, int answers) throws Exception {
    try (var client = new Client(node.address());
        var watching = new Client(node.address())) {
      var watched = new History(newest() + 1);
      var ended = watching.watch(newest() + 1, watched::take);
      List<Future<?>> ends = crowd.start(client);
      crowd.await(answers);
      node.kill();
      ended.get();
      for (Future<?> end : ends) {
        end.get();
      }
      watched.events().forEach(this::remember);
    }
  }

  private long newest() {
    return history.isEmpty() ? 1 : history.lastKey();
  }

  /** Puts down what happened at a revision, which must stay so for ever. */
  private void remember(long revision, String what) {
    String before = history.put(revision, what);
    assertTrue(before == null || before.equals(what), () -> revision + " was " + before + what);
  }

  private void check(NodeProcess node, String when) throws Exception {
    long known = newest();
    try (var client = new Client(node.address())) {
      long revision = client.revision();
      assertTrue(revision >= known, () -> revision + " is behind what was seen, " + known + when);
      // What was sent and what is there overlap: history is kept from what was checked last.
      History.read(client, Math.max(2, checked), revision).forEach(this::remember);
      crowd
          .told()
          .forEach((at, what) -> assertEquals(what, history.get(at), () -> at + " " + when));
      assertEquals(revision - 1, history.size(), when);
      checked = revision;
      crowd.mayForget(revision);
      checkLeases(client, when);
    }
  }

  private void checkLeases(Client client, String when) {
    // Expiry goes on meanwhile: a lease that is there before and after was there with its key.
    Set<Long> before = new HashSet<>(client.leases());
    Map<Long, KeyValue> held =
        client.all().stream()
            .filter(kv -> kv.getLease() != 0)
            .collect(Collectors.toMap(KeyValue::getLease, kv -> kv));
    Set<Long> after = new HashSet<>(client.leases());
    crowd
        .leases()
        .forEach((id, isThere) -> assertEquals(isThere, after.contains(id), () -> id + when));
    held.keySet().forEach(id -> assertTrue(before.contains(id), () -> id + " is gone " + when));
    crowd
        .told()
        .values()
        .forEach(what -> {
          long id = leaseOf(what);
          assertFalse(
              id != 0 && after.contains(id) && !held.containsKey(id),
              () -> what + "without a key " + when);
        });
  }

  private static long leaseOf(String what) {
    String start = "put " + History.leaseKey(0).replace("0", "");
    return what.startsWith(start)
        ? Long.parseLong(what.substring(start.length()).split(" ")[0])
        : 0;
  }

  private void logIsSound() throws Exception {
    List<Finding> findings = new ArrayList<>();
    WalCheck.run(
        WalDirectory.list(folder.resolve("node/member/wal")), WalCheck.Mode.STOPPED, findings::add);
    assertEquals(List.of(), findings);
  }
}
