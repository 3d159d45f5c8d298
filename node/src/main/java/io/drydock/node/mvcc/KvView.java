package io.drydock.node.mvcc;

import com.google.protobuf.ByteString;
import io.drydock.formats.backend.Revision;
import io.drydock.formats.backend.RevisionKey;
import io.drydock.formats.mvcc.HashKv;
import io.drydock.formats.mvcc.HashRule;
import io.drydock.formats.proto.etcdserverpb.RangeRequest;
import io.drydock.formats.proto.etcdserverpb.RangeResponse;
import io.drydock.formats.proto.etcdserverpb.RequestOp;
import io.drydock.formats.proto.etcdserverpb.ResponseHeader;
import io.drydock.formats.proto.etcdserverpb.ResponseOp;
import io.drydock.formats.proto.etcdserverpb.TxnRequest;
import io.drydock.formats.proto.etcdserverpb.TxnResponse;
import io.drydock.formats.proto.mvccpb.KeyValue;
import io.drydock.node.EtcdError;
import io.drydock.node.RefusedException;
import io.drydock.node.StopException;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * The key space as it was when it was published, immutable, for any thread.
 *
 * <p>Records are read from the store when they are asked for. Where a compaction has meanwhile
 * taken one that this view would still show, the answer comes from the view that is published then:
 * a reader may be overtaken at any time, so it cannot tell.
 *
 * <p>Of the headers of responses only the revision is set. Requests are checked before by {@link
 * KeyRequests}. Every method throws {@link StopException} for a record that is damaged, or missing
 * without a compaction that accounts for it.
 */
public final class KvView {

  private final Published published;
  private final KeyReads reads;

  KvView(Published published, KeyReads reads) {
    this.published = published;
    this.reads = reads;
  }

  /** Looks at one change after the other. */
  @FunctionalInterface
  public interface History {
    /** Looks at a change of a main revision; false ends the scan. */
    boolean visit(long main, KeyChange change);
  }

  @FunctionalInterface
  private interface Question<A> {
    A of(KeyReads reads) throws RefusedException, RecordGone;
  }

  /** Main revision of the last change in it; 1 for a store that nothing was put into. */
  public long revision() {
    return reads.revision();
  }

  /** Up to where history is gone: the oldest revision that can be read; -1 when none is gone. */
  public long compactRevision() {
    return reads.compactRevision();
  }

  /**
   * Answers a range request.
   *
   * @throws RefusedException for a revision that is compacted or still to come
   */
  public RangeResponse range(RangeRequest request) throws RefusedException {
    return answer(at -> at.range(request));
  }

  /**
   * Answers a transaction that only reads.
   *
   * @throws RefusedException when one of its reads is at a revision that is compacted or still to
   *     come
   */
  public TxnResponse txn(TxnRequest request) throws RefusedException {
    return answer(at -> {
      TxnPath path = TxnPath.of(request, at);
      path.checkReads(at, true);
      return readAll(path, at);
    });
  }

  private static TxnResponse readAll(TxnPath path, KeyReads at)
      throws RefusedException, RecordGone {
    var response =
        TxnResponse.newBuilder()
            .setHeader(ResponseHeader.newBuilder().setRevision(at.revision()))
            .setSucceeded(path.succeeds());
    for (RequestOp op : path.ops()) {
      response.addResponses(
          ResponseOp.newBuilder().setResponseRange(at.range(op.getRequestRange())));
    }
    return response.build();
  }

  /**
   * The record of a key at a main revision; empty when the key is not alive there, when the
   * revision is compacted, and when it is still to come.
   */
  public Optional<KeyValue> get(ByteString key, long revision) {
    if (revision < reads.compactRevision() || revision > reads.revision()) {
      return Optional.empty();
    }
    try {
      return reads.get(key.toByteArray(), revision);
    } catch (RecordGone gone) {
      newer(reads, gone);
      return Optional.empty();
    }
  }

  private <A> A answer(Question<A> question) throws RefusedException {
    KeyReads at = reads;
    while (true) {
      try {
        return question.of(at);
      } catch (RecordGone gone) {
        at = newer(at, gone);
      }
    }
  }

  /** What is published now; it must know of a compaction that the overtaken reader does not. */
  private KeyReads newer(KeyReads overtaken, RecordGone gone) {
    KeyReads newest = published.view().reads;
    if (newest.compactRevision() <= overtaken.compactRevision()) {
      throw gone.unaccounted();
    }
    return newest;
  }

  /**
   * Goes over what was written, oldest first.
   *
   * @param from the first main revision, inclusive; not below the compaction revision
   * @param to the last one, exclusive; not above the one after {@link #revision()}
   */
  public void history(long from, long to, History history) {
    store()
        .scan(
            new Revision(from, 0),
            new Revision(to, 0),
            (main, sub, isTombstone, record) -> {
              KeyValue stored = Records.parse(record, main, sub);
              KeyValue keyValue =
                  isTombstone ? stored.toBuilder().setModRevision(main).build() : stored;
              return history.visit(main, new KeyChange(keyValue, isTombstone));
            });
  }

  private RevisionStore store() {
    return published.store();
  }

  /**
   * Takes etcd's checksum of the key space: a scan over the whole store.
   *
   * @param revision main revision, 0 or less for the newest
   * @throws RefusedException for a revision that is compacted or still to come
   */
  public HashKv hashKv(long revision) throws RefusedException {
    KeyReads at = reads;
    while (true) {
      HashKv hash = hashKv(at, revision);
      KeyReads newest = published.view().reads;
      if (newest.compactRevision() == at.compactRevision()) {
        return hash;
      }
      // A compaction began meanwhile, and may have taken records before they were looked at.
      at = newest;
    }
  }

  private HashKv hashKv(KeyReads at, long asked) throws RefusedException {
    if (asked > 0 && asked < at.compactRevision()) {
      throw new RefusedException(EtcdError.COMPACTED);
    }
    if (asked > at.revision()) {
      throw new RefusedException(EtcdError.FUTURE_REVISION);
    }
    long revision = asked <= 0 ? at.revision() : asked;
    boolean isAnyAlive = !at.index().walk(KeyBounds.ALL, entry -> entry.aliveAt(revision) < 0);
    var rule = new HashRule(revision, at.compactRevision(), isAnyAlive);
    var sum = new HashKv.Sum();
    store()
        .scan(
            new Revision(0, 0),
            new Revision(revision + 1, 0),
            (main, sub, isTombstone, record) -> {
              if (rule.counts(
                  main, isTombstone, () -> isNewestAlive(at, revision, main, sub, record))) {
                var key = new RevisionKey(new Revision(main, sub), isTombstone).encode();
                sum.add(key.segment(), MemorySegment.ofArray(record));
              }
              return true;
            });
    return new HashKv(sum.value(), at.compactRevision(), revision);
  }

  private static boolean isNewestAlive(
      KeyReads at, long revision, long main, long sub, byte[] record) {
    KeyEntry entry = at.index().get(Records.parse(record, main, sub).getKey().toByteArray());
    int ordinal = entry == null ? -1 : entry.aliveAt(revision);
    return ordinal >= 0 && entry.main(ordinal) == main && entry.sub(ordinal) == sub;
  }
}
