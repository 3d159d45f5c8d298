/**
 * Writes fresh bbolt files, in one pass and with constant memory.
 *
 * <p>{@link io.drydock.formats.bolt.build.BoltBuilder} takes sorted keys with their values and
 * appends pages; {@link io.drydock.formats.bolt.build.BoltSizePrediction} takes only their sizes
 * and tells the file that the builder would write. Both are led by the same {@link
 * io.drydock.formats.bolt.build.FileLayout}, so they cannot differ.
 *
 * <p>Alternatives considered: editing a file in place as bbolt does would need its freelist, its
 * rebalancing and its crash safety; every tool here writes a new file instead and swaps it in.
 *
 * <p>Layer: over {@code bolt}. Read {@code FileLayout}, {@link
 * io.drydock.formats.bolt.build.TreeLayout}, then the builder.
 */
package io.drydock.formats.bolt.build;
