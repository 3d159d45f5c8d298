/**
 * Real bytes from real etcd, for the tests of every module: the kept archives of {@code testdata/}
 * here, and in the packages below running etcd processes that write new ones and try ours.
 *
 * <p>Test scope only; no shipped code depends on it. Nothing here knows Drydock's own formats: what
 * it says about a directory is what etcd and its tools answered, so that a test compares two
 * independent sources.
 *
 * <p>Reading order: {@link io.drydock.testdata.Archive} for kept directories with their {@link
 * io.drydock.testdata.Expected} answers; {@link io.drydock.testdata.etcd.Etcd} for a live server,
 * {@link io.drydock.testdata.client.EtcdClient} to talk to it; {@link
 * io.drydock.testdata.scenario.Workload} to fill it, {@link io.drydock.testdata.scenario.Fresh} for
 * whole directories that etcd writes anew in each build.
 */
package io.drydock.testdata;
