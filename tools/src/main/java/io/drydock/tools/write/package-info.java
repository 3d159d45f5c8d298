/**
 * How commands change the disk: a new file or folder beside, synced, read back and checked, and
 * only then named.
 *
 * <p>Every change goes through {@link io.drydock.tools.write.FileOps}, so that a test can end the
 * process after each of them and look at what is left. {@link io.drydock.tools.write.Selection}
 * says which rows a new database has; {@link io.drydock.tools.write.DatabaseFile} writes them.
 */
package io.drydock.tools.write;
