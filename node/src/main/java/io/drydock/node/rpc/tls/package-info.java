/**
 * TLS of a listener: certificates, who may connect, rotation of the files.
 *
 * <p>Edge layer, used while connections are accepted, by any event loop.
 */
package io.drydock.node.rpc.tls;
