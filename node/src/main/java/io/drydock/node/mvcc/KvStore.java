package io.drydock.node.mvcc;

import com.google.protobuf.ByteString;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.backend.CompactionMark;
import io.drydock.formats.backend.Revision;
import io.drydock.formats.mvcc.RevisionBounds;
import io.drydock.formats.proto.etcdserverpb.CompactionResponse;
import io.drydock.formats.proto.etcdserverpb.DeleteRangeRequest;
import io.drydock.formats.proto.etcdserverpb.DeleteRangeResponse;
import io.drydock.formats.proto.etcdserverpb.PutRequest;
import io.drydock.formats.proto.etcdserverpb.PutResponse;
import io.drydock.formats.proto.etcdserverpb.ResponseHeader;
import io.drydock.formats.proto.etcdserverpb.TxnRequest;
import io.drydock.formats.proto.etcdserverpb.TxnResponse;
import io.drydock.formats.proto.mvccpb.KeyValue;
import io.drydock.node.EtcdError;
import io.drydock.node.RefusedException;
import io.drydock.node.RowSink;
import io.drydock.node.StopException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The key space with its history: carries out writes, in the order of the log, and publishes views.
 * Owned by the engine thread.
 *
 * <p>A batch of writes: each hands its rows to the sink of the batch; the caller commits the sink,
 * and then calls {@link #publish}. Until then writes see those before them, and readers do not.
 * Nothing is undone: what can be refused is refused before the first row is written.
 *
 * <p>Requests were checked by {@link KeyRequests} before they came into the log. Every method
 * throws {@link StopException} when a record that it needs is damaged or missing.
 */
public final class KvStore {

  private final LeaseLink leases;
  private final Records records;
  private final KeyIndex index;
  private final Scrub scrub;
  private final Published published;
  private final Map<Revision, KeyValue> unpublished = new HashMap<>();
  private final RecordSource ownRecords = new OwnRecords();
  private long revision;
  private long compactRevision;

  /**
   * What bucket {@code meta} says of compactions; each is {@link
   * io.drydock.formats.backend.MetaState#NEVER_COMPACTED} without its row.
   *
   * @param scheduled main revision of the last one that was begun
   * @param finished main revision of the last one that was ended
   */
  public record Marks(long scheduled, long finished) {}

  private KvStore(LeaseLink leases, Records records, StoredIndex stored, Marks marks) {
    this.leases = leases;
    this.records = records;
    this.index = stored.index();
    this.scrub = new Scrub(index, stored.strays(), marks.finished);
    this.compactRevision = Math.max(marks.scheduled, marks.finished);
    this.revision =
        Math.max(RevisionBounds.EMPTY_STORE, Math.max(stored.newestMain(), compactRevision));
    this.published = new Published(records.store(), reads(records));
  }

  /**
   * Reads the whole store, attaches its keys to the leases that are granted, and publishes the
   * first view.
   *
   * @param cachedRecords how many records that were read are kept at hand, rounded down to a power
   *     of two; none of them is larger than 1 KiB
   */
  public static KvStore restore(
      RevisionStore store, Marks marks, LeaseLink leases, int cachedRecords) {
    StoredIndex stored = StoredIndex.read(store);
    stored
        .leases()
        .forEach((key, lease) -> {
          if (leases.exists(lease)) {
            leases.attach(key, lease);
          }
        });
    return new KvStore(leases, new Records(store, cachedRecords), stored, marks);
  }

  /** Main revision of the last write, be it published or not. */
  public long revision() {
    return revision;
  }

  /** Up to where history is gone, -1 when none is. */
  public long compactRevision() {
    return compactRevision;
  }

  /** The view that was published last. */
  public KvView view() {
    return published.view();
  }

  /** Publishes what the committed batch has written. */
  public KvView publish() {
    unpublished.clear();
    return published.set(reads(records));
  }

  private KeyReads reads(RecordSource committed) {
    return new KeyReads(index.view(), revision, compactRevision, committed);
  }

  /** Reads of the keys as they are now, good until the next write. */
  KeyReads reads(long atRevision) {
    return new KeyReads(index.current(), atRevision, compactRevision, ownRecords);
  }

  /** Of the engine: those that are not published yet, and the committed ones. */
  private final class OwnRecords implements RecordSource {

    @Override
    public KeyValue get(long main, long sub) throws RecordGone {
      Optional<KeyValue> atHand = atHand(main, sub);
      return atHand.isPresent() ? atHand.get() : records.get(main, sub);
    }

    @Override
    public Optional<KeyValue> atHand(long main, long sub) {
      return main > published.view().revision()
          ? Optional.ofNullable(unpublished.get(new Revision(main, sub)))
          : records.atHand(main, sub);
    }

    @Override
    public void keep(long main, long sub, KeyValue keyValue) {
      records.keep(main, sub, keyValue);
    }

    @Override
    public void scan(Revision from, Revision to, RevisionStore.Visitor visitor) {
      records.scan(from, to, visitor);
    }
  }

  KeyIndex index() {
    return index;
  }

  LeaseLink leases() {
    return leases;
  }

  void keepUntilPublished(long main, long sub, KeyValue keyValue) {
    unpublished.put(new Revision(main, sub), keyValue);
    records.written(main, sub, keyValue);
  }

  @FunctionalInterface
  private interface Write<R> {
    R in(WriteTxn txn) throws RecordGone, RefusedException;
  }

  private <R> Applied<R> write(RowSink rows, Write<R> write) throws RefusedException {
    var txn = new WriteTxn(this, rows);
    try {
      R response = write.in(txn);
      revision = txn.revision();
      return new Applied<>(response, revision, txn.changes());
    } catch (RecordGone missing) {
      throw missing.unaccounted();
    }
  }

  /**
   * Writes a key.
   *
   * @throws RefusedException for a lease that does not exist, and for value or lease to be kept of
   *     a key that is not there
   */
  public Applied<PutResponse> put(PutRequest request, RowSink rows) throws RefusedException {
    if (request.getLease() != 0 && !leases.exists(request.getLease())) {
      throw new RefusedException(EtcdError.LEASE_NOT_FOUND);
    }
    if (request.getIgnoreValue() || request.getIgnoreLease()) {
      KeyEntry entry = index.current().get(request.getKey().toByteArray());
      if (entry == null || !entry.isAlive()) {
        throw new RefusedException(EtcdError.KEY_NOT_FOUND);
      }
    }
    return write(rows, txn -> txn.put(request));
  }

  /** Deletes the keys of a range, in their order. Without any the revision stays. */
  public Applied<DeleteRangeResponse> deleteRange(DeleteRangeRequest request, RowSink rows) {
    return writeUnrefused(rows, txn -> txn.delete(request));
  }

  /** Deletes those of these keys that are there, in this order, at one main revision. */
  public Applied<DeleteRangeResponse> deleteAll(List<ByteString> keys, RowSink rows) {
    return writeUnrefused(
        rows,
        txn -> {
          for (ByteString key : keys) {
            txn.delete(DeleteRangeRequest.newBuilder().setKey(key).build());
          }
          return DeleteRangeResponse.newBuilder()
              .setHeader(ResponseHeader.newBuilder().setRevision(txn.revision()))
              .setDeleted(txn.changes().size())
              .build();
        });
  }

  private <R> Applied<R> writeUnrefused(RowSink rows, Write<R> write) {
    try {
      return write(rows, write);
    } catch (RefusedException impossible) {
      throw new IllegalStateException("a deletion was refused", impossible);
    }
  }

  /**
   * Carries out a transaction, or nothing of it. All comparisons are decided first, then all
   * operations on the path are checked, puts before reads; then they are carried out, each on what
   * those before it have left.
   *
   * @param needsReads false when nobody waits for the answer: reads of the outermost transaction
   *     are then neither checked nor answered, as etcd 3.4 to 3.6 apply entries of other members
   * @throws RefusedException as {@link #put} is, and for a read at a revision that is compacted or
   *     still to come
   */
  public Applied<TxnResponse> txn(TxnRequest request, boolean needsReads, RowSink rows)
      throws RefusedException {
    return write(
        rows,
        txn -> {
          KeyReads before = reads(revision);
          TxnPath path = TxnPath.of(request, before);
          path.checkPuts(before, leases, new ArrayList<>());
          path.checkReads(before, needsReads);
          return txn.execute(path, needsReads);
        });
  }

  /**
   * Makes history up to a revision unreadable, with the next {@link #publish}. The records go with
   * {@link #scrub}.
   *
   * @param main main revision: the oldest one that can be read afterwards
   * @throws RefusedException when that is done already, or the revision is still to come
   */
  public CompactionResponse compact(long main, RowSink rows) throws RefusedException {
    if (main <= compactRevision) {
      throw new RefusedException(EtcdError.COMPACTED);
    }
    if (main > revision) {
      throw new RefusedException(EtcdError.FUTURE_REVISION);
    }
    compactRevision = main;
    rows.put(
        Bucket.META,
        CompactionMark.SCHEDULED.key().toByteArray(),
        CompactionMark.value(main).toByteArray());
    return CompactionResponse.newBuilder()
        .setHeader(ResponseHeader.newBuilder().setRevision(revision))
        .build();
  }

  /**
   * Deletes a bounded number of records that no reader may see any more, and writes the mark of the
   * finished compaction with the last of them. Does nothing for a compaction that is not published.
   *
   * @param maxRows how many records at most, at least 1
   */
  public ScrubStep scrub(int maxRows, RowSink rows) {
    return scrub.step(published.view().compactRevision(), maxRows, rows);
  }

  /** Main revision of the last compaction whose records are all gone, -1 before the first. */
  public long finishedCompactRevision() {
    return scrub.finished();
  }
}
