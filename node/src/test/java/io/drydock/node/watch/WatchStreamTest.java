package io.drydock.node.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.TextFormat;
import io.drydock.formats.proto.etcdserverpb.PutRequest;
import io.drydock.formats.proto.etcdserverpb.ResponseHeader;
import io.drydock.formats.proto.etcdserverpb.WatchCreateRequest;
import io.drydock.formats.proto.etcdserverpb.WatchResponse;
import io.drydock.node.RefusedException;
import io.drydock.node.mvcc.Applied;
import io.drydock.node.mvcc.KvStore;
import io.drydock.node.testing.MapBackend;
import io.drydock.node.testing.NoLeases;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What a stream says, word for word as etcd 3.5.30 was heard to say it. */
class WatchStreamTest {

  private static final int FRAGMENT_BYTES = 100;

  private final MapBackend backend = new MapBackend();
  private final KvStore store =
      KvStore.restore(backend, new KvStore.Marks(-1, -1), new NoLeases(), 16);
  private final WatchHub hub =
      new WatchHub(
          new WatchSettings(FRAGMENT_BYTES, 600_000),
          store.view(),
          revision -> ResponseHeader.newBuilder().setRevision(revision).build(),
          new SplittableRandom(1));
  private final List<WatchResponse> sent = new ArrayList<>();
  private boolean isFull;
  private final WatchStream stream =
      hub.open(
          response -> {
            sent.add(response);
            return !isFull;
          },
          0);

  private void put(String key, String value) throws RefusedException {
    var request =
        PutRequest.newBuilder()
            .setKey(ByteString.copyFromUtf8(key))
            .setValue(ByteString.copyFromUtf8(value))
            .build();
    Applied<?> applied = store.put(request, backend);
    backend.commit();
    hub.publish(store.publish());
    hub.changed(applied.revision(), applied.changes());
  }

  private void compact(long main) throws RefusedException {
    store.compact(main, backend);
    backend.commit();
    hub.publish(store.publish());
  }

  private void create(String request) throws TextFormat.ParseException {
    stream.create(TextFormat.parse(request, WatchCreateRequest.class), Optional.empty());
  }

  private void expect(String... responses) {
    List<String> said =
        sent.stream().map(TextFormat.printer().emittingSingleLine(true)::printToString).toList();
    assertEquals(List.of(responses), said);
    sent.clear();
  }

  @Test
  void idsAreChosenFromZeroAndThoseGivenAreKept() throws Exception {
    create("key: 'x' watch_id: 1");
    create("key: 'x'");
    create("key: 'x'");
    create("key: 'x' watch_id: -1");
    create("key: 'x' watch_id: 2");
    expect(
        "header { revision: 1 } watch_id: 1 created: true",
        "header { revision: 1 } created: true",
        "header { revision: 1 } watch_id: 2 created: true",
        "header { revision: 1 } watch_id: -1 created: true",
        "header { revision: 1 } watch_id: -1 created: true canceled: true cancel_reason:"
            + " \"mvcc: duplicate watch ID provided on the WatchStream\"");
  }

  @Test
  void whatCannotBeWatchedIsCreatedAndCancelledAtOnce() throws Exception {
    create("key: 'x' range_end: 'x'");
    create("key: 'x' start_revision: -1");
    stream.create(
        WatchCreateRequest.getDefaultInstance(), Optional.of("etcdserver: permission denied"));
    String begin =
        "header { revision: 1 } watch_id: -1 created: true canceled: true cancel_reason: ";
    expect(
        begin + "\"mvcc: watcher range is empty\"",
        begin + "\"etcdserver: mvcc: required revision has been compacted\"",
        begin + "\"etcdserver: permission denied\"");
  }

  @Test
  void aCancelledWatcherIsSilentAndItsIdIsFree() throws Exception {
    create("key: 'x' watch_id: 3");
    stream.cancel(3);
    stream.cancel(3);
    stream.cancel(7);
    put("x", "1");
    create("key: 'x' watch_id: 3");
    expect(
        "header { revision: 1 } watch_id: 3 created: true",
        "header { revision: 1 } watch_id: 3 canceled: true",
        "header { revision: 2 } watch_id: 3 created: true");
  }

  @Test
  void aWatcherWithoutAKeyBeginsAtTheSmallest() throws Exception {
    create("range_end: '\\0'");
    put("a", "1");
    expect(
        "header { revision: 1 } created: true",
        "header { revision: 2 } events { kv { key: \"a\" create_revision: 2 mod_revision: 2"
            + " version: 1 value: \"1\" } }");
  }

  @Test
  void historyComesInOneResponseWithTheRevisionOfNow() throws Exception {
    put("a", "1");
    put("b", "2");
    put("a", "3");
    create("key: 'a' range_end: '\\0' start_revision: 3 prev_kv: true");
    assertFalse(hub.sync());
    expect(
        "header { revision: 4 } created: true",
        "header { revision: 4 }"
            + " events { kv { key: \"b\" create_revision: 3 mod_revision: 3 version: 1"
            + " value: \"2\" } }"
            + " events { kv { key: \"a\" create_revision: 2 mod_revision: 4 version: 2"
            + " value: \"3\" }"
            + " prev_kv { key: \"a\" create_revision: 2 mod_revision: 2 version: 1"
            + " value: \"1\" } }");
  }

  @Test
  void aCompactedStartIsToldWithoutARevisionAndTheIdStaysTaken() throws Exception {
    put("a", "1");
    put("a", "2");
    put("a", "3");
    compact(3);
    create("key: 'a' start_revision: 2 watch_id: 5");
    create("key: 'a' start_revision: 3");
    hub.sync();
    stream.cancel(5);
    create("key: 'a' watch_id: 5");
    assertEquals(5, sent.size());
    assertEquals(
        "header { } watch_id: 5 canceled: true compact_revision: 3",
        TextFormat.printer().emittingSingleLine(true).printToString(sent.get(2)));
    assertEquals(2, sent.get(3).getEventsCount(), "at the compaction itself there is history");
    assertTrue(sent.get(4).getCanceled());
  }

  @Test
  void progressIsToldWhenEveryWatcherIsUpToDate() throws Exception {
    put("a", "1");
    stream.requestProgress();
    create("key: 'a' start_revision: 1");
    stream.requestProgress();
    hub.sync();
    sent.clear();
    stream.requestProgress();
    expect("header { revision: 2 } watch_id: -1");
    create("key: 'a' start_revision: 9");
    sent.clear();
    stream.requestProgress();
    expect();
  }

  @Test
  void quietWatchersThatWantItAreToldOfProgressFromTimeToTime() throws Exception {
    create("key: 'a' progress_notify: true");
    create("key: 'b'");
    create("key: 'c' progress_notify: true");
    put("c", "1");
    sent.clear();
    hub.tick(599_999);
    expect();
    hub.tick(660_000);
    expect("header { revision: 2 }");
    hub.tick(2_000_000);
    expect("header { revision: 2 }", "header { revision: 2 } watch_id: 2");
  }

  @Test
  void largeResponsesAreSplitForThoseWhoAllowIt() throws Exception {
    put("a", "1".repeat(40));
    put("b", "2".repeat(40));
    put("c", "3".repeat(200));
    create("key: 'a' range_end: 'z' start_revision: 2 fragment: true");
    create("key: 'a' range_end: 'z' start_revision: 2");
    sent.clear();
    hub.sync();
    assertEquals(
        List.of("0 true 1", "0 true 1", "0 false 1", "1 false 3"),
        sent.stream()
            .map(each -> each.getWatchId() + " " + each.getFragment() + " " + each.getEventsCount())
            .toList());
  }

  @Test
  void aFullStreamGetsItsEventsLaterAndNoneIsLost() throws Exception {
    create("key: 'a'");
    isFull = true;
    put("a", "1");
    put("a", "2");
    put("a", "3");
    assertEquals(2, sent.size(), "the first event came before it was known");
    assertFalse(hub.sync());
    isFull = false;
    stream.resume();
    hub.sync();
    put("a", "4");
    assertEquals(List.of(0, 1, 2, 1), sent.stream().map(WatchResponse::getEventsCount).toList());
  }

  @Test
  void longHistoryComesInPiecesOfAThousandRevisions() throws Exception {
    for (int i = 0; i < 4_500; i++) {
      put("a", "" + i);
    }
    create("key: 'a' start_revision: 2");
    sent.clear();
    int pieces = 1;
    while (hub.sync()) {
      pieces++;
    }
    assertEquals(5, pieces);
    assertEquals(
        List.of(1000, 1000, 1000, 1000, 500),
        sent.stream().map(WatchResponse::getEventsCount).toList());
    assertEquals(
        List.of(1001L, 2001L, 3001L, 4001L, 4501L),
        sent.stream().map(each -> each.getHeader().getRevision()).toList());
  }

  @Test
  void aClosedStreamIsSilent() throws Exception {
    create("key: 'a'");
    create("key: 'a' start_revision: 1");
    sent.clear();
    stream.close();
    put("a", "1");
    assertFalse(hub.sync());
    hub.tick(Long.MAX_VALUE / 2);
    expect();
  }
}
