package io.drydock.testdata.etcd;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * How to start one member. Immutable: the {@code with…} methods return changed copies.
 *
 * @param release the etcd to run
 * @param name the member's name; it matters only when the data directory is new
 * @param dataDir the data directory; etcd creates it when it is absent
 * @param ports where it listens
 * @param flags further flags, such as {@code "--snapshot-count", "200"}; they come last, so they
 *     win over the ones every member gets
 */
public record EtcdOptions(
    EtcdRelease release, String name, Path dataDir, Ports ports, List<String> flags) {
  /** Copies the flags in. */
  public EtcdOptions {
    flags = List.copyOf(flags);
  }

  /**
   * A single member named {@code m1} on free ports.
   *
   * @throws IOException when the system has no free port
   */
  public static EtcdOptions single(EtcdRelease release, Path dataDir, String... flags)
      throws IOException {
    return new EtcdOptions(release, "m1", dataDir, Ports.pick(), List.of(flags));
  }

  /** The same with more flags at the end. */
  public EtcdOptions with(String... more) {
    var all = Stream.concat(flags.stream(), Stream.of(more)).toList();
    return new EtcdOptions(release, name, dataDir, ports, all);
  }

  /** The same without any further flags. */
  public EtcdOptions withoutFlags() {
    return new EtcdOptions(release, name, dataDir, ports, List.of());
  }

  /** The same data directory under another etcd. */
  public EtcdOptions with(EtcdRelease other) {
    return new EtcdOptions(other, name, dataDir, ports, flags);
  }

  /** The whole command line, program first. */
  public List<String> command() {
    var command = new ArrayList<String>();
    command.add(release.etcd().toString());
    command.addAll(List.of("--name", name, "--data-dir", dataDir.toString()));
    command.addAll(
        List.of(
            "--listen-client-urls",
            ports.clientUrl(),
            "--advertise-client-urls",
            ports.clientUrl(),
            "--listen-peer-urls",
            ports.peerUrl(),
            "--initial-advertise-peer-urls",
            ports.peerUrl(),
            "--initial-cluster",
            name + "=" + ports.peerUrl()));
    command.addAll(flags);
    return List.copyOf(command);
  }
}
