/**
 * The command line of {@code etcdutl}, on our own reading and writing: texts, flags and exit codes
 * are those of etcdutl, so that scripts need not change; its traps are not. {@code docs/etcdutl.md}
 * lists where the two differ.
 *
 * <p>Read {@link io.drydock.tools.etcdutl.Etcdutl} first.
 */
package io.drydock.tools.etcdutl;
