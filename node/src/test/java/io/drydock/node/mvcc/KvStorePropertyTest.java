package io.drydock.node.mvcc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.google.protobuf.ByteString;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.mvcc.HashKv;
import io.drydock.formats.proto.etcdserverpb.RangeRequest;
import io.drydock.formats.proto.etcdserverpb.RangeResponse;
import io.drydock.node.EtcdError;
import io.drydock.node.RefusedException;
import io.drydock.node.testing.MapBackend;
import io.drydock.node.testing.Seeds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class KvStorePropertyTest {

  private static final Set<Long> LEASES = Set.of(1L, 2L, 3L);

  @Test
  void answersAsTheListOfAllThatHappenedThroughCompactionsAndRestarts() {
    Seeds.check(random -> new Life(random).live());
  }

  /** Attachments as they were told. */
  private static final class Links implements LeaseLink {
    final Map<ByteString, Long> attached = new HashMap<>();

    @Override
    public boolean exists(long leaseId) {
      return LEASES.contains(leaseId);
    }

    @Override
    public void attach(ByteString key, long leaseId) {
      attached.put(key, leaseId);
    }

    @Override
    public void detach(ByteString key) {
      attached.remove(key);
    }
  }

  /** An answer or a refusal, as text that can be compared. */
  @FunctionalInterface
  private interface Answer {
    Object get() throws RefusedException;
  }

  private static Object outcome(Answer answer) {
    try {
      return answer.get();
    } catch (RefusedException refused) {
      return refused.error();
    }
  }

  private record OldAnswer(KvView view, RangeRequest request, RangeResponse response) {}

  private static final class Life {
    private final RandomGenerator random;
    private final RandomRequests requests;
    private final MapBackend backend = new MapBackend();
    private final NaiveKeySpace model = new NaiveKeySpace(LEASES);
    private final List<OldAnswer> oldAnswers = new ArrayList<>();
    private Links links = new Links();
    private KvStore store;
    private int changesSeen;

    Life(RandomGenerator random) {
      this.random = random;
      this.requests = new RandomRequests(random);
      this.store = restore();
    }

    private KvStore restore() {
      var marks = new KvStore.Marks(mark("scheduledCompactRev"), mark("finishedCompactRev"));
      return KvStore.restore(backend, marks, links, 1 + random.nextInt(20));
    }

    private long mark(String name) {
      return Optional.ofNullable(backend.rows(Bucket.META).get(Bytes.ofUtf8(name)))
          .map(row -> row.segment().get(NaiveKeySpace.BIG_ENDIAN, 0))
          .orElse(-1L);
    }

    void live() {
      for (int step = 10 + random.nextInt(80); step > 0; step--) {
        write();
        assertEquals(model.revision(), store.revision());
        if (random.nextInt(3) > 0) {
          publish();
        }
        if (random.nextInt(25) == 0) {
          restart();
        }
      }
      publish();
      finish();
    }

    private void write() {
      switch (random.nextInt(12)) {
        case 0, 1 -> {
          var request = requests.deletion();
          compare(() -> model.delete(request), () -> store.deleteRange(request, backend));
        }
        case 2, 3, 4 -> {
          var request = requests.txn(model.revision());
          compare(() -> model.txn(request), () -> store.txn(request, true, backend));
        }
        case 5 -> compact();
        case 6 -> store.scrub(1 + random.nextInt(4), backend);
        default -> {
          var request = requests.put();
          compare(() -> model.put(request), () -> store.put(request, backend));
        }
      }
    }

    private void compare(Answer expected, Answer actual) {
      Object found = outcome(actual);
      List<KeyChange> changes = List.of();
      if (found instanceof Applied<?> applied) {
        changes = applied.changes();
        assertEquals(store.revision(), applied.revision());
        found = applied.response();
      }
      assertEquals(outcome(expected), found);
      compareChanges(changes);
      assertEquals(model.attached(), links.attached);
    }

    private void compareChanges(List<KeyChange> changes) {
      List<NaiveKeySpace.Change> happened = model.changes();
      assertEquals(happened.size(), changesSeen + changes.size());
      for (KeyChange change : changes) {
        NaiveKeySpace.Change expected = happened.get(changesSeen++);
        assertEquals(expected.at().tombstone(), change.isDeletion());
        assertEquals(
            expected.message().toBuilder().setModRevision(expected.main()).build(),
            change.keyValue());
      }
    }

    private void compact() {
      long main = random.nextLong(-2, model.revision() + 2);
      Object expected =
          outcome(() -> {
            model.compact(main);
            return model.revision();
          });
      assertEquals(expected, outcome(() -> store.compact(main, backend).getHeader().getRevision()));
    }

    private void publish() {
      backend.commit();
      KvView view = store.publish();
      for (int i = 0; i < 3; i++) {
        RangeRequest request = requests.range(model.revision());
        Object answer = outcome(() -> view.range(request));
        assertEquals(outcome(() -> model.range(request)), answer, request::toString);
        if (answer instanceof RangeResponse response) {
          oldAnswers.add(new OldAnswer(view, request, response));
        }
      }
      askOldViews();
    }

    /** An old view answers as ever, or is overtaken by a compaction and answers as the newest. */
    private void askOldViews() {
      oldAnswers.removeIf(each -> random.nextInt(8) == 0);
      for (OldAnswer old : oldAnswers) {
        Object now = outcome(() -> old.view.range(old.request));
        boolean isOvertaken = model.compacted() > old.view.compactRevision();
        if (!old.response.equals(now)) {
          assertEquals(
              isOvertaken ? outcome(() -> store.view().range(old.request)) : old.response, now);
        }
      }
    }

    private void restart() {
      publish();
      oldAnswers.clear();
      links = new Links();
      store = restore();
      assertEquals(model.revision(), store.revision());
      assertEquals(model.compacted(), store.compactRevision());
      assertEquals(model.attached(), links.attached);
    }

    private void finish() {
      while (!store.scrub(1 + random.nextInt(5), backend).isDone()) {
        backend.commit();
      }
      backend.commit();
      assertEquals(model.keptRows(), backend.rows(Bucket.KEY));
      assertEquals(model.compacted(), store.finishedCompactRevision());
      assertEquals(model.compacted(), mark("finishedCompactRev"));
      askEverywhere();
      restart();
      askEverywhere();
      assertFalse(store.scrub(1, backend).deletedRows() > 0);
    }

    private void askEverywhere() {
      KvView view = store.publish();
      var all = RangeRequest.newBuilder().setKey(ByteString.copyFrom(new byte[1]));
      all.setRangeEnd(ByteString.copyFrom(new byte[1]));
      for (long main = 1; main <= model.revision() + 1; main += 1 + random.nextInt(6)) {
        RangeRequest request = all.setRevision(main).build();
        assertEquals(outcome(() -> model.range(request)), outcome(() -> view.range(request)));
        long at = main;
        assertEquals(expectedHash(at), outcome(() -> view.hashKv(at)));
        assertEquals(
            at < model.compacted() || at > model.revision()
                ? Optional.empty()
                : Optional.ofNullable(model.aliveAt(at).get(Bytes.copyOf(requests.lastKey()))),
            view.get(requests.lastKey(), at));
      }
    }

    private Object expectedHash(long at) {
      if (at < model.compacted()) {
        return EtcdError.COMPACTED;
      }
      return at > model.revision()
          ? EtcdError.FUTURE_REVISION
          : new HashKv(model.hash(at), model.compacted(), at);
    }
  }
}
