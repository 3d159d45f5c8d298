package io.drydock.tools.wal.dump;

import io.drydock.formats.proto.etcdserverpb.Compare;
import io.drydock.formats.proto.etcdserverpb.InternalRaftRequest;
import io.drydock.formats.proto.etcdserverpb.RangeRequest;
import io.drydock.formats.proto.etcdserverpb.RequestOp;
import io.drydock.formats.proto.etcdserverpb.TxnRequest;
import io.drydock.formats.request.EntryPayload;
import io.drydock.formats.request.KeyRange;
import io.drydock.formats.request.RequestKeys;
import io.drydock.formats.request.RequestKind;
import io.drydock.formats.wal.WalCursor;
import io.drydock.tools.wal.log.RecordKind;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which records are wanted. What concerns entries alone leaves all other records out.
 *
 * @param kinds of records
 * @param requests kinds of requests; empty for all
 * @param term of the entry
 * @param index of the entry
 * @param about what the request must concern
 */
public record Selection(
    Set<RecordKind> kinds, Set<RequestKind> requests, Bounds term, Bounds index, About about) {

  /**
   * What a request must concern; each that is there must hold.
   *
   * @param keys v3 keys, or v2 paths as the log has them
   * @param lease id of a lease that it names
   * @param revision a revision that it names
   */
  public record About(Optional<KeyRange> keys, Optional<Long> lease, Optional<Bounds> revision) {

    /** Anything. */
    public static final About ALL = new About(Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** Copies the sets. */
  public Selection {
    kinds = Set.copyOf(kinds);
    requests = Set.copyOf(requests);
  }

  /** True when the record may be wanted, as far as that is to be told without its data. */
  boolean mayWant(RecordKind kind, WalCursor cursor) {
    if (!kinds.contains(kind)) {
      return false;
    }
    return kind == RecordKind.ENTRY
        ? term.holds(cursor.entryTerm()) && index.holds(cursor.entryIndex())
        : !isAboutEntries();
  }

  /** True when the entry is wanted, once {@link #mayWant} has said so. */
  boolean wants(DumpRow.Entry row) {
    if (!requests.isEmpty() && !requests.contains(row.requestKind())) {
      return false;
    }
    return about.equals(About.ALL) || concerns(row.payload());
  }

  private boolean isAboutEntries() {
    return !requests.isEmpty()
        || !term.equals(Bounds.ALL)
        || !index.equals(Bounds.ALL)
        || !about.equals(About.ALL);
  }

  private boolean concerns(EntryPayload payload) {
    RequestKeys keys = RequestKeys.of(payload);
    boolean isKey =
        about.keys().isEmpty()
            || keys.touches(about.keys().get())
            || keys.v2Paths().stream().anyMatch(about.keys().get()::contains);
    return isKey
        && (about.lease().isEmpty() || keys.namesLease(about.lease().get()))
        && (about.revision().isEmpty() || names(about.revision().get(), payload));
  }

  private static boolean names(Bounds revision, EntryPayload payload) {
    return payload instanceof EntryPayload.InternalRequest(InternalRaftRequest request)
        && (request.hasCompaction() && revision.holds(request.getCompaction().getRevision())
            || request.hasRange() && names(revision, request.getRange())
            || request.hasTxn() && names(revision, request.getTxn()));
  }

  private static boolean names(Bounds revision, TxnRequest txn) {
    return txn.getCompareList().stream().anyMatch(compare -> names(revision, compare))
        || names(revision, txn.getSuccessList())
        || names(revision, txn.getFailureList());
  }

  private static boolean names(Bounds revision, List<RequestOp> operations) {
    return operations.stream()
        .anyMatch(each ->
            each.hasRequestRange() && names(revision, each.getRequestRange())
                || each.hasRequestTxn() && names(revision, each.getRequestTxn()));
  }

  private static boolean names(Bounds revision, Compare compare) {
    return compare.hasModRevision() && revision.holds(compare.getModRevision())
        || compare.hasCreateRevision() && revision.holds(compare.getCreateRevision());
  }

  private static boolean names(Bounds revision, RangeRequest range) {
    return range.getRevision() != 0 && revision.holds(range.getRevision());
  }
}
