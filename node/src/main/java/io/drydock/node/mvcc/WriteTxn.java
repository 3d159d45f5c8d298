package io.drydock.node.mvcc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.backend.Revision;
import io.drydock.formats.backend.RevisionKey;
import io.drydock.formats.proto.etcdserverpb.DeleteRangeRequest;
import io.drydock.formats.proto.etcdserverpb.DeleteRangeResponse;
import io.drydock.formats.proto.etcdserverpb.PutRequest;
import io.drydock.formats.proto.etcdserverpb.PutResponse;
import io.drydock.formats.proto.etcdserverpb.RequestOp;
import io.drydock.formats.proto.etcdserverpb.ResponseHeader;
import io.drydock.formats.proto.etcdserverpb.ResponseOp;
import io.drydock.formats.proto.etcdserverpb.TxnResponse;
import io.drydock.formats.proto.mvccpb.KeyValue;
import io.drydock.node.RefusedException;
import io.drydock.node.RowSink;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The writes of one transaction: they share the main revision after the store's, and count sub
 * revisions from 0. What was checked before is carried out here and cannot be refused any more.
 */
final class WriteTxn {

  private final KvStore store;
  private final RowSink rows;
  private final long begin;
  private final List<KeyChange> changes = new ArrayList<>(1);

  WriteTxn(KvStore store, RowSink rows) {
    this.store = store;
    this.rows = rows;
    this.begin = store.revision();
  }

  /** What was changed so far, in order. */
  List<KeyChange> changes() {
    return changes;
  }

  /** Main revision of the store after what was changed so far. */
  long revision() {
    return changes.isEmpty() ? begin : begin + 1;
  }

  private ResponseHeader header(long revision) {
    return ResponseHeader.newBuilder().setRevision(revision).build();
  }

  /** Writes a key. A value or lease that it keeps is that of a key that is there. */
  PutResponse put(PutRequest request) throws RecordGone {
    byte[] key = request.getKey().toByteArray();
    var response = PutResponse.newBuilder();
    ByteString value = request.getValue();
    long lease = request.getLease();
    if (request.getIgnoreValue() || request.getIgnoreLease() || request.getPrevKv()) {
      Optional<KeyValue> previous = store.reads(revision()).get(key, revision());
      if (request.getPrevKv()) {
        previous.ifPresent(response::setPrevKv);
      }
      if (request.getIgnoreValue()) {
        value = previous.orElseThrow().getValue();
      }
      if (request.getIgnoreLease()) {
        lease = previous.orElseThrow().getLease();
      }
    }
    write(key, value, lease);
    return response.setHeader(header(revision())).build();
  }

  private void write(byte[] key, ByteString value, long lease) {
    long main = begin + 1;
    long sub = changes.size();
    KeyEntry before = store.index().current().get(key);
    KeyEntry entry =
        before == null ? KeyEntry.ofPut(key, main, sub, main, 1) : before.put(main, sub);
    store.index().set(entry);
    // The value is copied: it may be a part of a request that is much larger.
    KeyValue keyValue =
        KeyValue.newBuilder()
            .setKey(UnsafeByteOperations.unsafeWrap(entry.key()))
            .setCreateRevision(entry.createRevision())
            .setModRevision(main)
            .setVersion(entry.keyVersion())
            .setValue(UnsafeByteOperations.unsafeWrap(value.toByteArray()))
            .setLease(lease)
            .build();
    row(sub, false, keyValue);
    store.keepUntilPublished(main, sub, keyValue);
    changes.add(new KeyChange(keyValue, false));
    // A lease that is kept may be missing: a restored key can name one that was never granted.
    if (lease != 0 && store.leases().exists(lease)) {
      store.leases().attach(keyValue.getKey(), lease);
    } else {
      store.leases().detach(keyValue.getKey());
    }
  }

  /** Deletes the keys of a range that are alive. */
  DeleteRangeResponse delete(DeleteRangeRequest request) throws RecordGone {
    var response = DeleteRangeResponse.newBuilder();
    var bounds = KeyBounds.of(request.getKey(), request.getRangeEnd());
    KeyReads reads = store.reads(revision());
    List<KeyEntry> found = new ArrayList<>();
    reads
        .index()
        .walk(
            bounds,
            entry -> {
              if (entry.isAlive()) {
                found.add(entry);
              }
              return true;
            });
    for (KeyEntry entry : found) {
      if (request.getPrevKv()) {
        reads.get(entry.key(), reads.revision()).ifPresent(response::addPrevKvs);
      }
    }
    found.forEach(this::delete);
    return response.setDeleted(found.size()).setHeader(header(revision())).build();
  }

  private void delete(KeyEntry entry) {
    long main = begin + 1;
    long sub = changes.size();
    store.index().set(entry.delete(main, sub));
    ByteString key = UnsafeByteOperations.unsafeWrap(entry.key());
    KeyValue stored = KeyValue.newBuilder().setKey(key).build();
    row(sub, true, stored);
    changes.add(new KeyChange(stored.toBuilder().setModRevision(main).build(), true));
    store.leases().detach(key);
  }

  private void row(long sub, boolean isTombstone, KeyValue keyValue) {
    var at = new RevisionKey(new Revision(begin + 1, sub), isTombstone);
    rows.put(Bucket.KEY, at.encode().toByteArray(), keyValue.toByteArray());
  }

  /**
   * Carries out the operations of a transaction whose comparisons are decided.
   *
   * @param needsReads whether reads of the outermost transaction are answered
   */
  TxnResponse execute(TxnPath path, boolean needsReads) throws RecordGone, RefusedException {
    var response = TxnResponse.newBuilder().setSucceeded(path.succeeds());
    int nextInner = 0;
    for (RequestOp op : path.ops()) {
      var answer = ResponseOp.newBuilder();
      switch (op.getRequestCase()) {
        case REQUEST_PUT -> answer.setResponsePut(put(op.getRequestPut()));
        case REQUEST_DELETE_RANGE ->
            answer.setResponseDeleteRange(delete(op.getRequestDeleteRange()));
        case REQUEST_RANGE -> {
          if (needsReads) {
            answer.setResponseRange(store.reads(revision()).range(op.getRequestRange()));
          }
        }
        case REQUEST_TXN -> answer.setResponseTxn(inner(path.inner().get(nextInner++)));
        case REQUEST_NOT_SET -> {
          // Answered by a response that is not set either.
        }
      }
      response.addResponses(answer);
    }
    return response.setHeader(header(revision())).build();
  }

  private TxnResponse inner(TxnPath path) throws RecordGone, RefusedException {
    TxnResponse response = execute(path, true);
    // The header of an inner transaction is there, with nothing in it.
    return response.toBuilder().setHeader(ResponseHeader.getDefaultInstance()).build();
  }
}
