package io.drydock.tools.snapshot.verify;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.Finding;
import io.drydock.formats.FormatException;
import io.drydock.formats.Severity;
import io.drydock.formats.dbsnapshot.SnapshotTrailer;
import io.drydock.tools.db.status.CheckReport;
import io.drydock.tools.output.Findings;
import io.drydock.tools.snapshot.manifest.Content;
import io.drydock.tools.source.DbSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Everything that is known of a snapshot after every byte of it was read.
 *
 * @param imageBytes size of the image
 * @param trailer how the checksum stands
 * @param content what is in it; empty when it is too damaged for that
 * @param findings worst first
 * @param omitted findings that were counted and not listed
 * @param looked what was gone over
 */
public record Proof(
    long imageBytes,
    SnapshotTrailer.State trailer,
    Optional<Content> content,
    List<Finding> findings,
    long omitted,
    Looked looked) {

  /** How often {@link #of} tells of the bytes, for a display of progress. */
  public static final int PASSES = 2;

  /**
   * Numbers of what was checked.
   *
   * @param pages in trees
   * @param records of revisions
   * @param keys that they are of
   */
  public record Looked(long pages, long records, long keys) {}

  /** Copies the list. */
  public Proof {
    findings = List.copyOf(findings);
  }

  /**
   * Checks: the end of the file, its checksum, all pages, the rules of the store with leases and
   * users, both hashes.
   *
   * @param watcher told how many bytes were read since the last time
   * @param withoutSha a file without checksum is only warned of
   * @throws FormatException when something in it is of a kind that is not supported
   */
  public static Proof of(DbSource source, boolean withoutSha, LongConsumer watcher)
      throws IOException, FormatException {
    List<Finding> findings = new ArrayList<>();
    SnapshotTrailer.State trailer = new SnapshotTrailer.State.Absent();
    Looked looked = new Looked(0, 0, 0);
    long omitted = 0;
    Optional<Content> content = Optional.empty();
    try {
      CheckReport check = CheckReport.of(source, watcher);
      trailer = check.trailer();
      findings.addAll(check.findings());
      omitted = check.omitted();
      looked =
          new Looked(
              check.pages().reachedPages(),
              check.store().map(store -> store.records()).orElse(0L),
              check.store().map(store -> store.keys()).orElse(0L));
      if (check.errors() == 0) {
        content = Optional.of(Content.of(source, watcher));
      }
    } catch (CorruptFileException damage) {
      findings.add(unreadable(damage));
    }
    Wholeness.finding(source.bolt(), trailer)
        .map(found -> withoutSha && found.code().equals(Wholeness.NO_SHA) ? mild(found) : found)
        .ifPresent(findings::add);
    long image = SnapshotTrailer.imageBytes(source.bolt().source().size());
    return new Proof(image, trailer, content, Findings.worstFirst(findings), omitted, looked);
  }

  /** What is said of a file that cannot even be opened as a database. */
  public static Finding unreadable(CorruptFileException damage) {
    return new Finding("SNAPSHOT-UNREADABLE", Severity.ERROR, damage.at(), damage.problem());
  }

  private static Finding mild(Finding finding) {
    return new Finding(finding.code(), Severity.WARNING, finding.at(), finding.message());
  }

  /** True without damage. */
  public boolean isSound() {
    return errors() == 0;
  }

  public long errors() {
    return findings.stream().filter(each -> each.severity() == Severity.ERROR).count();
  }

  /** True when the checksum at the end says that these are the bytes that the server sent. */
  public boolean isProven() {
    return isSound() && trailer instanceof SnapshotTrailer.State.Right;
  }
}
