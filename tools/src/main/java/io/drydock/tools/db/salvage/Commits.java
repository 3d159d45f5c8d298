package io.drydock.tools.db.salvage;

import io.drydock.formats.backend.Bucket;
import io.drydock.formats.bolt.BoltFile;
import io.drydock.formats.bolt.LeafPage;
import io.drydock.formats.bolt.MetaSlot;
import io.drydock.formats.bolt.PageSet;
import io.drydock.formats.bolt.salvage.StrayLeaves;
import io.drydock.formats.bytes.Bytes;
import io.drydock.tools.source.DamagedDb;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The commits that a file still shows, best first.
 *
 * <p>Best is one of a meta without damage; then one whose end is known, because what a server
 * applies next must follow on it; then the newer one. Where neither meta leads to a whole one,
 * roots are looked for: a leaf with the names of buckets. bbolt writes a new one with each commit
 * and does not wipe the old ones; the raft index in bucket {@code meta}, which lies in the same
 * page, tells their order. Pages of such a commit may have been used again, so it goes before one
 * of a meta only where that has lost its end; it always helps to fill holes.
 *
 * @param all of them; empty when there is none
 */
record Commits(List<Commit> all) {

  /** Roots that are tried beside those of the metas. */
  private static final int MAX_FOUND = 3;

  private static final Predicate<Commit> IS_OF_META = commit -> commit.origin().isMeta();

  Commits {
    all = List.copyOf(all);
  }

  static Commits of(DamagedDb db) {
    List<Commit> commits = new ArrayList<>();
    for (MetaSlot.Valid slot : db.metas()) {
      if (commits.isEmpty() || !commits.getFirst().isWhole()) {
        commits.add(Commit.of(origin(slot), db.asOf(slot.meta()), db.pageCount() + 1));
      }
    }
    if (commits.stream().noneMatch(Commit::isWhole)) {
      commits.addAll(found(db));
    }
    long most = commits.stream().filter(IS_OF_META).mapToLong(Commit::keyRows).max().orElse(0);
    commits.sort(
        Comparator.comparingInt(commit -> rank(commit, most))); // stable: newer before older
    return new Commits(commits);
  }

  private static int rank(Commit commit, long mostRows) {
    if (commit.origin().isMeta()) {
      return commit.isWhole() ? 0 : commit.knowsItsEnd() ? 1 : 4;
    }
    boolean reachesMore = commit.knowsItsEnd() && commit.keyRows() >= mostRows;
    return commit.isWhole() ? 2 : reachesMore ? 3 : 5;
  }

  private static Commit.Origin origin(MetaSlot.Valid slot) {
    String txid = Long.toUnsignedString(slot.meta().txid());
    return new Commit.Origin("meta " + slot.pageId() + " (transaction " + txid + ")", true);
  }

  private static List<Commit> found(DamagedDb db) {
    BoltFile all = db.from(0);
    Set<Long> known =
        db.metas().stream().map(slot -> slot.meta().rootPageId()).collect(Collectors.toSet());
    List<Root> roots = new ArrayList<>();
    StrayLeaves.<RuntimeException>scan(
        all,
        new PageSet(0),
        (leaf, _) -> {
          if (!known.contains(leaf.header().id()) && isRoot(all, leaf)) {
            roots.add(root(db, leaf.header().id()));
          }
        });
    roots.sort(Comparator.comparingLong(Root::raftIndex).reversed());
    return roots.stream().limit(MAX_FOUND).map(root -> commit(db, root.pageId())).toList();
  }

  private record Root(long pageId, long raftIndex) {}

  private static boolean isRoot(BoltFile all, LeafPage leaf) {
    Set<Bytes> names =
        IntStream.range(0, leaf.count())
            .mapToObj(leaf::soundElement)
            .flatMap(element -> element.filter(each -> RowForms.isBucket(all, each)).stream())
            .map(element -> Bytes.copyOf(element.key()))
            .collect(Collectors.toSet());
    return names.contains(Bucket.KEY.bucketName()) && names.contains(Bucket.META.bucketName());
  }

  private static Root root(DamagedDb db, long pageId) {
    return new Root(pageId, Commit.raftIndexAt(db.from(pageId), db.pageCount() + 1));
  }

  private static Commit commit(DamagedDb db, long pageId) {
    var origin = new Commit.Origin("the root found in page " + pageId, false);
    return Commit.of(origin, db.from(pageId), db.pageCount() + 1);
  }
}
