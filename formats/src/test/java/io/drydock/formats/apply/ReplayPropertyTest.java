package io.drydock.formats.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.drydock.formats.backend.Bucket;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.mvcc.NaiveStore;
import io.drydock.formats.proto.etcdserverpb.Compare;
import io.drydock.formats.proto.etcdserverpb.Compare.CompareResult;
import io.drydock.formats.proto.etcdserverpb.Compare.CompareTarget;
import io.drydock.formats.proto.etcdserverpb.DeleteRangeRequest;
import io.drydock.formats.proto.etcdserverpb.PutRequest;
import io.drydock.formats.proto.etcdserverpb.RequestOp;
import io.drydock.formats.proto.etcdserverpb.TxnRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random requests, applied here and to a list of all that ever happened. */
class ReplayPropertyTest {

  private static final int REQUESTS = 120;

  @TempDir Path folder;

  private Random random;
  private NaiveStore model;
  private final Set<Long> leases = new HashSet<>(List.of(1L, 2L, 3L));
  private final List<Bytes> keys = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void theRowsAreThoseOfTheModel(int seed) throws Exception {
    random = new Random(seed);
    model = NaiveStore.random(random, 40);
    model.changes().stream().map(NaiveStore.Change::key).distinct().forEach(keys::add);
    keys.add(Bytes.ofUtf8("new/" + seed));
    try (Story story = new Story("3.5.30", model.file(), folder.resolve(seed + ".db"))) {
      for (int i = 0; i < REQUESTS; i++) {
        step(story);
        assertEquals(model.current(), story.replay().revision(), "request " + i);
      }
      assertEquals(rows(), story.rows(Bucket.KEY), "seed " + seed);
    }
  }

  private Map<Bytes, Bytes> rows() {
    var rows = new TreeMap<Bytes, Bytes>();
    model
        .changes()
        .forEach(each -> rows.put(each.at().encode(), Bytes.adopt(each.message().toByteArray())));
    return rows;
  }

  private void step(Story story) throws Exception {
    switch (random.nextInt(12)) {
      case 0 -> revoke(story);
      case 1, 2 -> {
        DeleteRangeRequest request = deletion();
        story.apply(each -> each.setDeleteRange(request));
        delete(model.current() + 1, request);
      }
      case 3, 4, 5 -> {
        TxnRequest request = txn(2);
        story.apply(each -> each.setTxn(request));
        execute(model.current() + 1, request, decisions(request, new ArrayList<>()));
      }
      default -> {
        PutRequest request = put();
        story.apply(each -> each.setPut(request));
        put(model.current() + 1, request);
      }
    }
  }

  private void revoke(Story story) throws Exception {
    long lease = 1 + random.nextInt(3);
    story.apply(request -> request.getLeaseRevokeBuilder().setID(lease));
    if (leases.remove(lease)) {
      long main = model.current() + 1;
      model.aliveAt(model.current()).entrySet().stream()
          .filter(each -> each.getValue().message().getLease() == lease)
          .map(Map.Entry::getKey)
          .toList()
          .forEach(key -> model.delete(main, key));
    }
  }

  private Bytes key() {
    return keys.get(random.nextInt(keys.size()));
  }

  private PutRequest put() {
    var request = PutRequest.newBuilder().setKey(key().toByteString());
    long lease = 1 + random.nextInt(6);
    return request
        .setLease(leases.contains(lease) ? lease : 0)
        .setValue(Bytes.ofUtf8("v" + random.nextInt(5)).toByteString())
        .build();
  }

  private DeleteRangeRequest deletion() {
    var request = DeleteRangeRequest.newBuilder().setKey(key().toByteString());
    switch (random.nextInt(4)) {
      case 0 -> request.setRangeEnd(key().toByteString());
      case 1 -> request.setRangeEnd(Bytes.ofHex("00").toByteString());
      default -> {
        // One key.
      }
    }
    return request.build();
  }

  private TxnRequest txn(int depth) {
    var txn = TxnRequest.newBuilder();
    for (int i = random.nextInt(3); i > 0; i--) {
      txn.addCompare(
          Compare.newBuilder()
              .setKey(key().toByteString())
              .setTarget(CompareTarget.VERSION)
              .setResult(CompareResult.forNumber(random.nextInt(4)))
              .setVersion(random.nextInt(3)));
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      txn.addSuccess(op(depth));
      txn.addFailure(op(depth));
    }
    return txn.build();
  }

  private RequestOp op(int depth) {
    var op = RequestOp.newBuilder();
    return switch (random.nextInt(depth > 0 ? 5 : 4)) {
      case 0 -> op.setRequestDeleteRange(deletion()).build();
      case 4 -> op.setRequestTxn(txn(depth - 1)).build();
      default -> op.setRequestPut(put()).build();
    };
  }

  /** All comparisons see the store before the transaction. */
  private List<Boolean> decisions(TxnRequest txn, List<Boolean> path) {
    boolean holds = txn.getCompareList().stream().allMatch(this::holds);
    path.add(holds);
    for (RequestOp op : holds ? txn.getSuccessList() : txn.getFailureList()) {
      if (op.hasRequestTxn()) {
        decisions(op.getRequestTxn(), path);
      }
    }
    return path;
  }

  private boolean holds(Compare compare) {
    long found =
        model
            .at(Bytes.copyOf(compare.getKey()), model.current())
            .map(each -> each.message().getVersion())
            .orElse(0L);
    return switch (compare.getResult()) {
      case EQUAL -> found == compare.getVersion();
      case GREATER -> found > compare.getVersion();
      case LESS -> found < compare.getVersion();
      default -> found != compare.getVersion();
    };
  }

  private void execute(long main, TxnRequest txn, List<Boolean> path) {
    boolean holds = path.removeFirst();
    for (RequestOp op : holds ? txn.getSuccessList() : txn.getFailureList()) {
      switch (op.getRequestCase()) {
        case REQUEST_PUT -> put(main, op.getRequestPut());
        case REQUEST_DELETE_RANGE -> delete(main, op.getRequestDeleteRange());
        default -> execute(main, op.getRequestTxn(), path);
      }
    }
  }

  private void put(long main, PutRequest request) {
    model.put(
        main, Bytes.copyOf(request.getKey()), Bytes.copyOf(request.getValue()), request.getLease());
  }

  private void delete(long main, DeleteRangeRequest request) {
    Bytes from = Bytes.copyOf(request.getKey());
    Bytes end = Bytes.copyOf(request.getRangeEnd());
    for (Bytes key : List.copyOf(model.aliveAt(main).keySet())) {
      boolean isMeant =
          end.isEmpty()
              ? key.equals(from)
              : key.compareTo(from) >= 0
                  && (end.equals(Bytes.ofHex("00")) || key.compareTo(end) < 0);
      if (isMeant) {
        model.delete(main, key);
      }
    }
  }
}
