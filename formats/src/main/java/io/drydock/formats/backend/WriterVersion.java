package io.drydock.formats.backend;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which release line of etcd last wrote a backend, as far as the backend can tell. It never tells
 * the patch release.
 *
 * @param candidates lines that may have written it, oldest first: one when it is certain, all when
 *     nothing can be told, none when it is of a line that is not known here
 * @param likely the one to go by when a choice is needed
 * @param evidence one sentence for each thing that speaks, strongest first
 */
public record WriterVersion(
    List<ReleaseLine> candidates, Optional<ReleaseLine> likely, List<String> evidence) {

  /** Copies the lists. */
  public WriterVersion {
    candidates = List.copyOf(candidates);
    evidence = List.copyOf(evidence);
  }

  /**
   * Weighs what the backend holds.
   *
   * @param clusterVersion record {@code clusterVersion} of bucket {@code cluster}
   */
  public static WriterVersion of(MetaState meta, Optional<String> clusterVersion) {
    var guess = new Guess();
    if (meta.storageVersion().isPresent()) {
      guess.byStorageVersion(meta.storageVersion().get());
    } else if (meta.term().isPresent()) {
      guess.byTerm();
    } else if (meta.consistentIndex().isPresent()) {
      guess.byConsistentIndex();
    } else {
      guess.evidence.add("no consistent_index, term or storageVersion: nothing was applied yet");
    }
    clusterVersion.ifPresent(guess::weighClusterVersion);
    return new WriterVersion(guess.candidates, guess.likely, guess.evidence);
  }

  /** True when only one line is left. */
  public boolean isCertain() {
    return candidates.size() == 1;
  }

  private static final class Guess {

    private List<ReleaseLine> candidates = List.of(ReleaseLine.values());
    private Optional<ReleaseLine> likely = Optional.empty();
    private final List<String> evidence = new ArrayList<>();

    /** A later server keeps the mark of its cluster while older members are in it. */
    void byStorageVersion(String text) {
      Optional<ReleaseLine> line = EtcdVersion.parse(text).flatMap(ReleaseLine::of);
      if (line.isEmpty()) {
        candidates = List.of();
        evidence.add("storageVersion " + text + ": not a line that is known here");
        return;
      }
      keepFrom(line.get());
      likely = line;
      evidence.add(
          "storageVersion "
              + text
              + (isCertainNow() ? "" : ": or a later server in a cluster of that version"));
    }

    /**
     * Every server since 3.5 writes the term; the storage version follows some seconds after the
     * cluster version, and a downgrade takes it away.
     */
    void byTerm() {
      keepFrom(ReleaseLine.V3_5);
      likely = Optional.of(ReleaseLine.V3_5);
      evidence.add(
          "term without storageVersion: 3.5, or a later server before it marked the backend or"
              + " after a downgrade took the mark away");
    }

    void byConsistentIndex() {
      candidates = List.of(ReleaseLine.V3_4);
      likely = Optional.of(ReleaseLine.V3_4);
      evidence.add("consistent_index without term: no server since 3.5 applied an entry here");
    }

    /** The cluster version is never above that of a member, except by hand. */
    void weighClusterVersion(String text) {
      evidence.add("clusterVersion " + text);
      Optional<ReleaseLine> line = EtcdVersion.parse(text).flatMap(ReleaseLine::of);
      if (line.isEmpty() || candidates.isEmpty()) {
        return;
      }
      if (candidates.getLast().compareTo(line.get()) < 0) {
        candidates = List.of(ReleaseLine.values());
        likely = Optional.empty();
        evidence.add("the marks contradict each other");
        return;
      }
      keepFrom(line.get());
      if (likely.isEmpty() || likely.get().compareTo(line.get()) < 0) {
        likely = line;
      }
    }

    private void keepFrom(ReleaseLine oldest) {
      candidates = candidates.stream().filter(line -> line.compareTo(oldest) >= 0).toList();
    }

    private boolean isCertainNow() {
      return candidates.size() == 1;
    }
  }
}
