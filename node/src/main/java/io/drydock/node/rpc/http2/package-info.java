/**
 * HTTP/2 as a server speaks it: streams, flow control both ways, limits against abuse.
 *
 * <p>Netty reads frames and HPACK; the table of streams, windows and what waits to be sent are
 * here, because they are what bounds the memory of a connection. Edge layer; {@code rpc.grpc} and
 * {@code rpc.http} put their streams on it. A connection and its streams belong to one event loop
 * and are used on it only. Read {@link io.drydock.node.rpc.http2.ServerConnection}, then {@link
 * io.drydock.node.rpc.http2.ServerStream}, then {@link io.drydock.node.rpc.http2.Output}.
 *
 * <p>Source: RFC 9113 (HTTP/2), RFC 7541 (HPACK), google.golang.org/grpc's server for what is ours
 * to choose (etcd 3.5.30).
 */
package io.drydock.node.rpc.http2;
