package io.drydock.node.rpc;

import io.drydock.node.rpc.tls.ServerTls;
import java.net.SocketAddress;
import java.util.Optional;

/**
 * Where to listen, and what to speak there.
 *
 * @param address of TCP, or a path in the file system
 * @param tls for TLS; empty in clear
 * @param speaks calls, plain requests or both
 * @param reusePort whether other processes may listen there as well (SO_REUSEPORT)
 */
public record Listener(
    SocketAddress address, Optional<ServerTls> tls, Speaks speaks, boolean reusePort) {

  /** A listener that has its port alone. */
  public Listener(SocketAddress address, Optional<ServerTls> tls, Speaks speaks) {
    this(address, tls, speaks, false);
  }
}
