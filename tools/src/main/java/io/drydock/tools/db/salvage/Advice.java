package io.drydock.tools.db.salvage;

import io.drydock.formats.backend.Bucket;
import io.drydock.formats.backend.RevisionKey;
import io.drydock.formats.bytes.Bytes;
import io.drydock.tools.output.Texts;
import java.util.ArrayList;
import java.util.List;

/**
 * What the reader must know of a salvage, and what to do with it.
 *
 * @param plan what is saved
 */
record Advice(SalvagePlan plan) {

  private static final List<Bucket> AUTH =
      List.of(Bucket.AUTH, Bucket.AUTH_USERS, Bucket.AUTH_ROLES);

  /** One sentence each. */
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    Tally tally = plan.salvage().tally();
    if (tally.doubtful() > 0) {
      notes.add(
          Texts.count(tally.doubtful())
              + " rows of revisions "
              + tally.firstDoubtful()
              + " to "
              + tally.lastDoubtful()
              + (plan.salvage().takesDoubtful() ? " were taken" : " were left out")
              + ": only pages that nothing leads to have them, so they may have been compacted"
              + (plan.salvage().takesDoubtful() ? "" : "; --with-doubtful takes them"));
    }
    plan.salvage().base().ifPresent(base -> commit(base, notes));
    if (tally.suspects() > 0) {
      notes.add(
          Texts.count(tally.suspects())
              + " kept rows reach into a page that is all zeros or another page's: their values"
              + " were probably overwritten; the first: "
              + tally.suspect().getFirst().at()
              + where(tally.suspect().getFirst()));
    }
    tally.filled().forEach((bucket, filled) -> filled(bucket, filled, notes));
    plan.salvage().holes().forEach((bucket, hole) -> lost(bucket, hole, notes));
    if (!isAtItsPlace()) {
      notes.add(
          "how far the log is applied to these rows is not known: never start a server with its"
              + " old log on this database; restore it");
    }
    if (!plan.losses().isEmpty()) {
      notes.add(
          "a key that was deleted in a lost revision lives again, one written there has its"
              + " value of before");
    }
    if (!plan.isNothingLost()) {
      notes.add(
          "outside of raft: a member that lost rows answers differently from its peers; with sound"
              + " peers remove this member and add it again instead");
    }
    return notes.stream().distinct().toList();
  }

  private static void commit(Commit base, List<String> notes) {
    if (!base.origin().isMeta()) {
      notes.add("no meta names this commit: it may be older than the last one");
    }
    if (base.marks().scheduled().orElse(-1) > base.marks().finished().orElse(-1)) {
      notes.add(
          "a compaction was begun in it and not finished: a server takes compacted rows away"
              + " when it starts");
    }
  }

  private static String where(Tally.Suspect suspect) {
    return suspect.bucket().equals(Bucket.KEY.bucketName())
        ? ", revision " + RevisionKey.main(suspect.key().segment(), 0)
        : "";
  }

  private void filled(Bytes bucket, Tally.Filled filled, List<String> notes) {
    boolean isKey = bucket.equals(Bucket.KEY.bucketName());
    if (filled.contradicted() > 0) {
      notes.add(
          "bucket "
              + bucket.toUtf8()
              + ": for "
              + Texts.count(filled.contradicted())
              + " rows other values were found, too"
              + (isKey ? ", which never happens to sound ones" : ""));
    }
    if (!isKey) {
      notes.add(
          "bucket "
              + bucket.toUtf8()
              + ": "
              + Texts.count(filled.fromCommits())
              + " rows are those of another commit and "
              + Texts.count(filled.strays())
              + " those of pages that nothing leads to: they may be out of date");
    }
  }

  private static void lost(Bytes bucket, Hole hole, List<String> notes) {
    if (hole.open().isEmpty() || bucket.equals(Bucket.KEY.bucketName())) {
      return;
    }
    notes.add("bucket " + bucket.toUtf8() + ": rows may be lost");
    if (AUTH.stream().anyMatch(each -> each.bucketName().equals(bucket))) {
      notes.add(
          "users, roles or whether they are asked for may be lost: a server may let everybody in");
    }
  }

  /** True when the rows and the raft index belong together, so that the log follows on them. */
  private boolean isAtItsPlace() {
    return plan.salvage().base().filter(Commit::knowsItsEnd).isPresent();
  }

  /** Commands, the safest first. */
  List<String> next() {
    String source = Texts.shellWord(plan.source());
    String file = plan.target().map(Texts::shellWord).orElse("FILE");
    List<String> lines = new ArrayList<>();
    if (plan.target().isEmpty()) {
      lines.add("drydock db salvage " + source + " --out " + file);
    }
    if (plan.salvage().tally().doubtful() > 0 && !plan.salvage().takesDoubtful()) {
      lines.add(
          "drydock db salvage "
              + source
              + " --with-doubtful --out "
              + file
              + ".with-doubtful   # when more is worth some rows that were deleted");
    }
    lines.add(
        "drydock snapshot restore "
            + file
            + " --skip-hash-check"
            + (plan.isNothingLost() ? "" : " --despite-findings")
            + " --data-dir DIR");
    return lines;
  }
}
