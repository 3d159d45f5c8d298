package io.drydock.node.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.drydock.node.rpc.NodeServer;
import io.drydock.testdata.etcd.Etcd;
import io.drydock.testdata.etcd.EtcdRelease;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random calls to etcd and to the node: the same answers. Where they differ the calls are made
 * fewer as long as they still do, and printed; {@code -Dsim.seed=SEED} draws the same again.
 */
class RandomDifferencePeerTest {

  private static final int SEQUENCES = 4;
  private static final int CALLS = 150;
  private static final int TRIES = 60;

  @TempDir Path folder;

  private int servers;

  @Test
  void randomCallsAreAnsweredAlike() throws Exception {
    Long only = Long.getLong("sim.seed");
    long first = only != null ? only : new SplittableRandom().nextLong();
    for (long seed = first; seed < first + (only != null ? 1 : SEQUENCES); seed++) {
      List<String> lines = new RandomScript(new SplittableRandom(seed)).lines(CALLS);
      if (areDifferent(lines)) {
        List<String> fewest = shrunk(lines);
        Both both = run(fewest);
        assertEquals(
            both.theirs(),
            both.ours(),
            "-Dsim.seed=" + seed + ", shrunk to\n" + String.join("\n", fewest));
      }
    }
  }

  private record Both(String theirs, String ours) {}

  private List<String> shrunk(List<String> lines) throws Exception {
    List<String> fewest = lines;
    int tries = 0;
    for (int piece = lines.size() / 2; piece > 0 && tries < TRIES; piece /= 2) {
      for (int from = 0; from < fewest.size() && tries < TRIES; tries++) {
        List<String> fewer = new ArrayList<>(fewest);
        fewer.subList(from, Math.min(from + piece, fewer.size())).clear();
        if (areDifferent(fewer)) {
          fewest = fewer;
        } else {
          from += piece;
        }
      }
    }
    return fewest;
  }

  private boolean areDifferent(List<String> lines) throws Exception {
    Both both = run(lines);
    return !both.theirs().equals(both.ours());
  }

  private Both run(List<String> lines) throws Exception {
    Script script = Script.parse("random", String.join("\n", lines));
    servers++;
    try (Etcd etcd = Etcd.start(EtcdRelease.V3_5_30, folder.resolve("etcd" + servers));
        var node = new NodeServer(folder.resolve("node" + servers));
        var theirs = new Session("127.0.0.1:" + etcd.options().ports().client());
        var ours = new Session(node.address())) {
      return new Both(String.join("\n", theirs.run(script)), String.join("\n", ours.run(script)));
    }
  }
}
