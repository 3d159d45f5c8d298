/**
 * What the bytes mean: etcd's files and messages as typed values.
 *
 * <p>Rules that hold in every package below:
 *
 * <ul>
 *   <li>Integers in frames and pages are little-endian unless a byte table says otherwise; keys of
 *       the backend (revisions, lease ids, indexes) are big-endian so that they sort.
 *   <li>u64 fields are Java {@code long}s treated as unsigned; ids print as lower-case hex without
 *       leading zeros.
 *   <li>Readers pull over a {@link io.drydock.formats.bytes.ByteSource}, check every length against
 *       the file before they use it, and hand out {@link io.drydock.formats.Located} values.
 *   <li>Damage is a {@link io.drydock.formats.CorruptFileException}, a newer or foreign layout is
 *       an {@link io.drydock.formats.UnsupportedFormatException}; neither is an {@link
 *       java.io.IOException}. What a reader does not know it keeps.
 *   <li>Nothing here starts a thread, prints, logs or reads the environment.
 * </ul>
 *
 * <p>Layer: the bottom; {@code node} and {@code tools} stand on it. Read {@code wal} first: its
 * cast (file name, frame, record, reader, encoder, check) repeats in the other packages.
 */
package io.drydock.formats;
