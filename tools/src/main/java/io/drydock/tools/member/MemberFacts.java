package io.drydock.tools.member;

import io.drydock.formats.Finding;
import io.drydock.formats.FormatException;
import io.drydock.formats.Severity;
import io.drydock.formats.backend.BackendCursor;
import io.drydock.formats.backend.BackendState;
import io.drydock.formats.backend.BackendView;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.backend.RevisionKey;
import io.drydock.formats.backend.WriterVersion;
import io.drydock.formats.bolt.BoltFile;
import io.drydock.formats.raft.LogPosition;
import io.drydock.tools.output.Findings;
import io.drydock.tools.source.DbSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the files of one member say.
 *
 * @param directory as the user named it
 * @param isLive a process holds the files open
 * @param parts what each part says
 * @param findings what could not be read, and where the parts disagree
 */
public record MemberFacts(String directory, boolean isLive, Parts parts, List<Finding> findings) {

  /** Sorts the findings. */
  public MemberFacts {
    findings = Findings.worstFirst(findings);
  }

  /**
   * The parts of a member.
   *
   * @param log what the WAL says; absent when there is none, or it cannot be read from its start
   * @param snapshots the {@code .snap} files
   * @param backend the database; absent when it is missing or damaged
   * @param members who is in the cluster; absent when neither database nor log and snapshot tell
   */
  public record Parts(
      Optional<LogFacts> log,
      SnapFacts snapshots,
      Optional<BackendFacts> backend,
      Optional<MembershipFacts> members) {}

  /** No finding is an error. */
  public boolean isSound() {
    return findings.stream().noneMatch(finding -> finding.severity() == Severity.ERROR);
  }

  /** The same with more findings. */
  public MemberFacts with(List<Finding> more) {
    List<Finding> all = new ArrayList<>(findings);
    all.addAll(more);
    return new MemberFacts(directory, isLive, parts, all);
  }

  /** The part. */
  public Optional<LogFacts> log() {
    return parts.log();
  }

  /** The part. */
  public SnapFacts snapshots() {
    return parts.snapshots();
  }

  /** The part. */
  public Optional<BackendFacts> backend() {
    return parts.backend();
  }

  /** The part. */
  public Optional<MembershipFacts> members() {
    return parts.members();
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
      WriterVersion writer) {

    /**
     * Reads them.
     *
     * @throws FormatException when the trees are damaged
     */
    public static BackendFacts of(DbSource source) throws FormatException {
      BoltFile bolt = source.bolt();
      BackendView view = source.view();
      BackendState state = BackendState.read(view);
      long allocated = bolt.pageCount() * bolt.pageSize();
      long free = bolt.freePages().pages().size() * bolt.pageSize();
      long records = 0;
      var key = bolt.bucket(Bucket.KEY.bucketName());
      if (key.isPresent()) {
        records = key.get().stats().keys();
      }
      return new BackendFacts(
          source.file().toString(),
          source.isRows() ? source.sizeBytes() : source.fileBytes(),
          allocated - free,
          allocated,
          Math.max(lastRevision(view), state.meta().compactRevision()),
          records,
          state,
          state.writer());
    }

    /** Revision 1 is that of a store nobody wrote to. */
    private static long lastRevision(BackendView view) throws FormatException {
      BackendCursor cursor = view.cursor(Bucket.KEY.bucketName());
      return cursor.last() ? RevisionKey.decode(cursor.key(), cursor.at()).revision().main() : 1;
    }
  }
}
