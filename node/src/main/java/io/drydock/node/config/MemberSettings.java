package io.drydock.node.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who the node is.
 *
 * @param name for people
 * @param dataDir where {@code member/} is
 * @param walDir where the WAL is, if not in {@code member/wal}
 * @param listenPeerUrls where other members would reach it
 * @param peerUrls that it advertises to members
 * @param clientUrls that it advertises to clients
 * @param initialCluster first members and their peer URLs, for a node without data
 * @param isNewCluster whether these members are only now coming together
 * @param clusterToken that goes into their ids
 */
public record MemberSettings(
    String name,
    Path dataDir,
    Optional<Path> walDir,
    List<EtcdUrl> listenPeerUrls,
    List<EtcdUrl> peerUrls,
    List<EtcdUrl> clientUrls,
    Map<String, List<EtcdUrl>> initialCluster,
    boolean isNewCluster,
    String clusterToken) {

  /** Why a node without data cannot begin with these; empty when it can. */
  public Optional<String> objectionToBootstrap() {
    var own = initialCluster.get(name);
    if (own == null) {
      return Optional.of(
          "couldn't find local name \"%s\" in the initial cluster configuration".formatted(name));
    }
    if (initialCluster.size() > 1) {
      return Optional.of("--initial-cluster: a cluster of several members is not served yet");
    }
    if (!isNewCluster) {
      return Optional.of(
          "--initial-cluster-state=existing: a member cannot join a running cluster yet");
    }
    if (!own.equals(peerUrls)) {
      return Optional.of(
          "--initial-cluster has %s but --initial-advertise-peer-urls is %s"
              .formatted(list(own), list(peerUrls)));
    }
    return Optional.empty();
  }

  private static String list(List<EtcdUrl> urls) {
    return String.join(",", urls.stream().map(EtcdUrl::text).toList());
  }
}
