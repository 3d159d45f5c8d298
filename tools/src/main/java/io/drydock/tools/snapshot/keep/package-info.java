/**
 * Folders of backups: what they hold, and which of them stay. {@link
 * io.drydock.tools.snapshot.keep.RetentionPolicy} decides and touches nothing; only files with a
 * manifest of ours are ever removed.
 */
package io.drydock.tools.snapshot.keep;
