/**
 * The node's log, in the two forms of etcd's: a JSON document a line, or columns for people.
 *
 * <p>Edge layer. Set up once by Main; code logs by SLF4J, facts as its key-value pairs.
 *
 * <p>Source: what etcd 3.5.30 writes (zap's encoders, keys level, ts, caller, msg).
 */
package io.drydock.node.admin.log;
