/**
 * What is done to a real etcd, and what it then says: workloads, recorded answers, and the whole
 * directories that make up the archives of {@code testdata/}.
 *
 * <p>A scenario gives the same requests for the same seed, and so the same keys, revisions and
 * lease ids; times, member ids, ports and the layout of pages differ from run to run, since they
 * are etcd's. {@link io.drydock.testdata.scenario.SingleDirectory} is the one to read first.
 */
package io.drydock.testdata.scenario;
