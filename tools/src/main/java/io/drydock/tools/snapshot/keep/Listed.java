package io.drydock.tools.snapshot.keep;

import io.drydock.formats.member.ClusterId;
import io.drydock.tools.output.Json;
import io.drydock.tools.snapshot.manifest.Manifest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A snapshot in a folder.
 *
 * @param file of the snapshot
 * @param state whether it can be relied on
 * @param bytes size of the file; empty when there is none
 * @param manifest what is known of it; empty for a file without one
 * @param taken when: by the manifest, else the file's own time
 * @param gap time since the cluster's backup before, where that is unusually long
 * @param remark where it is a link, or why it cannot be used
 */
record Listed(
    Path file,
    State state,
    Optional<Long> bytes,
    Optional<Manifest> manifest,
    Instant taken,
    Optional<Duration> gap,
    Optional<String> remark) {

  /** Whether a snapshot can be relied on. */
  enum State {
    /** Its manifest is there, and its size as proven. */
    PROVEN("proven"),
    /** Read again just now: its SHA-256 is as proven. */
    VERIFIED("verified"),
    /** No manifest of ours: nothing is known of it. */
    UNPROVEN("unproven"),
    /** Not what its manifest speaks of. */
    ALTERED("altered"),
    /** A manifest without its file. */
    MISSING("missing"),
    /** The file cannot be read, or its manifest cannot be used. */
    UNREADABLE("unreadable");

    private final String text;

    State(String text) {
      this.text = text;
    }

    boolean isWrong() {
      return this == ALTERED || this == MISSING || this == UNREADABLE;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  static Listed of(BackupFolder.Entry entry, State state) {
    return new Listed(
        entry.file(),
        state,
        entry.fileBytes() < 0 ? Optional.empty() : Optional.of(entry.fileBytes()),
        Optional.of(entry.manifest()),
        entry.manifest().began(),
        Optional.empty(),
        entry.link());
  }

  static Listed of(BackupFolder.Unproven file) {
    return new Listed(
        file.file(),
        State.UNPROVEN,
        Optional.of(file.bytes()),
        Optional.empty(),
        file.changed(),
        Optional.empty(),
        file.link());
  }

  static Listed of(BackupFolder.Unusable file) {
    return new Listed(
        file.file(),
        State.UNREADABLE,
        Optional.empty(),
        Optional.empty(),
        file.changed(),
        Optional.empty(),
        Optional.of(file.reason()));
  }

  Listed withGap(Optional<Duration> found) {
    return new Listed(file, state, bytes, manifest, taken, found, remark);
  }

  Optional<ClusterId> cluster() {
    return manifest.map(each -> each.origin().clusterId());
  }

  void json(Json json) throws IOException {
    json.string("file", file.getFileName().toString())
        .string("state", state.toString())
        .string("taken", taken.toString());
    if (bytes.isPresent()) {
      json.number("file_bytes", bytes.get());
    }
    if (gap.isPresent()) {
      json.number("gap_seconds", gap.get().toSeconds());
    }
    if (remark.isPresent()) {
      json.string("remark", remark.get());
    }
    if (manifest.isPresent()) {
      json.object("manifest", manifest.get()::json);
    }
  }
}
