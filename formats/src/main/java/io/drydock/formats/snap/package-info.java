/**
 * The snap directory: raft snapshots ({@code .snap}) and what else lies beside the backend file.
 *
 * <p>A {@code .snap} file holds the configuration and the v2 store at one entry of the log. The v2
 * store is handed out as bytes; {@code v2store} gives them meaning. The same cast as in {@code
 * wal}: {@link io.drydock.formats.snap.SnapFileName}, {@link io.drydock.formats.snap.SnapFile},
 * {@link io.drydock.formats.snap.SnapReader} with its findings, {@link
 * io.drydock.formats.snap.SnapEncoder}, {@link io.drydock.formats.snap.SnapDirectory}.
 *
 * <p>Not to be confused with the backend's snapshot file that {@code snapshot save} writes.
 *
 * <p>Layer: above {@code raft}. Nothing is shared between threads.
 */
package io.drydock.formats.snap;
