package io.drydock.formats.dbsnapshot;

import io.drydock.formats.Extent;
import io.drydock.formats.bytes.Bytes;

/** What a file says about its own content at its end. */
public sealed interface SnapshotTrailer {

  /** No trailer, by the size of the file: a plain copy of a backend file, or a file cut short. */
  record Absent() implements SnapshotTrailer {}

  /**
   * The image is what was saved.
   *
   * @param at the trailer
   * @param sha256 32 bytes
   */
  record Matching(Extent at, Bytes sha256) implements SnapshotTrailer {}

  /**
   * The image or the trailer changed after it was saved; etcd's restore refuses the file.
   *
   * @param at the trailer
   * @param stored the 32 bytes of the trailer
   * @param computed the SHA-256 of the image
   */
  record Differing(Extent at, Bytes stored, Bytes computed) implements SnapshotTrailer {}
}
