package io.drydock.tools.snapshot.verify;

import io.drydock.formats.Extent;
import io.drydock.formats.Finding;
import io.drydock.formats.Severity;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.dbsnapshot.SnapshotTrailer;
import io.drydock.tools.snapshot.manifest.Compression;
import io.drydock.tools.snapshot.manifest.Content;
import io.drydock.tools.snapshot.manifest.Manifest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Whether a file is the one that its manifest speaks of. */
final class ManifestCheck {

  private final Path file;
  private final List<Finding> findings = new ArrayList<>();

  /**
   * The snapshot file as it lies there.
   *
   * @param form how it is compressed
   * @param bytes its size
   * @param sha256 of the file; empty when it is not compressed, and the checksum in it tells
   */
  record OnDisk(Compression form, long bytes, Optional<Bytes> sha256) {}

  private ManifestCheck(Path file) {
    this.file = file;
  }

  /**
   * Compares.
   *
   * @param file place of the manifest
   * @param onDisk the snapshot file, found again
   * @param proof what is in it
   */
  static List<Finding> compare(Path file, Manifest manifest, OnDisk onDisk, Proof proof) {
    var check = new ManifestCheck(file);
    check.same("file_bytes", manifest.packed().bytes(), onDisk.bytes());
    check.same("compression", manifest.packed().form(), onDisk.form());
    onDisk
        .sha256()
        .ifPresent(
            found -> check.same("file_sha256", manifest.packed().sha256().toHex(), found.toHex()));
    check.same("image_bytes", manifest.image().bytes(), proof.imageBytes());
    if (proof.trailer() instanceof SnapshotTrailer.State.Right(var at, var digest)) {
      check.same("image_sha256", manifest.image().sha256().toHex(), digest.toHex());
    }
    proof.content().ifPresent(found -> check.content(manifest.content(), found));
    return check.findings;
  }

  private void content(Content expected, Content found) {
    same("revision", expected.revisions().current(), found.revisions().current());
    same("compact_revision", expected.revisions().compacted(), found.revisions().compacted());
    same("raft_index", expected.applied().raftIndex(), found.applied().raftIndex());
    same("hash", expected.hashHex(), found.hashHex());
    same("records", expected.records(), found.records());
    same(
        "hash_kv",
        Integer.toHexString(expected.hashKv().hash()),
        Integer.toHexString(found.hashKv().hash()));
  }

  private void same(String field, Object expected, Object found) {
    if (!Objects.equals(expected, found)) {
      findings.add(
          new Finding(
              "MANIFEST-DIFFERS",
              Severity.ERROR,
              new Extent(file.toString(), 0, 0),
              field + ": the manifest says " + expected + ", the file has " + found));
    }
  }

  /** The manifest itself is no use. */
  static Finding damaged(Path file, String reason) {
    return new Finding(
        "MANIFEST-DAMAGED", Severity.ERROR, new Extent(file.toString(), 0, 0), reason);
  }
}
