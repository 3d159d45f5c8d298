/**
 * Real etcd as child processes on 127.0.0.1: servers, clusters, and etcd's own command-line tools.
 *
 * <p>Waiting is on what a process says (its log, its end, an answer), never on time; the limits in
 * seconds only bound a hang.
 */
package io.drydock.testdata.etcd;
