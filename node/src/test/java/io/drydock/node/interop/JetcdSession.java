package io.drydock.node.interop;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.Watch.Watcher;
import io.etcd.jetcd.election.CampaignResponse;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.kv.TxnResponse;
import io.etcd.jetcd.lease.LeaseKeepAliveResponse;
import io.etcd.jetcd.maintenance.StatusResponse;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.CompactOption;
import io.etcd.jetcd.options.DeleteOption;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.GetOption.SortOrder;
import io.etcd.jetcd.options.GetOption.SortTarget;
import io.etcd.jetcd.options.LeaseOption;
import io.etcd.jetcd.options.PutOption;
import io.etcd.jetcd.options.WatchOption;
import io.etcd.jetcd.support.CloseableClient;
import io.etcd.jetcd.watch.WatchEvent;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** A program on the JVM that uses one server through jetcd, and notes what it is told. */
final class JetcdSession implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 20;
  private static final long TTL_SECONDS = 60;

  private final Client client;
  private final List<String> told = new ArrayList<>();

  JetcdSession(String url) {
    this.client = Client.builder().endpoints(url).build();
  }

  /** A call by its name, and what is told of it. */
  private void note(String call, Object answer) {
    told.add(call + ": " + answer);
  }

  private static <T> T get(CompletableFuture<T> answer)
      throws ExecutionException, InterruptedException, TimeoutException {
    return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** How a call fails: the client's exception with the server's words. */
  private static String failure(CompletableFuture<?> answer)
      throws InterruptedException, TimeoutException {
    try {
      return "no failure but " + get(answer);
    } catch (ExecutionException failure) {
      return failure.getCause().getClass().getSimpleName() + " " + failure.getCause().getMessage();
    }
  }

  private static ByteSequence bytes(String text) {
    return ByteSequence.from(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(KeyValue pair) {
    return "%s=%s created %d modified %d version %d lease %s"
        .formatted(
            pair.getKey(),
            pair.getValue(),
            pair.getCreateRevision(),
            pair.getModRevision(),
            pair.getVersion(),
            pair.getLease() == 0 ? "none" : "some");
  }

  private static String text(GetResponse answer) {
    return answer.getKvs().stream().map(JetcdSession::text).collect(Collectors.joining(", "))
        + " count "
        + answer.getCount()
        + " more "
        + answer.isMore()
        + " at "
        + answer.getHeader().getRevision();
  }

  List<String> told() {
    return told;
  }

  void keys() throws Exception {
    var kv = client.getKVClient();
    for (int i = 0; i < 5; i++) {
      note("put", get(kv.put(bytes("k" + i), bytes("v" + (9 - i)))).getHeader().getRevision());
    }
    var before = PutOption.builder().withPrevKV().build();
    note("put again", text(get(kv.put(bytes("k0"), bytes("new"), before)).getPrevKv()));
    note("get", text(get(kv.get(bytes("k0")))));
    note("get old", text(get(kv.get(bytes("k0"), GetOption.builder().withRevision(2).build()))));
    var sorted =
        GetOption.builder()
            .isPrefix(true)
            .withSortField(SortTarget.VALUE)
            .withSortOrder(SortOrder.DESCEND)
            .withLimit(3)
            .withSerializable(true)
            .build();
    note("get sorted", text(get(kv.get(bytes("k"), sorted))));
    var counted = GetOption.builder().isPrefix(true).withCountOnly(true).build();
    note("count", text(get(kv.get(bytes("k"), counted))));
    var gone = DeleteOption.builder().withRange(bytes("k3")).withPrevKV(true).build();
    var deleted = get(kv.delete(bytes("k1"), gone));
    note(
        "delete",
        deleted.getDeleted()
            + " "
            + deleted.getPrevKvs().stream().map(JetcdSession::text).toList());
    note("get none", text(get(kv.get(bytes("k1")))));
    note("future", failure(kv.get(bytes("k0"), GetOption.builder().withRevision(999).build())));
    note("no key", failure(kv.put(ByteSequence.EMPTY, bytes("x"))));
  }

  void transactions() throws Exception {
    note("txn then", text(get(txn(CmpTarget.value(bytes("new"))))));
    note("txn else", text(get(txn(CmpTarget.createRevision(999)))));
  }

  private CompletableFuture<TxnResponse> txn(CmpTarget<?> target) {
    return client
        .getKVClient()
        .txn()
        .If(new Cmp(bytes("k0"), Cmp.Op.EQUAL, target))
        .Then(
            Op.put(bytes("t"), bytes("then"), PutOption.DEFAULT),
            Op.get(bytes("k"), GetOption.builder().isPrefix(true).build()))
        .Else(Op.delete(bytes("t"), DeleteOption.DEFAULT))
        .commit();
  }

  private static String text(TxnResponse answer) {
    return answer.isSucceeded()
        + " puts "
        + answer.getPutResponses().size()
        + " gets "
        + answer.getGetResponses().stream().map(JetcdSession::text).toList()
        + " deletes "
        + answer.getDeleteResponses().stream().map(each -> each.getDeleted()).toList();
  }

  /** From the first revision on, so that nothing depends on when the watch begins. */
  void watching() throws Exception {
    BlockingQueue<String> events = new LinkedBlockingQueue<>();
    var all = WatchOption.builder().isPrefix(true).withRevision(1).withPrevKV(true).build();
    long expected = 6 + 2 + 2;
    try (Watcher watcher =
        client
            .getWatchClient()
            .watch(bytes(""), all, told -> told.getEvents().forEach(e -> events.add(text(e))))) {
      for (int i = 0; i < expected; i++) {
        note("event", events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
      }
      get(client.getKVClient().put(bytes("live"), bytes("seen")));
      note("live event", events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
      watcher.requestProgress();
    }
  }

  private static String text(WatchEvent event) {
    return event.getEventType()
        + " "
        + text(event.getKeyValue())
        + " before "
        + text(event.getPrevKV());
  }

  void compaction() throws Exception {
    var kv = client.getKVClient();
    note(
        "compact",
        get(kv.compact(7, CompactOption.builder().withCompactPhysical(true).build()))
            .getHeader()
            .getRevision());
    note("compact again", failure(kv.compact(7)));
    note("compacted", failure(kv.get(bytes("k0"), GetOption.builder().withRevision(3).build())));
    BlockingQueue<String> failures = new LinkedBlockingQueue<>();
    var tooEarly = WatchOption.builder().withRevision(2).build();
    try (Watcher _ =
        client
            .getWatchClient()
            .watch(bytes("k0"), tooEarly, _ -> {}, failure -> failures.add(failure.getMessage()))) {
      note("watch compacted", failures.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
    }
  }

  void leases() throws Exception {
    var leases = client.getLeaseClient();
    var granted = get(leases.grant(TTL_SECONDS));
    note("grant", granted.getTTL());
    long id = granted.getID();
    get(
        client
            .getKVClient()
            .put(bytes("leased"), bytes("x"), PutOption.builder().withLeaseId(id).build()));
    note("leased", text(get(client.getKVClient().get(bytes("leased")))));
    var left = get(leases.timeToLive(id, LeaseOption.builder().withAttachedKeys().build()));
    note("time to live", left.getGrantedTTL() + " " + left.getKeys());
    note("keep alive once", get(leases.keepAliveOnce(id)).getTTL());
    BlockingQueue<Long> alive = new LinkedBlockingQueue<>();
    try (CloseableClient _ = leases.keepAlive(id, noting(alive))) {
      note("keep alive", alive.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
    }
    get(leases.revoke(id));
    note("after revoke", text(get(client.getKVClient().get(bytes("leased")))));
    note("revoke again", failure(leases.revoke(id)));
    note("keep alive again", failure(leases.keepAliveOnce(id)));
  }

  private static StreamObserver<LeaseKeepAliveResponse> noting(BlockingQueue<Long> alive) {
    return new StreamObserver<>() {
      @Override
      public void onNext(LeaseKeepAliveResponse answer) {
        alive.add(answer.getTTL());
      }

      @Override
      public void onError(Throwable failure) {
        alive.add(-1L);
      }

      @Override
      public void onCompleted() {
        // Closed by us.
      }
    };
  }

  /** The second who asks gets the lock when the first lets it go. */
  void lock() throws Exception {
    var locks = client.getLockClient();
    long first = get(client.getLeaseClient().grant(TTL_SECONDS)).getID();
    long second = get(client.getLeaseClient().grant(TTL_SECONDS)).getID();
    var held = get(locks.lock(bytes("door"), first)).getKey();
    note("held", held.toString().equals("door/" + Long.toHexString(first)));
    var waits = locks.lock(bytes("door"), second);
    var waiting = GetOption.builder().isPrefix(true).withCountOnly(true).build();
    note("holders and waiters", waitFor(2, bytes("door/"), waiting));
    note("waits", !waits.isDone());
    get(locks.unlock(held));
    note("then", get(waits).getKey().toString().equals("door/" + Long.toHexString(second)));
  }

  private long waitFor(long count, ByteSequence key, GetOption option) throws Exception {
    long found = 0;
    while (found < count) {
      found = get(client.getKVClient().get(key, option)).getCount();
    }
    return found;
  }

  void election() throws Exception {
    var elections = client.getElectionClient();
    long lease = get(client.getLeaseClient().grant(TTL_SECONDS)).getID();
    note("no leader", failure(elections.leader(bytes("seat"))));
    CampaignResponse won = get(elections.campaign(bytes("seat"), lease, bytes("me")));
    note("won", won.getLeader().getName() + " " + won.getLeader().getRevision());
    note("leader", get(elections.leader(bytes("seat"))).getKv().getValue());
    get(elections.proclaim(won.getLeader(), bytes("me again")));
    note("proclaimed", get(elections.leader(bytes("seat"))).getKv().getValue());
    get(elections.resign(won.getLeader()));
    note("resigned", failure(elections.leader(bytes("seat"))));
  }

  void maintenance() throws Exception {
    var maintenance = client.getMaintenanceClient();
    StatusResponse status = get(maintenance.statusMember(url()));
    note("version", status.getVersion());
    note("leads", status.getLeader() == status.getHeader().getMemberId());
    note("size", status.getDbSize() > 0);
    note("alarms", get(maintenance.listAlarms()).getAlarms());
    // Keys of the lock hold the ids of leases, which servers choose; so the hash is not compared.
    note("compacted by hash kv", get(maintenance.hashKV(url(), 0)).getCompacted());
    get(maintenance.defragmentMember(url()));
    var image = new ByteArrayOutputStream();
    long sent = get(maintenance.snapshot(image));
    note("snapshot", sent == image.size() && sent > 0);
    var members = get(client.getClusterClient().listMember()).getMembers();
    note("members", members.size() + " " + members.getFirst().getName());
  }

  private String url() throws Exception {
    var member = get(client.getClusterClient().listMember()).getMembers().getFirst();
    return member.getClientURIs().getFirst().toString();
  }

  @Override
  public void close() {
    client.close();
  }
}
