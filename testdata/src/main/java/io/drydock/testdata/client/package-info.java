/**
 * A small client of etcd's HTTP port: the v3 JSON gateway and the v2 keys, with the few typed
 * answers that tests compare.
 */
package io.drydock.testdata.client;
