package io.drydock.node.watch;

import io.drydock.formats.proto.mvccpb.Event;
import io.drydock.node.mvcc.KeyChange;
import io.drydock.node.mvcc.KvView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One piece of history, read once for a number of watchers that are behind.
 *
 * <p>It ends after a bounded number of changes or bytes, always between two main revisions, so that
 * writes do not wait for it. What a watcher gets is cut into responses of at most a thousand
 * revisions, as in etcd, and of about a mebibyte.
 */
final class CatchUp {

  /** How many watchers are served together; as many as in etcd. */
  static final int MAX_WATCHERS = 512;

  private static final int MAX_REVISIONS = 1000;
  private static final int RESPONSE_BYTES = 1 << 20;
  private static final int PIECE_BYTES = 1 << 19;
  private static final int PIECE_CHANGES = 1000;

  private final KvView view;
  private final long revision;
  private final List<Watcher> watchers;
  private final WatcherIndex index = new WatcherIndex();
  private final Map<Watcher, Shares> shares = new HashMap<>();
  private final List<Watcher> touched = new ArrayList<>();
  private long bytes;
  private int changes;
  private long currentMain;

  /** The responses that a watcher is to get. */
  private static final class Shares {
    final List<Share> all = new ArrayList<>();

    void add(long main, List<Event> events) {
      Share last = all.isEmpty() ? new Share(main) : all.getLast();
      if (all.isEmpty() || last.revisions == MAX_REVISIONS || last.bytes >= RESPONSE_BYTES) {
        last = new Share(main);
        all.add(last);
      }
      last.add(main, events);
    }
  }

  private static final class Share {
    final long firstMain;
    final List<Event> events = new ArrayList<>();
    long lastMain;
    int revisions;
    long bytes;

    Share(long firstMain) {
      this.firstMain = firstMain;
    }

    void add(long main, List<Event> more) {
      lastMain = main;
      revisions++;
      events.addAll(more);
      for (Event event : more) {
        bytes += event.getSerializedSize();
      }
    }
  }

  /**
   * Before it is read.
   *
   * @param revision main revision up to which, inclusive
   */
  CatchUp(KvView view, long revision, List<Watcher> watchers) {
    this.view = view;
    this.revision = revision;
    this.watchers = watchers;
  }

  /** Reads, sends, and moves each watcher to the first revision of which it was sent nothing. */
  void run() {
    long from = Long.MAX_VALUE;
    for (Watcher watcher : watchers) {
      index.add(watcher);
      from = Math.min(from, watcher.nextRevision);
    }
    long[] end = {revision + 1};
    view.history(
        from,
        revision + 1,
        (main, change) -> {
          if (main != currentMain) {
            endRevision();
            if (bytes >= PIECE_BYTES || changes >= PIECE_CHANGES) {
              end[0] = main;
              return false;
            }
            currentMain = main;
          }
          look(main, change);
          return true;
        });
    endRevision();
    watchers.forEach(watcher -> send(watcher, end[0]));
  }

  private void look(long main, KeyChange change) {
    changes++;
    bytes += change.keyValue().getSerializedSize();
    var told = new WatchHub.Told(view, main, change);
    index.find(change.keyValue().getKey(), watcher -> WatchHub.gather(watcher, told, touched));
  }

  private void endRevision() {
    for (Watcher watcher : touched) {
      shares.computeIfAbsent(watcher, _ -> new Shares()).add(currentMain, watcher.gathered);
      watcher.gathered.clear();
    }
    touched.clear();
  }

  private void send(Watcher watcher, long end) {
    Shares own = shares.getOrDefault(watcher, new Shares());
    for (Share share : own.all) {
      if (watcher.stream.isPressed()) {
        watcher.nextRevision = share.firstMain;
        return;
      }
      boolean isAll = end > revision && share == own.all.getLast();
      watcher.stream.sendEvents(watcher, isAll ? revision : share.lastMain, share.events);
    }
    watcher.nextRevision = Math.max(watcher.nextRevision, end);
  }
}
