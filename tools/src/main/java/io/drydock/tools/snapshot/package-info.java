/**
 * Snapshot files of the v3 store: {@code snapshot save}, {@code verify}, {@code status}, {@code
 * list}.
 *
 * <p>Read {@link io.drydock.tools.snapshot.Manifest} first: what is known of a saved file, kept
 * beside it. {@link io.drydock.tools.snapshot.Proof} is what a file must pass before it is called a
 * backup, the same for {@code save} and {@code verify}.
 *
 * <p>Stands above {@code db}, whose check and status it shares, and above {@code client}, which
 * talks to the server.
 */
package io.drydock.tools.snapshot;
