/**
 * The file of {@code snapshot save}: a bbolt image and the SHA-256 of it.
 *
 * <pre>
 * offset  size  type   field    meaning, checked how
 *   0      n    bytes  image    a bbolt file of exactly its high-water mark of pages, so n is a
 *                               multiple of 512
 *   n      32   bytes  sha256   of the image; there when the size of the file mod 512 is 32
 * </pre>
 *
 * <p>bbolt opens such a file as it is, for it never looks beyond the high-water mark. A {@code db}
 * copied from a stopped member has no trailer; etcd's restore then asks for {@code
 * --skip-hash-check}. {@code snapshot status} does not look at the trailer in any version. Source:
 * etcd 3.5.30 {@code snapshot/v3_snapshot.go}; files of 3.4.23 to 3.7.1.
 *
 * <p>Layer: a format over {@code bytes}; the image is {@code bolt}'s.
 */
package io.drydock.formats.dbsnapshot;
