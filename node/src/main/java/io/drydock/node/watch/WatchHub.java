package io.drydock.node.watch;

import com.google.protobuf.ByteString;
import io.drydock.formats.proto.etcdserverpb.ResponseHeader;
import io.drydock.formats.proto.mvccpb.Event;
import io.drydock.formats.proto.mvccpb.KeyValue;
import io.drydock.node.mvcc.KeyChange;
import io.drydock.node.mvcc.KvView;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.random.RandomGenerator;

/**
 * All watchers of a member. Owned by the engine thread.
 *
 * <p>A watcher is either synced, and then each change is handed to it as it is published; or it is
 * not, and then it reads history piece by piece until it has caught up. One whose client does not
 * take what it is sent becomes unsynced: what it misses is not kept for it, but read again from the
 * store. So a watcher costs the same memory however slow its client is.
 *
 * <p>After each batch of entries: {@link #publish} once, then {@link #changed} for each write in
 * the order of revisions; {@link #sync} as long as it has something to do.
 */
public final class WatchHub {

  private final WatchSettings settings;
  private final LongFunction<ResponseHeader> headers;
  private final RandomGenerator jitter;
  private final WatcherIndex synced = new WatcherIndex();
  private final Set<Watcher> unsynced = new LinkedHashSet<>();
  private final Set<WatchStream> streams = new LinkedHashSet<>();
  private final List<Watcher> touched = new ArrayList<>();
  private KvView view;
  private long revision;

  /**
   * Without a stream.
   *
   * @param view what is published
   * @param headers makes the header of a response from a main revision, 0 for none
   * @param jitter spreads what is told periodically
   */
  public WatchHub(
      WatchSettings settings,
      KvView view,
      LongFunction<ResponseHeader> headers,
      RandomGenerator jitter) {
    this.settings = settings;
    this.view = view;
    this.revision = view.revision();
    this.headers = headers;
    this.jitter = jitter;
  }

  /** Opens a stream without watchers. */
  public WatchStream open(WatchSink sink, long nowMillis) {
    var stream = new WatchStream(this, sink, nextProgress(nowMillis));
    streams.add(stream);
    return stream;
  }

  private long nextProgress(long nowMillis) {
    long tenth = Math.max(1, settings.progressMillis() / 10);
    return nowMillis + settings.progressMillis() + jitter.nextLong(tenth);
  }

  /** Goes on with what is published now; its changes are told by {@link #changed}. */
  public void publish(KvView published) {
    view = published;
  }

  /**
   * Tells synced watchers of the changes of one write.
   *
   * @param main its main revision, above that of the write before; it is published
   * @param changes all that it changed, in order
   */
  public void changed(long main, List<KeyChange> changes) {
    revision = main;
    for (KeyChange change : changes) {
      var told = new Told(view, main, change);
      synced.find(change.keyValue().getKey(), watcher -> gather(watcher, told, touched));
    }
    for (Watcher watcher : touched) {
      tell(watcher, main);
      watcher.gathered.clear();
    }
    touched.clear();
  }

  /** A change in the two forms that watchers want, made when the first one asks. */
  static final class Told {
    private final KvView view;
    private final long main;
    private final KeyChange change;
    private Optional<Event> plain = Optional.empty();
    private Optional<Event> withPrevious = Optional.empty();

    Told(KvView view, long main, KeyChange change) {
      this.view = view;
      this.main = main;
      this.change = change;
    }

    Event plain() {
      if (plain.isEmpty()) {
        plain = Optional.of(change.toEvent());
      }
      return plain.get();
    }

    Event withPrevious() {
      if (withPrevious.isEmpty()) {
        ByteString key = change.keyValue().getKey();
        Optional<KeyValue> previous =
            change.isCreation() ? Optional.empty() : view.get(key, main - 1);
        Event event = plain();
        withPrevious =
            Optional.of(
                previous.map(each -> event.toBuilder().setPrevKv(each).build()).orElse(event));
      }
      return withPrevious.get();
    }
  }

  /** Adds a change to what a watcher is told, if it wants it. */
  static void gather(Watcher watcher, Told told, List<Watcher> touched) {
    if (told.main < watcher.nextRevision || watcher.isFiltered(told.change.isDeletion())) {
      return;
    }
    if (watcher.gathered.isEmpty()) {
      touched.add(watcher);
    }
    watcher.gathered.add(watcher.wantsPrevious ? told.withPrevious() : told.plain());
  }

  private void tell(Watcher watcher, long main) {
    if (watcher.stream.isPressed()) {
      synced.remove(watcher);
      watcher.nextRevision = main;
      watcher.stream.hold(watcher);
    } else {
      watcher.stream.sendEvents(watcher, main, watcher.gathered);
      watcher.nextRevision = main + 1;
    }
  }

  /**
   * Brings watchers that are behind forward, by a bounded piece of history.
   *
   * @return true when there is more to do
   */
  public boolean sync() {
    List<Watcher> batch = choose();
    if (!batch.isEmpty()) {
      new CatchUp(view, revision, batch).run();
      for (Watcher watcher : batch) {
        if (watcher.nextRevision > revision) {
          watcher.state = Watcher.State.SYNCED;
          synced.add(watcher);
        } else if (watcher.stream.isPressed()) {
          watcher.stream.hold(watcher);
        } else {
          unsynced.add(watcher);
        }
      }
    }
    return !unsynced.isEmpty();
  }

  /** The next ones in turn, taken out; those whose stream is full, or that come too late, leave. */
  private List<Watcher> choose() {
    List<Watcher> batch = new ArrayList<>();
    var each = unsynced.iterator();
    while (each.hasNext() && batch.size() < CatchUp.MAX_WATCHERS) {
      Watcher watcher = each.next();
      each.remove();
      if (watcher.stream.isPressed()) {
        watcher.stream.hold(watcher);
      } else if (watcher.nextRevision < view.compactRevision()) {
        watcher.stream.sendCompacted(watcher, view.compactRevision());
      } else {
        batch.add(watcher);
      }
    }
    return batch;
  }

  /** Tells quiet watchers of progress whose time has come. */
  public void tick(long nowMillis) {
    for (WatchStream stream : streams) {
      stream.tickProgress(nowMillis, nextProgress(nowMillis));
    }
  }

  /** Main revision of the last write that watchers were told of. */
  long revision() {
    return revision;
  }

  WatchSettings settings() {
    return settings;
  }

  ResponseHeader header(long headerRevision) {
    return headers.apply(headerRevision);
  }

  /** Puts a new watcher where it belongs. */
  void start(Watcher watcher) {
    if (watcher.startRevision == 0 || watcher.startRevision > revision) {
      watcher.nextRevision = Math.max(revision + 1, watcher.startRevision);
      watcher.state = Watcher.State.SYNCED;
      synced.add(watcher);
    } else {
      watcher.nextRevision = watcher.startRevision;
      follow(watcher);
    }
  }

  /** Lets a watcher read history. */
  void follow(Watcher watcher) {
    watcher.state = Watcher.State.UNSYNCED;
    unsynced.add(watcher);
  }

  /** Takes a watcher from wherever it is. */
  void stop(Watcher watcher) {
    switch (watcher.state) {
      case SYNCED -> synced.remove(watcher);
      case UNSYNCED -> unsynced.remove(watcher);
      case WAITING -> watcher.stream.forget(watcher);
      case COMPACTED -> {
        // It is nowhere.
      }
    }
  }

  void closed(WatchStream stream) {
    streams.remove(stream);
  }
}
