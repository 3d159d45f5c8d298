package io.drydock.node.interop;

import io.drydock.formats.proto.etcdserverpb.WatchResponse;
import io.drydock.formats.proto.mvccpb.Event;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** What was done at each revision, as watchers are told it. */
final class History {
  private final TreeMap<Long, String> events = new TreeMap<>();
  private final long from;

  /** Of a watcher from that revision on. */
  History(long from) {
    this.from = from;
  }

  static String put(String key, String value) {
    // Large values are told by their length, which is different with each.
    return "put " + key + " " + (value.length() > 40 ? "of " + value.length() : value) + "; ";
  }

  static String deletion(String key) {
    return "delete " + key + "; ";
  }

  static String leaseKey(long id) {
    return "l/" + id;
  }

  /** Takes what a watcher was sent; it must go on where it ended before. */
  synchronized void take(WatchResponse response) {
    if (response.getCanceled()) {
      throw new AssertionError("cancelled: " + response.getCancelReason());
    }
    long before = newest();
    Map<Long, StringBuilder> fresh = new TreeMap<>();
    for (Event event : response.getEventsList()) {
      String key = event.getKv().getKey().toStringUtf8();
      String what =
          event.getType() == Event.EventType.PUT
              ? put(key, event.getKv().getValue().toStringUtf8())
              : deletion(key);
      fresh.computeIfAbsent(event.getKv().getModRevision(), _ -> new StringBuilder()).append(what);
    }
    for (var each : fresh.entrySet()) {
      if (each.getKey() != before + 1) {
        throw new AssertionError("revision " + each.getKey() + " came after " + before);
      }
      before = each.getKey();
      events.put(before, each.getValue().toString());
    }
  }

  /** The newest revision that was seen; the one before its first when there was none yet. */
  synchronized long newest() {
    return events.isEmpty() ? from - 1 : events.lastKey();
  }

  synchronized Map<Long, String> events() {
    return new TreeMap<>(events);
  }

  /** All from a revision on to one that is there, which is the last. */
  static Map<Long, String> read(Client client, long from, long to) throws Exception {
    var history = new History(from);
    if (to < from) {
      return Map.of();
    }
    var isWhole = new CompletableFuture<Void>();
    client.watch(
        from,
        response -> {
          try {
            history.take(response);
          } catch (AssertionError wrong) {
            isWhole.completeExceptionally(wrong);
          }
          if (history.newest() >= to) {
            isWhole.complete(null);
          }
        });
    isWhole.get();
    // Leases that end meanwhile go on: what came with the last, or behind it, is not asked for.
    return new TreeMap<>(history.events()).headMap(to, true);
  }
}
