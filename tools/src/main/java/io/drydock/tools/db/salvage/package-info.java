/**
 * {@code db salvage}: what can be read of a broken database, in a sound one.
 *
 * <p>{@link io.drydock.tools.db.salvage.Commits} finds the trees that the file has: those of both
 * metas and, where none of them is whole, those whose roots lie in it. {@link
 * io.drydock.tools.db.salvage.Salvage} goes by the best of them and fills its holes from the others
 * and from stray leaves; {@link io.drydock.tools.db.salvage.Losses} tells what stays lost. Used by
 * one thread. Read {@code Salvage} first.
 */
package io.drydock.tools.db.salvage;
