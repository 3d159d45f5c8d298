package io.drydock.testdata.etcd;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The two TCP ports of a member on 127.0.0.1.
 *
 * @param client for the client API
 * @param peer for raft
 */
public record Ports(int client, int peer) {
  /** Two numbers: the ports that the kernel gives to outgoing connections, inclusive. */
  private static final Path EPHEMERAL_RANGE = Path.of("/proc/sys/net/ipv4/ip_local_port_range");

  private static final int LOWEST = 12_000;
  private static final int TRIES_MAX = 1000;
  private static final Set<Integer> PICKED = ConcurrentHashMap.newKeySet();

  /**
   * Two ports that were free a moment ago and that this JVM has not picked before.
   *
   * <p>etcd takes port numbers, not open sockets, so a port can be lost between this choice and
   * etcd's bind, and again while a member is down. Outgoing connections are the usual thieves;
   * therefore the choice is random below the range that the kernel takes for those (unless that
   * range starts very low).
   *
   * @throws IOException when no free port is found
   */
  public static Ports pick() throws IOException {
    return new Ports(free(), free());
  }

  /** The client URL, such as {@code http://127.0.0.1:20001}. */
  public String clientUrl() {
    return "http://127.0.0.1:" + client;
  }

  /** The peer URL, such as {@code http://127.0.0.1:20002}. */
  public String peerUrl() {
    return "http://127.0.0.1:" + peer;
  }

  private static int free() throws IOException {
    int end = firstEphemeral();
    for (int i = 0; i < TRIES_MAX; i++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST, end);
      if (PICKED.add(port) && canBind(port)) {
        return port;
      }
    }
    throw new IOException("no free TCP port on 127.0.0.1 from " + LOWEST + " to " + (end - 1));
  }

  private static int firstEphemeral() throws IOException {
    if (!Files.exists(EPHEMERAL_RANGE)) {
      return 32_768;
    }
    // One read call: such a file has length 0, and a second read at a later offset finds nothing.
    try (var in = Files.newInputStream(EPHEMERAL_RANGE)) {
      var first = new String(in.readNBytes(64), StandardCharsets.US_ASCII).strip().split("\\s+")[0];
      return Math.max(Integer.parseInt(first), LOWEST + TRIES_MAX);
    }
  }

  private static boolean canBind(int port) throws IOException {
    try (var socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
      return true;
    } catch (BindException e) {
      return false;
    }
  }
}
