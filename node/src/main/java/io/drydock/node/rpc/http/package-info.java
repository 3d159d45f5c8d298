/**
 * Plain HTTP requests of a port, over HTTP/1.1 and HTTP/2: what they ask, how they are answered,
 * which route serves them.
 *
 * <p>Edge layer. A request and its answer belong to one event loop. Read {@link
 * io.drydock.node.rpc.http.Exchange}, then {@link io.drydock.node.rpc.http.Routes}.
 */
package io.drydock.node.rpc.http;
