package io.drydock.tools.db.salvage;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.backend.RevisionKey;
import io.drydock.formats.bolt.BoltFile;
import io.drydock.formats.bolt.LeafElement;
import io.drydock.formats.bolt.salvage.Continuation;
import io.drydock.formats.bolt.salvage.KeySpan;
import io.drydock.formats.bolt.salvage.KeySpans;
import io.drydock.formats.bolt.salvage.TreeSalvage;
import io.drydock.formats.bytes.Bytes;
import io.drydock.tools.source.DamagedDb;
import io.drydock.tools.write.RowSink;
import io.drydock.tools.write.RowSource;
import java.io.IOException;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The rows that are saved.
 *
 * <p>The tree of the best commit is taken as it is, and where it is whole, nothing else is looked
 * at. Into its holes go
 *
 * <ol>
 *   <li>rows that the tree of another commit has there. In bucket {@code key} a row never changes,
 *       and goes only by a compaction: where none lies between the two commits it is that very row;
 *   <li>rows of leaves that nothing leads to. A row above the compacted revision is in every later
 *       commit, so wherever it is found it belongs there. One at or below may have been compacted
 *       after that leaf was freed. {@link Evidence} tells most of these apart; what is left is
 *       <em>doubtful</em>, counted, and taken only on request.
 * </ol>
 *
 * <p>Rows of the other buckets are overwritten and deleted; there the best commit that has a row is
 * gone by, and that this was done is said.
 */
final class Salvage implements RowSource, AutoCloseable {

  private static final Bytes KEY = Bucket.KEY.bucketName();

  private final Commits commits;
  private final BoltFile everything;
  private final Optional<Commit> base;
  private final long compactRevision;
  private final boolean takesDoubtful;
  private final SortedMap<Bytes, Hole> holes = new TreeMap<>();
  private final long highestSeen;
  private Optional<Evidence> evidence;
  private Tally tally;

  private Salvage(DamagedDb db, Commits commits, boolean takesDoubtful) {
    this.commits = commits;
    this.everything = db.from(0);
    this.base = commits.all().stream().findFirst();
    this.takesDoubtful = takesDoubtful;
    this.compactRevision = compactRevision(commits);
    var search = new FillSearch(db, commits);
    for (Bytes bucket : search.buckets()) {
      holes.put(bucket, search.hole(bucket));
    }
    this.highestSeen = search.highestSeen();
    this.evidence = search.evidence(compactRevision);
    this.tally = newTally();
  }

  /** Reads the file as far as its damage makes that needed. */
  static Salvage of(DamagedDb db, Commits commits, boolean takesDoubtful) {
    return new Salvage(db, commits, takesDoubtful);
  }

  /** The best commit's, else the latest that any has; no limit when none has any. */
  private static long compactRevision(Commits commits) {
    return commits.all().stream()
        .filter(commit -> commit.holes(Bucket.META.bucketName()).isEmpty())
        .mapToLong(commit -> commit.marks().compactRevision())
        .findFirst()
        .orElse(Long.MAX_VALUE);
  }

  private Tally newTally() {
    KeySpans open = holes.getOrDefault(KEY, Hole.NONE).open();
    return new Tally(new Losses(open.list(), compactRevision));
  }

  @Override
  public void copyTo(RowSink sink) throws IOException {
    tally = newTally();
    SortedSet<Bytes> buckets = new TreeSet<>(holes.keySet());
    base.ifPresent(commit -> commit.buckets().forEach(buckets::add));
    for (Bytes bucket : buckets) {
      sink.openBucket(bucket);
      new BucketCopy(bucket, sink).run();
      sink.closeBucket();
    }
    tally.losses().end(highestSeen);
    everything.source().finished();
  }

  /** One bucket on its way. */
  private final class BucketCopy implements TreeSalvage.Visitor<IOException> {

    private final Bytes bucket;
    private final boolean isKey;
    private final RowSink sink;
    private final FillRows fill;

    BucketCopy(Bytes bucket, RowSink sink) {
      this.bucket = bucket;
      this.isKey = bucket.equals(KEY);
      this.sink = sink;
      Hole hole = holes.getOrDefault(bucket, Hole.NONE);
      this.fill = new FillRows(everything, hole, RowForms.ofStray(bucket), this::judge);
    }

    void run() throws IOException {
      if (base.isPresent()) {
        base.get().rows(bucket, this);
      }
      for (var row = fill.next(); row.isPresent(); row = fill.next()) {
        offer(row.get());
      }
    }

    @Override
    public void row(LeafElement element) throws IOException {
      for (var row = fill.nextBefore(element.key());
          row.isPresent();
          row = fill.nextBefore(element.key())) {
        offer(row.get());
      }
      if (fill.isAt(element.key())) {
        fill.advance(); // the hole is wider than what was lost
      }
      tally.reached(isKey);
      put(element);
    }

    @Override
    public void hole(KeySpan span, CorruptFileException cause) {
      // What fills it is on its way.
    }

    private Verdict judge(LeafElement row) {
      boolean isOld = isKey && RevisionKey.main(row.key(), 0) <= compactRevision;
      if (!isOld) {
        return Verdict.CERTAIN;
      }
      return evidence.map(known -> known.on(row)).orElse(Verdict.DOUBTFUL);
    }

    private void offer(FillRows.Row row) throws IOException {
      boolean isStray = row.source() == FillLeaf.Source.STRAY;
      if (!isStray || !Continuation.looksOverwritten(everything, row.element())) {
        tally.offered(bucket, row);
        if (row.verdict() == Verdict.CERTAIN
            || row.verdict() == Verdict.DOUBTFUL && takesDoubtful) {
          put(row.element());
        }
      }
      fill.advance();
    }

    private void put(LeafElement element) throws IOException {
      if (isKey) {
        tally.losses().row(element.key());
      }
      if (Continuation.looksOverwritten(everything, element)) {
        tally.suspect(bucket, element);
      }
      sink.row(element.key(), element.value());
    }
  }

  /** Forgets what only another copy would need. */
  void finished() {
    holes.replaceAll((_, hole) -> hole.withoutLeaves());
    close();
  }

  @Override
  public void close() {
    evidence.ifPresent(Evidence::close);
    evidence = Optional.empty();
  }

  /** The commit whose trees are taken; absent when only stray leaves were found. */
  Optional<Commit> base() {
    return base;
  }

  /** The last main revision that any commit reaches. */
  long newestRevision() {
    return commits.all().stream().mapToLong(Commit::lastRevision).max().orElse(0);
  }

  /** True when all commits that metas name were reached to their ends. */
  boolean knowsNewestEnd() {
    return commits.all().stream()
        .filter(each -> each.origin().isMeta())
        .allMatch(Commit::knowsItsEnd);
  }

  /** Up to where history may be compacted; {@link Long#MAX_VALUE} when nobody knows. */
  long compactRevision() {
    return compactRevision;
  }

  boolean takesDoubtful() {
    return takesDoubtful;
  }

  /** Buckets that have holes, with what is known of them. */
  SortedMap<Bytes, Hole> holes() {
    return holes;
  }

  /** What the last copy came to. */
  Tally tally() {
    return tally;
  }
}
