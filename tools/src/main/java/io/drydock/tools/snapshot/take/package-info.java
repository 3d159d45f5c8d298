/**
 * {@code snapshot take}: a snapshot from the files of a member, with all that its log has committed
 * and its database has not yet.
 *
 * <p>{@link io.drydock.tools.snapshot.take.MemberLog} reads the log and says what counts, {@link
 * io.drydock.tools.snapshot.take.CatchUp} applies it in memory, and what comes out goes to a new
 * file the way all commands write one.
 */
package io.drydock.tools.snapshot.take;
