/**
 * gRPC over {@code rpc.http2}: services, calls, messages in their frames, status.
 *
 * <p>A service is a table of methods; a method gets decoded messages on the event loop of its
 * connection and answers from it, at once or later. The JSON gateway calls the same methods. Edge
 * layer. Read {@link io.drydock.node.rpc.grpc.Service}, then {@link
 * io.drydock.node.rpc.grpc.UnaryMethod}, then {@link io.drydock.node.rpc.grpc.GrpcStream}.
 *
 * <p>Source: gRPC over HTTP/2 (PROTOCOL-HTTP2.md); texts and codes as google.golang.org/grpc's
 * server sends them in etcd 3.5.30.
 */
package io.drydock.node.rpc.grpc;
