package io.drydock.testdata.etcd;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * The two TCP ports of a member on 127.0.0.1.
 *
 * @param client for the client API
 * @param peer for raft
 */
public record Ports(int client, int peer) {
  /**
   * Two ports that were free a moment ago. etcd takes port numbers, not open sockets, so another
   * process can take one in between; whoever starts a member on them must expect that.
   *
   * @throws IOException when the system has no free port
   */
  public static Ports pick() throws IOException {
    try (var client = bound();
        var peer = bound()) {
      return new Ports(client.getLocalPort(), peer.getLocalPort());
    }
  }

  /** The client URL, such as {@code http://127.0.0.1:40001}. */
  public String clientUrl() {
    return "http://127.0.0.1:" + client;
  }

  /** The peer URL, such as {@code http://127.0.0.1:40002}. */
  public String peerUrl() {
    return "http://127.0.0.1:" + peer;
  }

  private static ServerSocket bound() throws IOException {
    var socket = new ServerSocket();
    socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
    return socket;
  }
}
