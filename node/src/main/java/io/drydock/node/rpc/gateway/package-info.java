/**
 * JSON over HTTP for every method of the API, as etcd 3.5.30 of Debian answers it (grpc-gateway
 * v2): paths, names of fields, errors, streams as one document a line.
 *
 * <p>Edge layer; calls the same methods as gRPC does, on the event loop of the request. Read {@link
 * io.drydock.node.rpc.gateway.Gateway}.
 */
package io.drydock.node.rpc.gateway;
