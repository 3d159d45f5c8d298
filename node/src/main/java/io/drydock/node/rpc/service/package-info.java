/**
 * etcd's services: a request is checked, handed to the engine or read from the published view, and
 * its answer gets a header.
 *
 * <p>Edge layer, on the event loop of each call. One class a service.
 */
package io.drydock.node.rpc.service;
