/**
 * {@code drydock db}: what a v3 store holds, how large it is and whether it is sound.
 *
 * <p>A command is one class: it opens the store that the user named ({@link
 * io.drydock.tools.source.DbSource}), asks {@code formats} a question, and hands the answer as a
 * report or as rows to {@link io.drydock.tools.output.Output}. What a server says to the same
 * question, these say too; the tests compare both.
 *
 * <p>Read {@link io.drydock.tools.db.DbCommands}, then {@link
 * io.drydock.tools.db.command.DbCommand}, then any command.
 */
package io.drydock.tools.db;
