/**
 * {@code wal repair}: a log that a server starts on again, out of a damaged one.
 *
 * <p>{@link io.drydock.tools.repair.Survey} reads the log through its damage, {@link
 * io.drydock.tools.repair.Chooser} decides between a cut before the damage and a new log behind the
 * point that the database has reached, and {@link io.drydock.tools.repair.Losses} says what neither
 * can keep. What is written is examined as {@code fsck} does before it gets its name.
 *
 * <p>Stands above {@code fsck}, whose judgement it asks for before and after, and {@code wal},
 * whose noun it belongs to.
 */
package io.drydock.tools.repair;
