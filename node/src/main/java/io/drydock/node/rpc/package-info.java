/**
 * The client port: gRPC, JSON and plain HTTP on one listener, in clear or over TLS.
 *
 * <p>Edge layer. Read {@link io.drydock.node.rpc.ClientPort}, then {@code rpc.http2} and {@code
 * rpc.grpc} for calls, {@code rpc.http} and {@code rpc.gateway} for everything else, {@code
 * rpc.tls} for certificates. Event loops run all of it; what they share is immutable or says so.
 */
package io.drydock.node.rpc;
