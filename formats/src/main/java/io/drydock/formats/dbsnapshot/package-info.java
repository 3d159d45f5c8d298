/**
 * A snapshot file as {@code snapshot save} writes it: a bbolt image with its SHA-256 at the end.
 *
 * <p>bbolt opens such a file as it is, for it never looks beyond the high-water mark. {@code
 * snapshot restore} compares the checksum, {@code snapshot status} does not look at it in any
 * version; {@code etcdutl hashkv} of 3.6 and 3.7 opens the file for writing and so makes it wrong.
 *
 * <p>Layer: beside {@code bolt}, which reads the image without knowing of the checksum.
 */
package io.drydock.formats.dbsnapshot;
