/** A small client of etcd's HTTP port: the v3 JSON gateway and the v2 keys. */
package io.drydock.testdata.client;
