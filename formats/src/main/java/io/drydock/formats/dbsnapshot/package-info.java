/**
 * A snapshot file as {@code snapshot save} writes it: a bbolt image with its SHA-256 at the end.
 *
 * <p>Layer: beside {@code bolt}, which reads the image without knowing of the checksum.
 */
package io.drydock.formats.dbsnapshot;
