/**
 * Commands that make a new database out of an old one: {@code compact}, {@code defrag} and {@code
 * alarm clear}.
 *
 * <p>One order for all of them: plan, room on the disk, new file beside, sync, read back and check,
 * name. Every change of the disk goes through {@link io.drydock.tools.write.FileOps}, so that a
 * test can end the process after each of them and look at what is left.
 */
package io.drydock.tools.rewrite;
