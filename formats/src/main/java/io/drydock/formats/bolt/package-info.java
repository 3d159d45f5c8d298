/**
 * bbolt, the single-file b+tree under etcd's {@code member/snap/db} and under every snapshot file.
 *
 * <p>A file is a row of pages of one size. Pages 0 and 1 are metas, two generations of the same
 * record; the newer valid one names the root of a tree whose elements are buckets, and each bucket
 * is again a tree of branch and leaf pages. All integers are in the byte order of the machine that
 * wrote them; only little-endian files are read here, as all usual targets of etcd write them.
 *
 * <p>Files are read where they lie and written only whole: {@link io.drydock.formats.bolt.BoltFile}
 * and {@link io.drydock.formats.bolt.BoltCursor} read, {@code BoltCheck} reports everything that is
 * wrong, {@code BoltBuilder} writes a fresh file in one pass. Nothing edits a page in place. The
 * format is version 2, the same in bbolt 1.3.x to 1.5.0 and so in etcd 3.4 to 3.7.
 *
 * <p>Layer: a format over {@code bytes}. No type is shared between threads. Read {@link
 * io.drydock.formats.bolt.PageHeader}, {@link io.drydock.formats.bolt.Meta}, {@link
 * io.drydock.formats.bolt.LeafPage}, then {@code BoltFile}.
 */
package io.drydock.formats.bolt;
