package io.drydock.node.mvcc;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import io.drydock.formats.backend.Revision;
import io.drydock.formats.backend.RevisionKey;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.proto.etcdserverpb.Compare;
import io.drydock.formats.proto.etcdserverpb.DeleteRangeRequest;
import io.drydock.formats.proto.etcdserverpb.DeleteRangeResponse;
import io.drydock.formats.proto.etcdserverpb.PutRequest;
import io.drydock.formats.proto.etcdserverpb.PutResponse;
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
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * The key space as a list of all that ever happened: every answer is found by going over the list.
 * Nothing is ever taken off it; a compaction is a number.
 */
final class NaiveKeySpace {

  private final List<Change> changes = new ArrayList<>();
  private final Set<Long> leases;
  private long revision = 1;
  private long compacted = -1;

  /** One change. */
  record Change(RevisionKey at, KeyValue message) {
    long main() {
      return at.revision().main();
    }
  }

  NaiveKeySpace(Set<Long> leases) {
    this.leases = leases;
  }

  long revision() {
    return revision;
  }

  long compacted() {
    return compacted;
  }

  List<Change> changes() {
    return changes;
  }

  /** The newest change of each key up to a revision. */
  private NavigableMap<Bytes, Change> newestAt(long main) {
    NavigableMap<Bytes, Change> newest = new TreeMap<>();
    for (Change change : changes) {
      if (change.main() <= main) {
        newest.put(Bytes.copyOf(change.message.getKey()), change);
      }
    }
    return newest;
  }

  /** The keys that are alive at a revision. */
  NavigableMap<Bytes, KeyValue> aliveAt(long main) {
    NavigableMap<Bytes, KeyValue> alive = new TreeMap<>();
    newestAt(main)
        .forEach((key, change) -> {
          if (!change.at.tombstone()) {
            alive.put(key, change.message);
          }
        });
    return alive;
  }

  private List<KeyValue> inRange(ByteString key, ByteString end, long main) {
    Bytes from = Bytes.copyOf(key);
    Bytes to = Bytes.copyOf(end);
    NavigableMap<Bytes, KeyValue> alive = aliveAt(main);
    if (to.isEmpty()) {
      return Optional.ofNullable(alive.get(from)).stream().toList();
    }
    if (to.equals(Bytes.ofHex("00"))) {
      return List.copyOf(alive.tailMap(from).values());
    }
    return from.compareTo(to) >= 0 ? List.of() : List.copyOf(alive.subMap(from, to).values());
  }

  /** The rows that a store has after all compactions are scrubbed. */
  NavigableMap<Bytes, Bytes> keptRows() {
    NavigableMap<Bytes, Bytes> rows = new TreeMap<>();
    Set<Change> newest = new HashSet<>(newestAt(compacted).values());
    for (Change change : changes) {
      boolean isKept =
          change.main() > compacted
              || newest.contains(change) && (!change.at.tombstone() || change.main() == compacted);
      if (isKept) {
        rows.put(change.at.encode(), Bytes.adopt(change.message.toByteArray()));
      }
    }
    return rows;
  }

  /** The HashKV of a store after all compactions are scrubbed. */
  int hash(long main) {
    var crc = new CRC32C();
    crc.update("key".getBytes(UTF_8));
    NavigableMap<Bytes, KeyValue> alive = aliveAt(main);
    Set<KeyValue> newest = new HashSet<>(alive.values());
    Map<Bytes, KeyValue> messages = new HashMap<>();
    changes.forEach(change -> messages.put(change.at.encode(), change.message));
    keptRows()
        .forEach((row, value) -> {
          var at = row.length() == RevisionKey.TOMBSTONE_BYTES;
          long rowMain = row.segment().get(BIG_ENDIAN, 0);
          boolean isSkipped =
              rowMain > main
                  || at && rowMain == compacted
                  || rowMain <= compacted
                      && !alive.isEmpty()
                      && !newest.contains(messages.get(row));
          if (!isSkipped) {
            crc.update(row.toByteArray());
            crc.update(value.toByteArray());
          }
        });
    return (int) crc.getValue();
  }

  static final ValueLayout.OfLong BIG_ENDIAN =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  RangeResponse range(RangeRequest request) throws RefusedException {
    long asked = request.getRevision();
    if (asked > revision) {
      throw new RefusedException(EtcdError.FUTURE_REVISION);
    }
    long main = asked <= 0 ? revision : asked;
    if (main < compacted) {
      throw new RefusedException(EtcdError.COMPACTED);
    }
    List<KeyValue> all = inRange(request.getKey(), request.getRangeEnd(), main);
    var response = RangeResponse.newBuilder().setHeader(header(revision)).setCount(all.size());
    if (request.getCountOnly()) {
      return response.build();
    }
    List<KeyValue> found = new ArrayList<>(all);
    boolean isUnordered = request.getSortOrder() == RangeRequest.SortOrder.NONE;
    long limit = request.getLimit() <= 0 ? Long.MAX_VALUE : request.getLimit();
    if (isUnordered && !isFiltering(request) && limit < found.size()) {
      found = new ArrayList<>(found.subList(0, (int) limit + 1));
    }
    found.removeIf(each -> isOut(request, each));
    sort(found, request);
    if (found.size() > limit) {
      found = found.subList(0, (int) limit);
      response.setMore(true);
    }
    for (KeyValue each : found) {
      response.addKvs(
          request.getKeysOnly() ? each.toBuilder().setValue(ByteString.EMPTY).build() : each);
    }
    return response.build();
  }

  private static boolean isFiltering(RangeRequest request) {
    return request.getMinModRevision() != 0
        || request.getMaxModRevision() != 0
        || request.getMinCreateRevision() != 0
        || request.getMaxCreateRevision() != 0;
  }

  private static boolean isOut(RangeRequest request, KeyValue each) {
    return request.getMinModRevision() != 0 && each.getModRevision() < request.getMinModRevision()
        || request.getMaxModRevision() != 0 && each.getModRevision() > request.getMaxModRevision()
        || request.getMinCreateRevision() != 0
            && each.getCreateRevision() < request.getMinCreateRevision()
        || request.getMaxCreateRevision() != 0
            && each.getCreateRevision() > request.getMaxCreateRevision();
  }

  private static void sort(List<KeyValue> found, RangeRequest request) {
    Comparator<KeyValue> order =
        switch (request.getSortTarget()) {
          case VERSION -> Comparator.comparing(KeyValue::getVersion);
          case CREATE -> Comparator.comparing(KeyValue::getCreateRevision);
          case MOD -> Comparator.comparing(KeyValue::getModRevision);
          case VALUE -> Comparator.comparing(each -> Bytes.copyOf(each.getValue()));
          default -> Comparator.comparing(each -> Bytes.copyOf(each.getKey()));
        };
    if (request.getSortOrder() == RangeRequest.SortOrder.UNRECOGNIZED) {
      return;
    }
    found.sort(request.getSortOrder() == RangeRequest.SortOrder.DESCEND ? order.reversed() : order);
  }

  private static ResponseHeader header(long main) {
    return ResponseHeader.newBuilder().setRevision(main).build();
  }

  PutResponse put(PutRequest request) throws RefusedException {
    if (request.getLease() != 0 && !leases.contains(request.getLease())) {
      throw new RefusedException(EtcdError.LEASE_NOT_FOUND);
    }
    boolean needsPrevious = request.getIgnoreValue() || request.getIgnoreLease();
    if (needsPrevious && !aliveAt(revision).containsKey(Bytes.copyOf(request.getKey()))) {
      throw new RefusedException(EtcdError.KEY_NOT_FOUND);
    }
    PutResponse response = put(revision + 1, request);
    revision++;
    return response;
  }

  private PutResponse put(long main, PutRequest request) {
    KeyValue previous = aliveAt(main).get(Bytes.copyOf(request.getKey()));
    var message =
        KeyValue.newBuilder()
            .setKey(request.getKey())
            .setCreateRevision(previous == null ? main : previous.getCreateRevision())
            .setModRevision(main)
            .setVersion(previous == null ? 1 : previous.getVersion() + 1)
            .setValue(request.getIgnoreValue() ? previous.getValue() : request.getValue())
            .setLease(request.getIgnoreLease() ? previous.getLease() : request.getLease());
    add(main, false, message.build());
    var response = PutResponse.newBuilder().setHeader(header(main));
    if (request.getPrevKv() && previous != null) {
      response.setPrevKv(previous);
    }
    return response.build();
  }

  private void add(long main, boolean isTombstone, KeyValue message) {
    boolean isFirst = changes.isEmpty() || changes.getLast().main() != main;
    long sub = isFirst ? 0 : changes.getLast().at.revision().sub() + 1;
    changes.add(new Change(new RevisionKey(new Revision(main, sub), isTombstone), message));
  }

  DeleteRangeResponse delete(DeleteRangeRequest request) {
    DeleteRangeResponse response = delete(revision + 1, request);
    revision = Math.max(revision, newestMain());
    return response.toBuilder().setHeader(header(revision)).build();
  }

  private long newestMain() {
    return changes.isEmpty() ? 1 : changes.getLast().main();
  }

  private DeleteRangeResponse delete(long main, DeleteRangeRequest request) {
    List<KeyValue> found = inRange(request.getKey(), request.getRangeEnd(), main);
    found.forEach(each -> add(main, true, KeyValue.newBuilder().setKey(each.getKey()).build()));
    var response =
        DeleteRangeResponse.newBuilder()
            .setDeleted(found.size())
            .setHeader(header(Math.max(main - 1, newestMain())));
    return request.getPrevKv() ? response.addAllPrevKvs(found).build() : response.build();
  }

  /** Decides all comparisons first, then checks, then writes. */
  TxnResponse txn(TxnRequest request) throws RefusedException {
    List<Boolean> path = new ArrayList<>();
    decide(request, path);
    Set<Bytes> deleted = new HashSet<>();
    checkPuts(request, new ArrayList<>(path), deleted);
    checkReads(request, new ArrayList<>(path));
    long before = revision;
    TxnResponse response = execute(before + 1, request, path, false);
    revision = Math.max(before, newestMain());
    return response.toBuilder().setHeader(header(revision)).build();
  }

  private void decide(TxnRequest request, List<Boolean> path) {
    boolean holds = request.getCompareList().stream().allMatch(this::holds);
    path.add(holds);
    for (RequestOp op : branch(request, holds)) {
      if (op.hasRequestTxn()) {
        decide(op.getRequestTxn(), path);
      }
    }
  }

  private static List<RequestOp> branch(TxnRequest request, boolean holds) {
    return holds ? request.getSuccessList() : request.getFailureList();
  }

  private boolean holds(Compare compare) {
    List<KeyValue> found = inRange(compare.getKey(), compare.getRangeEnd(), revision);
    if (found.isEmpty()) {
      return compare.getTarget() != Compare.CompareTarget.VALUE
          && holds(compare, KeyValue.getDefaultInstance());
    }
    return found.stream().allMatch(each -> holds(compare, each));
  }

  private static boolean holds(Compare compare, KeyValue each) {
    int order =
        switch (compare.getTarget()) {
          case VERSION -> Long.compare(each.getVersion(), compare.getVersion());
          case CREATE -> Long.compare(each.getCreateRevision(), compare.getCreateRevision());
          case MOD -> Long.compare(each.getModRevision(), compare.getModRevision());
          case LEASE -> Long.compare(each.getLease(), compare.getLease());
          default -> Bytes.copyOf(each.getValue()).compareTo(Bytes.copyOf(compare.getValue()));
        };
    return switch (compare.getResult()) {
      case EQUAL -> order == 0;
      case GREATER -> order > 0;
      case LESS -> order < 0;
      default -> order != 0;
    };
  }

  private void checkPuts(TxnRequest request, List<Boolean> path, Set<Bytes> deleted)
      throws RefusedException {
    for (RequestOp op : branch(request, path.removeFirst())) {
      if (op.hasRequestTxn()) {
        checkPuts(op.getRequestTxn(), path, deleted);
      } else if (op.hasRequestDeleteRange()) {
        DeleteRangeRequest deletion = op.getRequestDeleteRange();
        inRange(deletion.getKey(), deletion.getRangeEnd(), revision)
            .forEach(each -> deleted.add(Bytes.copyOf(each.getKey())));
      } else if (op.hasRequestPut()) {
        PutRequest put = op.getRequestPut();
        Bytes key = Bytes.copyOf(put.getKey());
        boolean isThere = aliveAt(revision).containsKey(key) && !deleted.contains(key);
        if ((put.getIgnoreValue() || put.getIgnoreLease()) && !isThere) {
          throw new RefusedException(EtcdError.KEY_NOT_FOUND);
        }
        if (put.getLease() != 0 && !leases.contains(put.getLease())) {
          throw new RefusedException(EtcdError.LEASE_NOT_FOUND);
        }
      }
    }
  }

  private void checkReads(TxnRequest request, List<Boolean> path) throws RefusedException {
    for (RequestOp op : branch(request, path.removeFirst())) {
      if (op.hasRequestTxn()) {
        checkReads(op.getRequestTxn(), path);
      } else if (op.hasRequestRange()) {
        long asked = op.getRequestRange().getRevision();
        if (asked > revision) {
          throw new RefusedException(EtcdError.FUTURE_REVISION);
        }
        if (asked != 0 && asked < compacted) {
          throw new RefusedException(EtcdError.COMPACTED);
        }
      }
    }
  }

  private TxnResponse execute(long main, TxnRequest request, List<Boolean> path, boolean isInner)
      throws RefusedException {
    boolean holds = path.removeFirst();
    var response = TxnResponse.newBuilder().setSucceeded(holds);
    for (RequestOp op : branch(request, holds)) {
      var answer = ResponseOp.newBuilder();
      switch (op.getRequestCase()) {
        case REQUEST_PUT -> answer.setResponsePut(put(main, op.getRequestPut()));
        case REQUEST_DELETE_RANGE ->
            answer.setResponseDeleteRange(delete(main, op.getRequestDeleteRange()));
        case REQUEST_RANGE -> {
          long before = revision;
          revision = Math.max(revision, newestMain());
          answer.setResponseRange(range(op.getRequestRange()));
          revision = before;
        }
        default -> answer.setResponseTxn(execute(main, op.getRequestTxn(), path, true));
      }
      response.addResponses(answer);
    }
    return isInner
        ? response.setHeader(ResponseHeader.getDefaultInstance()).build()
        : response.build();
  }

  void compact(long main) throws RefusedException {
    if (main <= compacted) {
      throw new RefusedException(EtcdError.COMPACTED);
    }
    if (main > revision) {
      throw new RefusedException(EtcdError.FUTURE_REVISION);
    }
    compacted = main;
  }

  /** The lease of each key that has one that exists. */
  Map<ByteString, Long> attached() {
    Map<ByteString, Long> attached = new HashMap<>();
    aliveAt(revision)
        .values()
        .forEach(each -> {
          if (leases.contains(each.getLease())) {
            attached.put(each.getKey(), each.getLease());
          }
        });
    return attached;
  }
}
