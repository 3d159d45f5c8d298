/**
 * Snapshot files of the v3 store: {@code snapshot save}, {@code verify}, {@code status}, {@code
 * list}.
 *
 * <p>Read {@code manifest} first: what is known of a saved file. {@code verify} proves, {@code
 * save} talks to the server and uses that proof, {@code keep} looks after folders of backups.
 *
 * <p>Stands above {@code db}, whose check it shares, and above {@code client}.
 */
package io.drydock.tools.snapshot;
