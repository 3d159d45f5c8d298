package io.drydock.testdata.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import io.drydock.testdata.client.EtcdClient;
import io.drydock.testdata.etcd.Etcd;
import io.drydock.testdata.etcd.EtcdCluster;
import io.drydock.testdata.etcd.EtcdRelease;
import io.drydock.testdata.etcd.EtcdTool;
import io.drydock.testdata.etcd.Ports;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * The three data directories of a cluster with auth enabled whose member m2 was killed under load:
 * m1 and m2 were there from the start, m3 joined as a learner by receiving a snapshot and was
 * promoted, and a learner that never started was given another URL and is still a member.
 *
 * <p>Writes into one folder: {@code m1/}, {@code m2/} (crashed), {@code m3/} and {@code
 * expected/*.json}: {@code quiet_…} before the kill, by member; {@code after_kill_…} of m1 and m3;
 * {@code acked_until_kill} and {@code acked}, the acknowledged writes of the load.
 */
public final class ClusterDirectory {
  private static final String[] FLAGS = {
    "--snapshot-count", "100", "--initial-cluster-token", "dry", "--bcrypt-cost", "4",
  };

  /** How far behind a follower may be and still get entries, not a snapshot. */
  private static final String[] CATCH_UP = {"--experimental-snapshot-catchup-entries", "20"};

  /** The same distance in 3.4, which has no flag for it, and some more. */
  private static final int CATCH_UP_ENTRIES_34 = 5200;

  private static final int ACKED_BEFORE_KILL = 250;
  private static final int ACKED_AFTER_KILL = 60;

  private final EtcdCluster cluster;
  private final long seed;
  private final Answers answers;

  private ClusterDirectory(EtcdCluster cluster, long seed, Answers answers) {
    this.cluster = cluster;
    this.seed = seed;
    this.answers = answers;
  }

  /**
   * Runs the whole story; takes some ten seconds.
   *
   * @param folder where it goes; an existing folder without {@code m1} and {@code expected}
   * @throws IOException when etcd does not do what the story needs
   */
  public static void write(EtcdRelease release, Path folder, long seed) throws IOException {
    try (var cluster = EtcdCluster.start(release, folder, 2, flags(release))) {
      var answers = new Answers(asRootTool(cluster.member(0)), folder.resolve("expected"));
      new ClusterDirectory(cluster, seed, answers).tell();
      cluster.stop();
    }
  }

  private static String[] flags(EtcdRelease release) {
    return release.is34()
        ? FLAGS
        : Stream.concat(Stream.of(FLAGS), Stream.of(CATCH_UP)).toArray(String[]::new);
  }

  private void tell() throws IOException {
    var m1 = cluster.member(0).client();
    lead(m1);
    var release = cluster.member(0).options().release();
    if (release.is34()) {
      for (int i = 0; i < CATCH_UP_ENTRIES_34; i++) {
        m1.put("/tick", Integer.toString(i));
      }
    }
    new Workload(m1, seed).run(350);
    var m3 = cluster.addLearner(flags(release));
    m1.members().promoteOnceCaughtUp(m3.client().memberId());
    long ghost = m1.members().addLearner(Ports.pick().peerUrl());
    m1.members().update(ghost, Ports.pick().peerUrl());
    var root = new AuthStory(m1).enable();
    new Workload(asRoot(cluster.member(1)), seed + 1).run(150);
    quiet(root.revision());
    killUnderLoad();
  }

  /** Makes the member the leader, so that killing another one does not interrupt the load. */
  private void lead(EtcdClient member) throws IOException {
    long leader = member.leaderId();
    for (var other : cluster.members()) {
      if (other.client().memberId() == leader && leader != member.memberId()) {
        other.client().moveLeader(member.memberId());
      }
    }
  }

  private void quiet(long revision) throws IOException {
    answers.members("member_list");
    answers.usersAndRoles();
    answers.leases();
    answers.keysAt("quiet_get_all_rev", revision - 3, revision);
    var status = new TreeMap<String, JsonNode>();
    var hashes = new TreeMap<String, Map<String, JsonNode>>();
    for (var member : cluster.members()) {
      var name = member.options().name();
      caughtUp(member);
      status.put(name, asRootTool(member).json("endpoint", "status").path(0));
      hashes.put(name, new TreeMap<>());
      for (long at : new long[] {0, revision - 3, revision}) {
        hashes.get(name).put(Long.toString(at), hashKv(member, at));
      }
    }
    answers.save("quiet_endpoint_status", status);
    answers.save("quiet_hashkv", hashes);
  }

  private void killUnderLoad() throws IOException {
    var m2 = cluster.member(1);
    var load = new Workload(asRoot(cluster.member(0)), seed + 2);
    var ackedAtKill = new AtomicInteger();
    load.runWhile(() -> {
      int acked = load.done().writes().size();
      if (acked >= ACKED_BEFORE_KILL && ackedAtKill.compareAndSet(0, acked)) {
        m2.signalKill();
      }
      return acked < ACKED_BEFORE_KILL + ACKED_AFTER_KILL;
    });
    m2.awaitEnd("SIGKILL");
    answers.save("acked", load.done().writes());
    var after = new TreeMap<String, Object>();
    after.put("killed", m2.options().name());
    after.put("acked_at_kill", ackedAtKill.get());
    for (var member : List.of(cluster.member(0), cluster.member(2))) {
      caughtUp(member);
      var status = asRootTool(member).json("endpoint", "status");
      after.put(member.options().name(), Map.of("status", status, "hashkv", hashKv(member, 0)));
    }
    answers.save("after_kill", after);
    answers.currentKeys("after_kill_get_all_");
  }

  /** A linearizable read: when it is answered, this member has applied all that was written. */
  private static void caughtUp(Etcd member) throws IOException {
    asRoot(member).revision();
  }

  private static JsonNode hashKv(Etcd member, long revision) throws IOException {
    return asRootTool(member).json("endpoint", "hashkv", "--rev", Long.toString(revision));
  }

  private static EtcdTool asRootTool(Etcd member) {
    return member.etcdctl().as(AuthStory.ROOT, AuthStory.ROOT_PASSWORD);
  }

  private static EtcdClient asRoot(Etcd member) throws IOException {
    return member.client().as(AuthStory.ROOT, AuthStory.ROOT_PASSWORD);
  }
}
