package io.drydock.node.rpc.grpc;

import java.util.Optional;

/**
 * Who calls.
 *
 * @param address of the client, such as {@code 127.0.0.1:50312}
 * @param commonName of the certificate that the client has shown and we have verified
 * @param isGateway whether the call came as JSON over HTTP
 */
public record Caller(String address, Optional<String> commonName, boolean isGateway) {}
