package io.drydock.testdata.etcd;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Several real etcd servers that form one cluster: members {@code m1}, {@code m2}, … with data
 * directories of those names in one folder.
 */
public final class EtcdCluster implements AutoCloseable {
  /** Lets membership change at once; by default members must have been connected for 5 s first. */
  private static final String NO_WAIT_BEFORE_CHANGES = "--strict-reconfig-check=false";

  private final List<Etcd> members;

  private EtcdCluster(List<Etcd> members) {
    this.members = new ArrayList<>(members);
  }

  /**
   * Starts a new cluster and waits until every member serves clients.
   *
   * @param folder where the data directories go; without such directories yet
   * @param size how many members
   * @param flags further flags for each member; they come before the ones a cluster needs, which
   *     include {@code --strict-reconfig-check=false}
   * @throws IOException when a member ends before it is ready; the message holds the end of its log
   */
  public static EtcdCluster start(EtcdRelease release, Path folder, int size, String... flags)
      throws IOException {
    var ports = new ArrayList<Ports>();
    for (int i = 0; i < size; i++) {
      ports.add(Ports.pick());
    }
    var initial =
        IntStream.range(0, size)
            .mapToObj(i -> name(i) + "=" + ports.get(i).peerUrl())
            .collect(Collectors.joining(","));
    var cluster = new EtcdCluster(List.of());
    try {
      for (int i = 0; i < size; i++) {
        var dataDir = folder.resolve(name(i));
        var options = new EtcdOptions(release, name(i), dataDir, ports.get(i), List.of(flags));
        cluster.members.add(
            Etcd.launch(options.with(NO_WAIT_BEFORE_CHANGES, "--initial-cluster", initial)));
      }
      for (var member : cluster.members) {
        member.awaitReady();
      }
      return cluster;
    } catch (IOException e) {
      cluster.close();
      throw e;
    }
  }

  /** The member of this ordinal, 0 for {@code m1}. */
  public Etcd member(int ordinal) {
    return members.get(ordinal);
  }

  /** All members in order. */
  public List<Etcd> members() {
    return List.copyOf(members);
  }

  /**
   * The running member that says of itself that it leads.
   *
   * @throws IOException when a member asked does not answer, or none leads
   */
  public Etcd leader() throws IOException {
    return member(ordinalOf(true));
  }

  /**
   * A running member that does not lead: killing it leaves the cluster with its leader, so that the
   * next write need not wait for an election.
   *
   * @throws IOException when a member does not answer
   */
  public int ordinalOfFollower() throws IOException {
    return ordinalOf(false);
  }

  private int ordinalOf(boolean leads) throws IOException {
    for (int i = 0; i < members.size(); i++) {
      var client = member(i).client();
      if (member(i).isRunning() && client.memberId() == client.leaderId() == leads) {
        return i;
      }
    }
    throw new IOException(leads ? "no member leads" : "no member follows");
  }

  /**
   * Adds a learner through {@code m1}, starts it on an empty directory and waits until it serves.
   *
   * @param flags further flags
   * @return the new member, named {@code m<n>}; this cluster closes it
   * @throws IOException when the cluster refuses it or it does not become ready
   */
  public Etcd addLearner(String... flags) throws IOException {
    var first = member(0);
    var ports = Ports.pick();
    first.client().members().addLearner(ports.peerUrl());
    var name = name(members.size());
    var initial =
        members.stream()
            .map(member -> member.options().name() + "=" + member.peerUrl())
            .collect(Collectors.joining(","));
    var options =
        new EtcdOptions(
            first.options().release(),
            name,
            first.dataDir().resolveSibling(name),
            ports,
            List.of(flags));
    var learner =
        Etcd.launch(
            options.with(
                "--initial-cluster",
                initial + "," + name + "=" + ports.peerUrl(),
                "--initial-cluster-state",
                "existing"));
    members.add(learner);
    learner.awaitReady();
    return learner;
  }

  /**
   * Starts the member of this ordinal again on its directory and ports, without waiting.
   *
   * @throws IOException when the program cannot be run
   */
  public void relaunch(int ordinal) throws IOException {
    members.set(ordinal, Etcd.launch(members.get(ordinal).options()));
  }

  /**
   * Ends all running members together with SIGTERM.
   *
   * @throws IOException when one does not end within a minute
   */
  public void stop() throws IOException {
    var running = members.stream().filter(Etcd::isRunning).toList();
    running.forEach(Etcd::signalStop);
    for (var member : running) {
      member.awaitEnd("SIGTERM");
    }
  }

  /** Kills what still runs. */
  @Override
  public void close() throws IOException {
    for (var member : members) {
      member.close();
    }
  }

  private static String name(int ordinal) {
    return "m" + (ordinal + 1);
  }
}
