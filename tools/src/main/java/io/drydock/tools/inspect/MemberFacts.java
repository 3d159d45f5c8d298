package io.drydock.tools.inspect;

import io.drydock.formats.Finding;
import io.drydock.formats.backend.BackendState;
import io.drydock.formats.backend.WriterVersion;
import io.drydock.formats.raft.LogPosition;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the files of one member say.
 *
 * @param directory as the user named it
 * @param isLive a process holds the files open
 * @param log what the WAL says; absent when there is none, or it cannot be read from its start
 * @param snapshots the {@code .snap} files
 * @param backend the database; absent when it is missing or damaged
 * @param findings what could not be read, and where the parts disagree
 */
public record MemberFacts(
    String directory,
    boolean isLive,
    Optional<LogFacts> log,
    SnapFacts snapshots,
    Optional<BackendFacts> backend,
    List<Finding> findings) {

  /** Copies the list. */
  public MemberFacts {
    findings = List.copyOf(findings);
  }

  /**
   * The WAL.
   *
   * @param nodeId whose it is; an id
   * @param clusterId of which cluster; an id
   * @param state the last term, vote and commit; absent in a log that was only just created
   * @param first the oldest entry that is there
   * @param last the newest entry that counts
   * @param newestSnapshot the newest snapshot record not beyond the commit
   * @param segments number of files
   * @param bytes of all segments, preallocated space included
   * @param entries number of entry records
   * @param end how the last segment ends, in one word
   */
  public record LogFacts(
      OptionalLong nodeId,
      OptionalLong clusterId,
      Optional<State> state,
      Optional<LogPosition> first,
      Optional<LogPosition> last,
      Optional<LogPosition> newestSnapshot,
      int segments,
      long bytes,
      long entries,
      String end) {

    /** The last HardState: what this member promised. */
    public record State(long term, long vote, long commit) {}
  }

  /**
   * The snap directory.
   *
   * @param count {@code .snap} files
   * @param newest term and index of the newest that can be read
   * @param v2Keys user keys in the v2 store of the newest; absent when it cannot be told
   * @param leftovers files that an interrupted work of a server left: broken, partial, temporary
   */
  public record SnapFacts(
      int count, Optional<LogPosition> newest, OptionalLong v2Keys, List<String> leftovers) {

    /** Copies the list. */
    public SnapFacts {
      leftovers = List.copyOf(leftovers);
    }
  }

  /**
   * The database.
   *
   * @param file its path
   * @param fileBytes its size
   * @param usedBytes pages that hold something
   * @param allocatedBytes pages below the high-water mark
   * @param revision of the newest record, or of the compaction when that is newer
   * @param records in the bucket {@code key}: versions and tombstones
   * @param state the small buckets
   * @param writer which etcd wrote it
   */
  public record BackendFacts(
      String file,
      long fileBytes,
      long usedBytes,
      long allocatedBytes,
      long revision,
      long records,
      BackendState state,
      WriterVersion writer) {}
}
