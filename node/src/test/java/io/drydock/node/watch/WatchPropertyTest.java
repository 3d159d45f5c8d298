package io.drydock.node.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.drydock.formats.proto.etcdserverpb.DeleteRangeRequest;
import io.drydock.formats.proto.etcdserverpb.PutRequest;
import io.drydock.formats.proto.etcdserverpb.ResponseHeader;
import io.drydock.formats.proto.etcdserverpb.TxnRequest;
import io.drydock.formats.proto.etcdserverpb.WatchCreateRequest;
import io.drydock.formats.proto.etcdserverpb.WatchCreateRequest.FilterType;
import io.drydock.formats.proto.etcdserverpb.WatchResponse;
import io.drydock.formats.proto.mvccpb.Event;
import io.drydock.formats.proto.mvccpb.KeyValue;
import io.drydock.node.RefusedException;
import io.drydock.node.mvcc.Applied;
import io.drydock.node.mvcc.KeyChange;
import io.drydock.node.mvcc.KvStore;
import io.drydock.node.testing.MapBackend;
import io.drydock.node.testing.NoLeases;
import io.drydock.node.testing.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Watchers against the list of all changes, with slow clients, compactions and restarts. */
class WatchPropertyTest {

  private static final long PROGRESS_MILLIS = 1_000;
  private static final int FRAGMENT_BYTES = 120;

  @Test
  void everyWatcherSeesEveryChangeOnceAndInOrder() {
    Seeds.check(random -> new Life(random).live());
  }

  /** What a client knows of one of its watchers. */
  private static final class Seen {
    final WatchCreateRequest request;
    final long firstRevision;
    final List<Event> events = new ArrayList<>();
    long compactRevision;
    boolean isCancelled;
    boolean isInFragments;

    Seen(WatchCreateRequest request, long firstRevision) {
      this.request = request;
      this.firstRevision = firstRevision;
    }

    boolean isMeant(KeyChange change) {
      byte[] start = request.getKey().toByteArray();
      byte[] end = request.getRangeEnd().toByteArray();
      byte[] key = change.keyValue().getKey().toByteArray();
      int order = Arrays.compareUnsigned(key, start);
      boolean isEndless = end.length == 1 && end[0] == 0;
      boolean isInRange =
          end.length == 0
              ? order == 0
              : order >= 0 && (isEndless || Arrays.compareUnsigned(key, end) < 0);
      var filter = change.isDeletion() ? FilterType.NODELETE : FilterType.NOPUT;
      return isInRange
          && change.keyValue().getModRevision() >= firstRevision
          && !request.getFiltersList().contains(filter);
    }
  }

  /** A client with a stream: takes responses, and sometimes is slow. */
  private static final class Client implements WatchSink {
    private final RandomGenerator random;
    private final Life life;
    final Map<Long, Seen> watchers = new TreeMap<>();
    WatchStream stream;
    boolean isFull;
    boolean isPatient;
    Optional<WatchResponse> created = Optional.empty();

    Client(RandomGenerator random, Life life) {
      this.random = random;
      this.life = life;
    }

    @Override
    public boolean send(WatchResponse response) {
      if (response.getCreated()) {
        created = Optional.of(response);
      } else if (response.getCanceled()) {
        Seen seen = watchers.get(response.getWatchId());
        seen.isCancelled = true;
        seen.compactRevision = response.getCompactRevision();
      } else if (response.getEventsCount() == 0) {
        life.checkProgress(this, response);
      } else {
        take(response);
      }
      isFull |= !isPatient && random.nextInt(6) == 0;
      return !isFull;
    }

    private void take(WatchResponse response) {
      Seen seen = watchers.get(response.getWatchId());
      assertFalse(seen.isCancelled);
      assertTrue(!isFull || seen.isInFragments, "events though the stream is full");
      seen.isInFragments = response.getFragment();
      assertTrue(seen.request.getFragment() || !response.getFragment());
      if (response.getFragment()) {
        assertTrue(response.getEventsCount() == 1 || response.getSerializedSize() < FRAGMENT_BYTES);
      }
      seen.events.addAll(response.getEventsList());
      long last = response.getEvents(response.getEventsCount() - 1).getKv().getModRevision();
      assertTrue(response.getHeader().getRevision() >= last);
    }
  }

  private static final class Life {
    private final RandomGenerator random;
    private final MapBackend backend = new MapBackend();
    private final List<KeyChange> happened = new ArrayList<>();
    private final List<Client> clients = new ArrayList<>();
    private KvStore store;
    private WatchHub hub;
    private long compacted = -1;
    private long now;

    Life(RandomGenerator random) {
      this.random = random;
      start();
    }

    private void start() {
      var marks = new KvStore.Marks(compacted, compacted);
      store = KvStore.restore(backend, marks, new NoLeases(), 4);
      hub =
          new WatchHub(
              new WatchSettings(FRAGMENT_BYTES, PROGRESS_MILLIS),
              store.view(),
              revision -> ResponseHeader.newBuilder().setRevision(revision).build(),
              random);
      clients.clear();
      for (int i = 1 + random.nextInt(3); i > 0; i--) {
        var client = new Client(random, this);
        client.stream = hub.open(client, now);
        clients.add(client);
      }
    }

    void live() {
      try {
        for (int step = 20 + random.nextInt(100); step > 0; step--) {
          step();
        }
      } catch (RefusedException refused) {
        throw new AssertionError(refused);
      }
      finish();
    }

    private void step() throws RefusedException {
      now += random.nextInt(200);
      Client client = clients.get(random.nextInt(clients.size()));
      switch (random.nextInt(16)) {
        case 0, 1 -> watch(client);
        case 2 -> cancel(client);
        case 3 -> client.stream.requestProgress();
        case 4 -> hub.tick(now);
        case 5, 6, 7 -> hub.sync();
        case 8, 9 -> resume(client);
        case 10 -> compact();
        case 11 -> restart();
        default -> write();
      }
    }

    private ByteString key() {
      return ByteString.copyFromUtf8("abcd".substring(random.nextInt(4)).substring(0, 1));
    }

    private void write() throws RefusedException {
      List<Applied<?>> batch = new ArrayList<>();
      for (int i = 1 + random.nextInt(3); i > 0; i--) {
        batch.add(writeOne());
      }
      backend.commit();
      hub.publish(store.publish());
      for (Applied<?> applied : batch) {
        if (!applied.changes().isEmpty()) {
          happened.addAll(applied.changes());
          hub.changed(applied.revision(), applied.changes());
        }
      }
    }

    private Applied<?> writeOne() throws RefusedException {
      var deletion = DeleteRangeRequest.newBuilder().setKey(key()).build();
      var put = PutRequest.newBuilder().setKey(key()).setValue(key()).build();
      return switch (random.nextInt(4)) {
        case 0 -> store.deleteRange(deletion, backend);
        case 1 -> {
          var txn = TxnRequest.newBuilder();
          for (String each : List.of("a", "b", "c")) {
            var inner = put.toBuilder().setKey(ByteString.copyFromUtf8(each));
            txn.addSuccessBuilder().setRequestPut(inner);
          }
          yield store.txn(txn.build(), true, backend);
        }
        default -> store.put(put, backend);
      };
    }

    private void watch(Client client) {
      var request = WatchCreateRequest.newBuilder().setKey(key());
      switch (random.nextInt(4)) {
        case 0 -> request.setRangeEnd(ByteString.copyFrom(new byte[1]));
        case 1 -> request.setRangeEnd(ByteString.copyFromUtf8("e"));
        default -> {
          // One key.
        }
      }
      if (random.nextBoolean()) {
        request.setStartRevision(1 + random.nextLong(store.revision() + 3));
      }
      if (random.nextInt(4) == 0) {
        request.addFilters(random.nextBoolean() ? FilterType.NOPUT : FilterType.NODELETE);
      }
      request.setPrevKv(random.nextBoolean()).setFragment(random.nextBoolean());
      request.setProgressNotify(random.nextBoolean());
      request.setWatchId(random.nextInt(4) == 0 ? random.nextInt(6) : 0);
      create(client, request.build());
    }

    private void create(Client client, WatchCreateRequest request) {
      boolean isTaken = request.getWatchId() != 0 && isTaken(client, request.getWatchId());
      client.stream.create(request, Optional.empty());
      WatchResponse created = client.created.orElseThrow();
      assertEquals(isTaken, created.getCanceled());
      assertEquals(store.revision(), created.getHeader().getRevision());
      if (!isTaken) {
        long first =
            request.getStartRevision() == 0 ? store.revision() + 1 : request.getStartRevision();
        client.watchers.put(created.getWatchId(), new Seen(request, first));
      }
    }

    private static boolean isTaken(Client client, long watchId) {
      Seen seen = client.watchers.get(watchId);
      return seen != null && (!seen.isCancelled || seen.compactRevision != 0);
    }

    private void cancel(Client client) {
      long watchId = random.nextInt(4);
      Seen seen = client.watchers.get(watchId);
      boolean wasAlive = seen != null && !seen.isCancelled;
      client.stream.cancel(watchId);
      if (wasAlive) {
        assertTrue(seen.isCancelled);
        checkPrefix(seen);
      }
    }

    private void resume(Client client) {
      client.isFull = false;
      client.stream.resume();
    }

    private void compact() throws RefusedException {
      long main = random.nextLong(store.revision() + 1);
      if (main <= compacted) {
        return;
      }
      store.compact(main, backend);
      compacted = main;
      backend.commit();
      hub.publish(store.publish());
      while (!store.scrub(100, backend).isDone()) {
        backend.commit();
      }
      backend.commit();
    }

    /** Clients come back for what they have not seen. */
    private void restart() {
      List<Client> before = List.copyOf(clients);
      start();
      for (Client client : before) {
        for (Seen seen : client.watchers.values()) {
          checkPrefix(seen);
          if (!seen.isCancelled) {
            long next =
                seen.events.isEmpty()
                    ? seen.firstRevision
                    : seen.events.getLast().getKv().getModRevision() + 1;
            create(
                clients.getFirst(),
                seen.request.toBuilder().setStartRevision(next).setWatchId(0).build());
          }
        }
      }
    }

    private List<KeyChange> expected(Seen seen, long upTo) {
      return happened.stream()
          .filter(change -> change.keyValue().getModRevision() <= upTo && seen.isMeant(change))
          .toList();
    }

    void checkProgress(Client client, WatchResponse progress) {
      long revision = progress.getHeader().getRevision();
      for (Map.Entry<Long, Seen> each : client.watchers.entrySet()) {
        Seen seen = each.getValue();
        boolean isMeant = progress.getWatchId() == -1 || progress.getWatchId() == each.getKey();
        if (isMeant && !seen.isCancelled) {
          assertEquals(expected(seen, revision).size(), seen.events.size());
        }
      }
    }

    /** No gap, nothing twice, in order, as far as it came. */
    private void checkPrefix(Seen seen) {
      List<KeyChange> expected = expected(seen, Long.MAX_VALUE);
      assertTrue(seen.events.size() <= expected.size());
      for (int i = 0; i < seen.events.size(); i++) {
        Event event = seen.events.get(i);
        assertEquals(expected.get(i).toEvent(), event.toBuilder().clearPrevKv().build());
        checkPrevious(seen, event);
      }
    }

    private void checkPrevious(Seen seen, Event event) {
      long main = event.getKv().getModRevision();
      Optional<KeyValue> previous = Optional.empty();
      for (KeyChange each : happened) {
        boolean isBefore = each.keyValue().getModRevision() < main;
        if (isBefore && each.keyValue().getKey().equals(event.getKv().getKey())) {
          previous = each.isDeletion() ? Optional.empty() : Optional.of(each.keyValue());
        }
      }
      if (event.hasPrevKv()) {
        assertTrue(seen.request.getPrevKv());
        assertEquals(previous, Optional.of(event.getPrevKv()));
      } else if (seen.request.getPrevKv() && previous.isPresent()) {
        assertTrue(main - 1 < compacted, "the record before is there");
      }
    }

    private void finish() {
      clients.forEach(client -> client.isPatient = true);
      clients.forEach(this::resume);
      int pieces = 0;
      while (hub.sync()) {
        assertTrue(++pieces < 1_000, "it comes to an end");
      }
      for (Client client : clients) {
        for (Seen seen : client.watchers.values()) {
          checkPrefix(seen);
          if (!seen.isCancelled) {
            assertEquals(expected(seen, Long.MAX_VALUE).size(), seen.events.size());
          } else {
            assertTrue(seen.compactRevision <= Math.max(0, compacted));
          }
        }
        client.stream.close();
      }
    }
  }
}
