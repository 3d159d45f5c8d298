package io.drydock.node.engine;

import io.drydock.formats.proto.etcdserverpb.WatchCreateRequest;
import io.drydock.node.watch.WatchHub;
import io.drydock.node.watch.WatchSink;
import io.drydock.node.watch.WatchStream;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The watchers of one client. Any thread may call; what it says is done by the engine, in order.
 * Responses go to the sink, on the engine's thread.
 */
public final class WatchClient implements AutoCloseable {

  private final Mailbox mailbox;
  private Optional<WatchStream> stream = Optional.empty();

  WatchClient(Mailbox mailbox, WatchHub hub, WatchSink sink, Core core) {
    this.mailbox = mailbox;
    mailbox.putAnyway(() -> stream = Optional.of(hub.open(sink, core.nowMillis())));
  }

  /** Begins to watch, or is told why not. */
  public void create(WatchCreateRequest request) {
    say(open -> open.create(request, Optional.empty()));
  }

  /** Ends a watcher. */
  public void cancel(long watchId) {
    say(open -> open.cancel(watchId));
  }

  /** Asks up to where everything was sent. */
  public void requestProgress() {
    say(WatchStream::requestProgress);
  }

  /** Says that the client takes events again. */
  public void resume() {
    say(WatchStream::resume);
  }

  /** Ends all watchers; a response may still be on its way. */
  @Override
  public void close() {
    say(WatchStream::close);
  }

  /** Bounded by the client's own requests, of which the network lets only so many wait. */
  private void say(Consumer<WatchStream> what) {
    mailbox.putAnyway(() -> what.accept(stream.orElseThrow()));
  }
}
