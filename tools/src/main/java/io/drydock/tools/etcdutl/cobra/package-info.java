/**
 * The form of a command line as programs written in Go with cobra and pflag have it: how commands
 * are found, how flags are read, and every text about it. {@code etcdutl} is such a program, and
 * scripts depend on its ways: prefixes of command names, flags anywhere, texts, exit codes.
 *
 * <p>Knows nothing of etcd. Read {@link io.drydock.tools.etcdutl.cobra.Command} first, then {@link
 * io.drydock.tools.etcdutl.cobra.Program}. Checked against etcdutl 3.5.16 (cobra 1.8) and 3.5.30
 * (cobra 1.10).
 */
package io.drydock.tools.etcdutl.cobra;
