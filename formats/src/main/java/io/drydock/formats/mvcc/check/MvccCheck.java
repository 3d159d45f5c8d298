package io.drydock.formats.mvcc.check;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.Extent;
import io.drydock.formats.FormatException;
import io.drydock.formats.backend.BackendState;
import io.drydock.formats.backend.BackendView;
import io.drydock.formats.backend.MetaState;
import io.drydock.formats.backend.Revision;
import io.drydock.formats.mvcc.KeyScan;
import io.drydock.formats.mvcc.RecordBatch;
import io.drydock.formats.mvcc.RevisionBounds;

/**
 * Whether the store keeps the rules of multi-version concurrency control, and whether its buckets
 * agree with each other. The b-tree below is the business of package {@code bolt}.
 *
 * <pre>
 * code             | severity | what it says
 * -----------------+----------+----------------------------------------------------------------
 * MVCC-TREE        | error    | a page or an element cannot be read: records are missing
 * MVCC-KEY         | error    | a key is no revision
 * MVCC-VALUE       | error    | a value is no KeyValue
 * MVCC-ORDER       | error    | a revision is not above the one before
 * MVCC-SUB         | error    | above the compaction, sub revisions of a main one have a hole
 * MVCC-GAP         | warning  | above the compaction, main revisions are missing
 * MVCC-MOD         | error    | mod_revision is not the main revision of the record
 * MVCC-VERSION     | error    | version does not follow from the record before
 * MVCC-CREATE      | error    | create_revision does not follow from the record before;
 *                  | warning  | or it is that of a v2 key that etcdctl migrate of 3.4 took over
 * MVCC-TOMBSTONE   | warning  | a tombstone says more than its key, or of a key not alive
 * MVCC-LEFTOVER    | warning  | a record that the last compaction had to take;
 *                  | info     | when that compaction was interrupted
 * MVCC-EMPTY-KEY   | info     | the empty record of a bumped restore;
 *                  | error    | any other record of the empty key
 * MVCC-MARKS       | warning  | the finished compaction is above the scheduled one
 * MVCC-LEASE       | warning  | a living key names a lease that is not there: it never expires
 * AUTH-ROLE        | warning  | a user has a role that is not there
 * AUTH-ROOT        | error    | authentication is on without a user root that has role root
 * ALARM-MEMBER     | warning  | an alarm is of no member: nobody is going to disarm it
 * MEMBER-REMOVED   | warning  | a member was removed before
 * BACKEND-ROW      | error    | a row of a small bucket is damaged
 * BACKEND-BUCKET   | warning  | a bucket is missing
 * </pre>
 *
 * <p>Compaction is respected: the oldest kept record of a key may be any of its generation.
 */
public final class MvccCheck {

  private final BackendView view;
  private final MvccFindings findings = new MvccFindings();
  private final long compactRevision;
  private Revision previous = new Revision(RevisionBounds.EMPTY_STORE, 0);
  private long records;

  private MvccCheck(BackendView view, long compactRevision) {
    this.view = view;
    this.compactRevision = compactRevision;
  }

  /**
   * Checks: one scan, and one look at each living key.
   *
   * @throws FormatException when the list of buckets is damaged, or a bucket holds what is not
   *     supported; all other damage is in the report
   */
  public static MvccReport of(BackendView view) throws FormatException {
    BackendState state = BackendState.read(view);
    MetaState meta = state.meta();
    var check = new MvccCheck(view, meta.compactRevision());
    state.findings().forEach(check.findings::add);
    check.checkMarks(meta);
    new ReferenceCheck(view, check.findings).check(state);
    try (var chains = new ChainCheck(view, meta, check.findings)) {
      check.scan(chains);
      chains.checkLastRecords();
      return check.findings.report(check.records, chains.keys());
    }
  }

  private void checkMarks(MetaState meta) {
    long scheduled = meta.scheduledCompactRevision().orElse(MetaState.NEVER_COMPACTED);
    long finished = meta.finishedCompactRevision().orElse(MetaState.NEVER_COMPACTED);
    if (finished > scheduled) {
      findings.warning(
          "MVCC-MARKS",
          view.extent(0, 0),
          "compaction finished at " + finished + " but scheduled at " + scheduled);
    }
  }

  private void scan(ChainCheck chains) throws FormatException {
    var batch = new RecordBatch(KeyScan.of(view));
    while (batch.fill(Long.MAX_VALUE, this::takeDamage)) {
      chains.warm(batch);
      for (int i = 0; i < batch.size(); i++) {
        checkOrder(batch, i);
        chains.check(batch, i);
      }
      records += batch.size();
    }
  }

  private void takeDamage(RecordBatch.Damaged part, CorruptFileException damage) {
    String code =
        switch (part) {
          case TREE -> "MVCC-TREE";
          case KEY -> "MVCC-KEY";
          case VALUE -> "MVCC-VALUE";
        };
    findings.error(code, damage.at(), damage.problem());
  }

  private void checkOrder(RecordBatch batch, int i) {
    long main = batch.main[i];
    long sub = batch.sub[i];
    if (main < previous.main()
        || main == previous.main() && records + i > 0 && sub <= previous.sub()) {
      findings.error("MVCC-ORDER", at(batch, i), main + "_" + sub + " follows " + previous);
    } else if (main > compactRevision) {
      checkHoles(batch, i);
    }
    previous = new Revision(main, sub);
  }

  private void checkHoles(RecordBatch batch, int i) {
    long main = batch.main[i];
    long sub = batch.sub[i];
    long before = Math.max(previous.main(), compactRevision);
    if (main > before + 1) {
      String missing = before + 2 == main ? "" + (before + 1) : (before + 1) + " to " + (main - 1);
      findings.warning("MVCC-GAP", at(batch, i), "no record of main revision " + missing);
    }
    long expected = main == previous.main() ? previous.sub() + 1 : 0;
    if (sub != expected) {
      findings.error(
          "MVCC-SUB",
          at(batch, i),
          "sub revision of main " + main + ": expected " + expected + ", found " + sub);
    }
  }

  private Extent at(RecordBatch batch, int i) {
    return batch.at(view, i);
  }
}
