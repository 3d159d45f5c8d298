package io.drydock.testdata.scenario;

import io.drydock.testdata.client.EtcdRefused;
import io.drydock.testdata.etcd.Etcd;
import io.drydock.testdata.etcd.EtcdOptions;
import io.drydock.testdata.etcd.Ports;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Changes of membership seen from one member: a learner that never starts is added, refused a
 * promotion, given another URL and removed; a second one starts, catches up, is promoted and
 * removed. The member must run with {@code --strict-reconfig-check=false}.
 */
final class MemberStory {
  private final Etcd etcd;
  private final Answers answers;

  MemberStory(Etcd etcd, Answers answers) {
    this.etcd = etcd;
    this.answers = answers;
  }

  /**
   * Tells it.
   *
   * @param scratch where the second member keeps its data directory
   */
  void tell(Path scratch) throws IOException {
    neverStarted();
    promotedAndRemoved(scratch);
  }

  private void neverStarted() throws IOException {
    var members = etcd.client().members();
    long ghost = members.addLearner(Ports.pick().peerUrl());
    answers.members("member_list_with_learner");
    try {
      members.promote(ghost);
      throw new IOException("a learner that never started was promoted");
    } catch (EtcdRefused e) {
      etcd.client().put("/note/ghost", e.getMessage());
    }
    members.update(ghost, Ports.pick().peerUrl(), "http://127.0.0.2:1");
    members.remove(ghost);
  }

  private void promotedAndRemoved(Path scratch) throws IOException {
    var members = etcd.client().members();
    var ports = Ports.pick();
    long id = members.addLearner(ports.peerUrl());
    var initial = etcd.options().name() + "=" + etcd.peerUrl() + ",second=" + ports.peerUrl();
    var flags = List.of("--initial-cluster", initial, "--initial-cluster-state", "existing");
    var release = etcd.options().release();
    var options = new EtcdOptions(release, "second", scratch.resolve("second"), ports, flags);
    try (var second = Etcd.start(options)) {
      members.promoteOnceCaughtUp(id);
      etcd.client().put("/note/second", "voted by " + second.options().name());
      answers.members("member_list_with_second_voter");
      members.remove(id);
    }
  }
}
