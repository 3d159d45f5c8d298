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
 */
public record Listener(SocketAddress address, Optional<ServerTls> tls, Speaks speaks) {}
