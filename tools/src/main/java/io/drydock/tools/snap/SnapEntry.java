package io.drydock.tools.snap;

import io.drydock.formats.raft.LogPosition;
import io.drydock.formats.snap.SnapFile;
import java.util.List;
import java.util.Optional;

/**
 * One {@code .snap} file and how it fits the rest of the member.
 *
 * @param name of the file
 * @param fileBytes its size
 * @param position by its name
 * @param content what it holds; absent when it cannot be read
 * @param fits what is known of its use
 */
record SnapEntry(
    String name, long fileBytes, LogPosition position, Optional<SnapFile> content, Fit fits) {

  /**
   * How it fits.
   *
   * @param hasRecord the WAL has a snapshot record of the same term and index
   * @param isCommitted its index is not beyond the last commit in the WAL
   * @param isInBackend the database has applied up to its index, or farther
   * @param isUsed a server of 3.4 to 3.6 that starts here loads this one
   */
  record Fit(boolean hasRecord, boolean isCommitted, boolean isInBackend, boolean isUsed) {}

  List<Long> voters() {
    return content.map(file -> file.confState().getVotersList()).orElse(List.of());
  }

  List<Long> learners() {
    return content.map(file -> file.confState().getLearnersList()).orElse(List.of());
  }
}
