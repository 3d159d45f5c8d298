package io.drydock.tools.db.salvage;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.FormatException;
import io.drydock.formats.backend.BoltView;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.backend.Revision;
import io.drydock.formats.backend.RevisionKey;
import io.drydock.formats.bolt.BoltFile;
import io.drydock.formats.bolt.LeafElement;
import io.drydock.formats.bolt.LeafPage;
import io.drydock.formats.bolt.PageSet;
import io.drydock.formats.bolt.salvage.KeySpan;
import io.drydock.formats.bolt.salvage.KeySpans;
import io.drydock.formats.bolt.salvage.LeafRows;
import io.drydock.formats.bolt.salvage.RowTest;
import io.drydock.formats.bolt.salvage.StrayLeaves;
import io.drydock.formats.bolt.salvage.TreeSalvage;
import io.drydock.formats.bytes.Bytes;
import io.drydock.tools.source.DamagedDb;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/** Looks for leaves with rows for the holes of the best commit. */
final class FillSearch {

  private static final Bytes KEY = Bucket.KEY.bucketName();
  private static final ValueLayout.OfLong LEASE_ID =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private final DamagedDb db;
  private final Optional<Commit> base;
  private final List<Commit> others;
  private final Map<Bytes, KeySpans> all = new HashMap<>();
  private final Map<Bytes, KeySpans> open = new HashMap<>();
  private final Map<Bytes, FillLeaves> leaves = new HashMap<>();
  private long highestSeen;

  FillSearch(DamagedDb db, Commits commits) {
    this.db = db;
    this.base = commits.all().stream().findFirst();
    this.others = commits.all().stream().skip(1).toList();
    for (Bytes bucket : names()) {
      KeySpans holes = base.map(commit -> commit.holes(bucket)).orElse(KeySpans.ALL);
      if (!holes.isEmpty()) {
        all.put(bucket, holes);
        leaves.put(bucket, new FillLeaves());
        open.put(bucket, openAfterCommits(bucket, holes));
      }
    }
    commits.all().forEach(commit -> see(commit.lastRevision()));
    if (open.values().stream().anyMatch(spans -> !spans.isEmpty())) {
      PageSet taken = base.map(Commit::entered).orElseGet(() -> new PageSet(0));
      StrayLeaves.<RuntimeException>scan(db.from(0), taken, this::stray);
    }
    leaves.values().forEach(FillLeaves::sort);
  }

  private Set<Bytes> names() {
    Set<Bytes> names = new TreeSet<>();
    for (Bucket bucket : Bucket.values()) {
      names.add(bucket.bucketName());
    }
    base.ifPresent(commit -> commit.buckets().forEach(names::add));
    return names;
  }

  /** What the trees of the other commits leave of the holes. */
  private KeySpans openAfterCommits(Bytes bucket, KeySpans holes) {
    KeySpans left = holes;
    for (Commit commit : others) {
      boolean isSame = bucket.equals(KEY) && isSameCompaction(commit);
      if (!left.isEmpty() && (isSame || !bucket.equals(KEY))) {
        addLeaves(bucket, commit, left);
        left = left.and(commit.holes(bucket));
      }
    }
    return left;
  }

  private boolean isSameCompaction(Commit other) {
    Bytes meta = Bucket.META.bucketName();
    return other.holes(meta).isEmpty()
        && base.filter(commit -> commit.holes(meta).isEmpty())
            .filter(commit -> commit.marks().isSameCompaction(other.marks()))
            .isPresent();
  }

  private void addLeaves(Bytes bucket, Commit commit, KeySpans holes) {
    FillLeaves into = leaves.get(bucket);
    int first = into.size();
    commit.rows(
        bucket,
        visitor(row -> {
          if (!holes.contains(row.key())) {
            return;
          }
          if (into.size() > first && into.getLast().isOf(row.page())) {
            into.setLast(into.getLast().upTo(row));
          } else {
            long bytes = row.page().at().length();
            into.add(FillLeaf.of(row.page(), row, bytes, FillLeaf.Source.COMMIT));
          }
        }));
  }

  private void stray(LeafPage leaf, long ownBytes) {
    Optional<Bytes> bucket = RowForms.recognise(leaf, ownBytes).map(Bucket::bucketName);
    if (bucket.isEmpty()) {
      return;
    }
    RowTest test = RowForms.within(ownBytes, RowForms.ofStray(bucket.get()));
    List<LeafElement> rows = LeafRows.of(leaf, KeySpan.ALL, test);
    if (rows.isEmpty()) {
      return;
    }
    if (bucket.get().equals(KEY)) {
      see(RevisionKey.main(rows.getLast().key(), 0));
    }
    FillLeaf found =
        FillLeaf.of(leaf, rows.getFirst(), ownBytes, FillLeaf.Source.STRAY).upTo(rows.getLast());
    if (open.getOrDefault(bucket.get(), KeySpans.NONE).touches(found.span())) {
      leaves.get(bucket.get()).add(found);
    }
  }

  private void see(long main) {
    highestSeen = Math.max(highestSeen, main);
  }

  /**
   * What can be said about rows of stray leaves that may be compacted; absent when there are none,
   * or it is not known up to where.
   *
   * @param compactRevision at or below which
   */
  Optional<Evidence> evidence(long compactRevision) {
    BoltFile file = db.from(0);
    FillLeaves found = leaves.get(KEY);
    if (found == null || !found.hasStrays() || compactRevision == Long.MAX_VALUE) {
      return Optional.empty();
    }
    var evidence = new Evidence(view(file), compactRevision);
    KeySpans holes = open.getOrDefault(KEY, KeySpans.NONE);
    for (int i = 0; i < found.size(); i++) {
      FillLeaf leaf = found.get(i);
      if (leaf.source() == FillLeaf.Source.STRAY) {
        leaf.rows(file, new KeyForm()).stream()
            .filter(row -> holes.contains(row.key()))
            .filter(row -> RevisionKey.main(row.key(), 0) <= compactRevision)
            .forEach(evidence::ask);
      }
    }
    if (!evidence.isAsked()) {
      return Optional.of(evidence);
    }
    base.ifPresent(commit -> commit.rows(KEY, hearing(evidence)));
    others.forEach(commit -> commit.rows(KEY, hearing(evidence)));
    StrayLeaves.<RuntimeException>scan(
        file,
        base.map(Commit::entered).orElseGet(() -> new PageSet(0)),
        (leaf, own) -> {
          RowTest test = RowForms.within(own, new KeyForm());
          LeafRows.of(leaf, KeySpan.ALL, test).forEach(evidence::hear);
        });
    if (holes.list().stream().allMatch(span -> endsBy(span, compactRevision))) {
      evidence.allAboveIsKnown();
    }
    base.filter(commit -> commit.holes(Bucket.LEASE.bucketName()).isEmpty())
        .ifPresent(commit -> evidence.leasesAre(leases(commit)));
    return Optional.of(evidence);
  }

  private static BoltView view(BoltFile file) {
    try {
      return BoltView.of(file);
    } catch (FormatException never) {
      throw new IllegalStateException(never);
    }
  }

  private static boolean endsBy(KeySpan span, long revision) {
    Bytes behind = new RevisionKey(new Revision(revision, Long.MAX_VALUE), false).encode();
    return span.high().filter(high -> high.compareTo(behind) <= 0).isPresent();
  }

  private static long[] leases(Commit commit) {
    LongStream.Builder ids = LongStream.builder();
    commit.rows(
        Bucket.LEASE.bucketName(),
        visitor(row -> ids.add(Bytes.copyOf(row.key()).segment().get(LEASE_ID, 0))));
    return ids.build().toArray();
  }

  private static TreeSalvage.Visitor<RuntimeException> hearing(Evidence evidence) {
    return visitor(evidence::hear);
  }

  private static TreeSalvage.Visitor<RuntimeException> visitor(Consumer<LeafElement> rows) {
    return new TreeSalvage.Visitor<>() {
      @Override
      public void row(LeafElement element) {
        rows.accept(element);
      }

      @Override
      public void hole(KeySpan span, CorruptFileException cause) {
        // Known already.
      }
    };
  }

  /** Buckets that have holes. */
  Set<Bytes> buckets() {
    return all.keySet();
  }

  Hole hole(Bytes bucket) {
    return new Hole(all.get(bucket), open.get(bucket), leaves.get(bucket));
  }

  /** The highest main revision of any row in any leaf that was looked at. */
  long highestSeen() {
    return highestSeen;
  }
}
