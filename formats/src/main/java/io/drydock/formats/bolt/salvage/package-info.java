/**
 * Reads what can be read of a bbolt file whose trees are broken.
 *
 * <p>{@link io.drydock.formats.bolt.salvage.TreeSalvage} goes over a tree in key order and tells,
 * for each part of it that cannot be read, between which keys it lay: a hole. {@link
 * io.drydock.formats.bolt.salvage.StrayLeaves} goes over the file page by page and finds the leaves
 * that no tree leads to: those below a lost branch, and old ones that were freed and are not used
 * again yet. bbolt has no checksum below its metas, so whether a row is one is a question to its
 * content, which a {@link io.drydock.formats.bolt.salvage.RowTest} of the caller answers.
 *
 * <p>What a stray leaf says is true of some commit, not of the last one. Which of it belongs into a
 * hole is the caller's to judge.
 *
 * <p>Layer: over {@code bolt}. No type is shared between threads. Read {@link
 * io.drydock.formats.bolt.salvage.LeafRows}, then {@code TreeSalvage}.
 */
package io.drydock.formats.bolt.salvage;
