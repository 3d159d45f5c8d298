/**
 * Whether a snapshot file is whole, sound and what was saved. {@link
 * io.drydock.tools.snapshot.verify.Proof} is what a file must pass before it is called a backup,
 * the same for {@code save} and {@code verify}.
 */
package io.drydock.tools.snapshot.verify;
