package io.drydock.tools.db.salvage;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.backend.RevisionKey;
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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Looks for leaves with rows for the holes of the best commit. */
final class FillSearch {

  private static final Comparator<FillLeaf> BY_FIRST_KEY =
      Comparator.comparing(leaf -> leaf.span().low());

  private final Optional<Commit> base;
  private final List<Commit> others;
  private final Map<Bytes, KeySpans> all = new HashMap<>();
  private final Map<Bytes, KeySpans> open = new HashMap<>();
  private final Map<Bytes, List<FillLeaf>> leaves = new HashMap<>();
  private long highestSeen;

  FillSearch(DamagedDb db, Commits commits) {
    this.base = commits.all().stream().findFirst();
    this.others = commits.all().stream().skip(1).toList();
    for (Bytes bucket : names()) {
      KeySpans holes = base.map(commit -> commit.holes(bucket)).orElse(KeySpans.ALL);
      if (!holes.isEmpty()) {
        all.put(bucket, holes);
        leaves.put(bucket, new ArrayList<>());
        open.put(bucket, openAfterCommits(bucket, holes));
      }
    }
    commits.all().forEach(commit -> see(commit.lastRevision()));
    if (open.values().stream().anyMatch(spans -> !spans.isEmpty())) {
      PageSet taken = base.map(Commit::entered).orElseGet(() -> new PageSet(0));
      StrayLeaves.<RuntimeException>scan(db.from(0), taken, this::stray);
    }
    leaves.values().forEach(list -> list.sort(BY_FIRST_KEY));
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
      boolean isSame = bucket.equals(Bucket.KEY.bucketName()) && isSameCompaction(commit);
      if (!left.isEmpty() && (isSame || !bucket.equals(Bucket.KEY.bucketName()))) {
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
    List<FillLeaf> into = leaves.get(bucket);
    commit.rows(
        bucket,
        new TreeSalvage.Visitor<RuntimeException>() {
          private Optional<LeafPage> page = Optional.empty();

          @Override
          public void row(LeafElement row) {
            if (!holes.contains(row.key())) {
              return;
            }
            if (page.filter(row.page()::equals).isPresent()) {
              into.add(into.removeLast().upTo(row));
            } else {
              page = Optional.of(row.page());
              long bytes = row.page().at().length();
              into.add(FillLeaf.of(row.page(), row, bytes, FillLeaf.Source.COMMIT));
            }
          }

          @Override
          public void hole(KeySpan span, CorruptFileException cause) {
            // Stays open.
          }
        });
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
    if (bucket.get().equals(Bucket.KEY.bucketName())) {
      see(RevisionKey.main(rows.getLast().key(), 0));
    }
    KeySpans wanted = open.getOrDefault(bucket.get(), KeySpans.NONE);
    if (rows.stream().anyMatch(row -> wanted.contains(row.key()))) {
      FillLeaf first = FillLeaf.of(leaf, rows.getFirst(), ownBytes, FillLeaf.Source.STRAY);
      leaves.get(bucket.get()).add(first.upTo(rows.getLast()));
    }
  }

  private void see(long main) {
    highestSeen = Math.max(highestSeen, main);
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
