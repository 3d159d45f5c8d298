package io.drydock.node.watch;

import com.google.protobuf.ByteString;
import io.drydock.formats.proto.etcdserverpb.WatchCreateRequest;
import io.drydock.formats.proto.etcdserverpb.WatchResponse;
import io.drydock.formats.proto.mvccpb.Event;
import io.drydock.node.EtcdError;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One client's watchers, and the way to it. Used by the engine thread.
 *
 * <p>Every request is answered in order: a watcher that is created is announced before its first
 * event. Texts and numbers are those of etcd 3.5 (api/v3rpc/watch.go, mvcc/watcher.go).
 */
public final class WatchStream {

  /** One zero byte: the smallest key, and as an end of a range none. */
  static final ByteString ZERO = ByteString.copyFrom(new byte[1]);

  /** In a response that is about no single watcher. */
  static final long NO_WATCHER = -1;

  private static final String DUPLICATE_ID = "mvcc: duplicate watch ID provided on the WatchStream";
  private static final String EMPTY_RANGE = "mvcc: watcher range is empty";

  private final WatchHub hub;
  private final WatchSink sink;
  private final Map<Long, Watcher> watchers = new HashMap<>();
  private final Set<Watcher> waiting = new LinkedHashSet<>();
  private long nextId;
  private boolean isPressed;
  private boolean isClosed;
  private long progressDueMillis;

  WatchStream(WatchHub hub, WatchSink sink, long progressDueMillis) {
    this.hub = hub;
    this.sink = sink;
    this.progressDueMillis = progressDueMillis;
  }

  /**
   * Creates a watcher and announces it, or says why not.
   *
   * @param denial why the user may not watch these keys, as etcd says it; empty when it may
   */
  public void create(WatchCreateRequest request, Optional<String> denial) {
    Optional<String> reason = denial.or(() -> refusal(request));
    var response =
        WatchResponse.newBuilder().setHeader(hub.header(hub.revision())).setCreated(true);
    if (reason.isPresent()) {
      send(response.setWatchId(NO_WATCHER).setCanceled(true).setCancelReason(reason.get()).build());
      return;
    }
    var watcher = new Watcher(this, chooseId(request.getWatchId()), request);
    watchers.put(watcher.watchId, watcher);
    send(response.setWatchId(watcher.watchId).build());
    hub.start(watcher);
  }

  private Optional<String> refusal(WatchCreateRequest request) {
    if (request.getStartRevision() < 0) {
      return Optional.of(EtcdError.COMPACTED.text());
    }
    ByteString end = request.getRangeEnd();
    boolean isRange = !end.isEmpty() && !Watcher.isEndless(end);
    ByteString start = Watcher.startOf(request);
    if (isRange && ByteString.unsignedLexicographicalComparator().compare(start, end) >= 0) {
      return Optional.of(EMPTY_RANGE);
    }
    return request.getWatchId() != 0 && watchers.containsKey(request.getWatchId())
        ? Optional.of(DUPLICATE_ID)
        : Optional.empty();
  }

  private long chooseId(long asked) {
    if (asked != 0) {
      return asked;
    }
    while (watchers.containsKey(nextId)) {
      nextId++;
    }
    return nextId++;
  }

  /** Ends a watcher and says so; one that is unknown, or over, is passed over in silence. */
  public void cancel(long watchId) {
    Watcher watcher = watchers.get(watchId);
    if (watcher == null || watcher.state == Watcher.State.COMPACTED) {
      return;
    }
    watchers.remove(watchId);
    hub.stop(watcher);
    send(
        WatchResponse.newBuilder()
            .setHeader(hub.header(hub.revision()))
            .setWatchId(watchId)
            .setCanceled(true)
            .build());
  }

  /**
   * Tells the revision up to which every watcher of the stream has been sent everything. Nothing is
   * said when that cannot be said of one of them, and when there is none.
   */
  public void requestProgress() {
    boolean isAny = false;
    for (Watcher watcher : watchers.values()) {
      if (watcher.state != Watcher.State.COMPACTED) {
        if (!isUpToDate(watcher)) {
          return;
        }
        isAny = true;
      }
    }
    if (isAny && !isPressed) {
      sendProgress(NO_WATCHER);
    }
  }

  private boolean isUpToDate(Watcher watcher) {
    return watcher.state == Watcher.State.SYNCED && watcher.startRevision <= hub.revision();
  }

  private void sendProgress(long watchId) {
    long revision = hub.revision();
    send(WatchResponse.newBuilder().setHeader(hub.header(revision)).setWatchId(watchId).build());
  }

  /** Tells those watchers of progress that want it and heard nothing since the last time. */
  void tickProgress(long nowMillis, long nextMillis) {
    if (nowMillis < progressDueMillis) {
      return;
    }
    progressDueMillis = nextMillis;
    for (Watcher watcher : watchers.values()) {
      if (watcher.wantsProgress) {
        if (watcher.isQuiet && isUpToDate(watcher) && !isPressed) {
          sendProgress(watcher.watchId);
        }
        watcher.isQuiet = true;
      }
    }
  }

  /** Says that events can be sent again: what was held back is read from history. */
  public void resume() {
    if (isPressed && !isClosed) {
      isPressed = false;
      waiting.forEach(hub::follow);
      waiting.clear();
    }
  }

  /** Ends all watchers. Nothing is sent any more. */
  public void close() {
    if (!isClosed) {
      isClosed = true;
      watchers.values().forEach(hub::stop);
      watchers.clear();
      waiting.clear();
      hub.closed(this);
    }
  }

  /** True while the way to the client is full. */
  boolean isPressed() {
    return isPressed;
  }

  /** Keeps a watcher until the way is free. */
  void hold(Watcher watcher) {
    watcher.state = Watcher.State.WAITING;
    waiting.add(watcher);
  }

  void forget(Watcher watcher) {
    waiting.remove(watcher);
  }

  /** Sends events of whole revisions. */
  void sendEvents(Watcher watcher, long headerRevision, List<Event> events) {
    WatchResponse whole =
        WatchResponse.newBuilder()
            .setHeader(hub.header(headerRevision))
            .setWatchId(watcher.watchId)
            .addAllEvents(events)
            .build();
    watcher.isQuiet = false;
    if (watcher.mayFragment) {
      Fragments.of(whole, hub.settings().fragmentBytes()).forEach(this::send);
    } else {
      send(whole);
    }
  }

  /** Ends a watcher whose next revision is compacted. Its header names no revision. */
  void sendCompacted(Watcher watcher, long compactRevision) {
    watcher.state = Watcher.State.COMPACTED;
    send(
        WatchResponse.newBuilder()
            .setHeader(hub.header(0))
            .setWatchId(watcher.watchId)
            .setCanceled(true)
            .setCompactRevision(compactRevision)
            .build());
  }

  private void send(WatchResponse response) {
    if (!isClosed) {
      isPressed |= !sink.send(response);
    }
  }
}
