package io.drydock.node.engine;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.FormatException;
import io.drydock.formats.bolt.build.BoltBuilder;
import io.drydock.formats.bolt.build.FileShape;
import io.drydock.formats.carrier.BoltImage;
import io.drydock.formats.member.ClusterId;
import io.drydock.formats.member.MemberAttributes;
import io.drydock.formats.member.MemberId;
import io.drydock.formats.proto.etcdserverpb.CompactionRequest;
import io.drydock.formats.proto.etcdserverpb.InternalRaftRequest;
import io.drydock.formats.proto.etcdserverpb.LeaseLeasesResponse;
import io.drydock.formats.proto.etcdserverpb.LeaseTimeToLiveRequest;
import io.drydock.formats.proto.etcdserverpb.LeaseTimeToLiveResponse;
import io.drydock.formats.proto.raftpb.ConfChange;
import io.drydock.node.ClosingException;
import io.drydock.node.DiskTimes;
import io.drydock.node.EtcdError;
import io.drydock.node.RefusedException;
import io.drydock.node.StopException;
import io.drydock.node.apply.Done;
import io.drydock.node.backend.StoreSnapshot;
import io.drydock.node.mvcc.KvView;
import io.drydock.node.storage.Bootstrap;
import io.drydock.node.storage.StorageOptions;
import io.drydock.node.storage.UnbootableException;
import io.drydock.node.watch.WatchSink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;

/**
 * A member at work: one thread that owns all of its state.
 *
 * <p>Any thread may call any method. Answers come on the engine's thread. When the disk or the
 * state fails the thread ends, nothing more is acknowledged, and {@link #ended} says why.
 */
public final class Engine implements AutoCloseable {

  private final EngineSettings settings;
  private final Booted parts;
  private final Core core;
  private final Thread thread;
  private final Mailbox mailbox;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final AtomicReference<StopException> failure = new AtomicReference<>();
  private final long tickNanos;
  private volatile boolean isStopping;

  private Engine(Booted parts, EngineSettings settings, DiskTimes times) {
    this.settings = settings;
    this.parts = parts;
    long self = parts.stores().cluster().self().value();
    this.core = new Core(parts, settings, new RequestIds(self, System.currentTimeMillis()), times);
    this.thread = new Thread(this::run, "engine");
    thread.setUncaughtExceptionHandler((_, reason) -> fail(reason));
    this.mailbox = new Mailbox(settings.mailboxCapacity(), thread);
    this.tickNanos = TimeUnit.MILLISECONDS.toNanos(settings.tickMillis());
  }

  /**
   * Opens a directory, or makes it, and starts to work on it.
   *
   * @param bootstrap the cluster to make when there is no log yet
   * @throws UnbootableException when a server must not start on what is there
   * @throws FormatException when the backend is damaged, or newer than this release
   * @throws IOException when it cannot be read or written, or another server runs on it
   */
  public static Engine start(
      Path dataDir, StorageOptions storage, EngineSettings settings, Bootstrap bootstrap)
      throws IOException, UnbootableException, FormatException {
    return start(dataDir, storage, settings, bootstrap, DiskTimes.NONE);
  }

  /**
   * The same, and tells how long the disk takes.
   *
   * @param times called by the engine's thread, and by this one before it returns
   */
  public static Engine start(
      Path dataDir,
      StorageOptions storage,
      EngineSettings settings,
      Bootstrap bootstrap,
      DiskTimes times)
      throws IOException, UnbootableException, FormatException {
    var boot = new Boot(dataDir, storage, settings, RandomGenerator.getDefault(), times);
    var engine = new Engine(boot.open(bootstrap), settings, times);
    engine.thread.start();
    return engine;
  }

  /** How it runs. */
  public EngineSettings settings() {
    return settings;
  }

  /** This member. */
  public MemberId memberId() {
    return parts.stores().cluster().self();
  }

  /** Its cluster. */
  public ClusterId clusterId() {
    return parts.stores().cluster().id();
  }

  /** What was found and done at the start, a sentence each. */
  public List<String> notes() {
    return parts.notes();
  }

  /** The keys as they are published now. Whoever reads records of them asks by {@link #ask}. */
  public KvView view() {
    return core.stores().keys().view();
  }

  /** Something that is asked of the store. */
  @FunctionalInterface
  public interface Question<A> {

    /** Asks it. */
    A of(KvView view) throws RefusedException;
  }

  /**
   * Reads the keys as they are published now, in the caller's thread.
   *
   * @throws RefusedException as the question does; also when the member is being closed, and when
   *     what is read is damaged: the member ends then, and {@link #ended} says why
   */
  public <A> A ask(Question<A> question) throws RefusedException {
    try {
      return question.of(view());
    } catch (ClosingException closing) {
      throw new RefusedException(EtcdError.STOPPED);
    } catch (StopException reason) {
      stopOver(reason);
      throw new RefusedException(EtcdError.STOPPED);
    }
  }

  private void stopOver(StopException reason) {
    failure.compareAndSet(null, reason);
    mailbox.wake();
  }

  /** The member as it is now: not older than what was acknowledged. */
  public Status status() {
    return core.status();
  }

  /** Completed when the thread has ended: exceptionally when it had to. */
  public CompletableFuture<Void> ended() {
    return ended;
  }

  /**
   * Puts a request into the log. It is answered when it is durable, applied and visible to readers.
   *
   * @param request without a header
   */
  public void propose(InternalRaftRequest.Builder request, Reply<Done> reply) {
    submit(() -> core.propose(request, reply), reply);
  }

  /** Puts a change of the members into the log; answered when it is in effect. */
  public void propose(ConfChange.Builder change, Reply<Done> reply) {
    submit(() -> core.propose(change, reply), reply);
  }

  /** Says name and URLs of this member and, where it has none, the cluster's version. */
  public void publish(MemberAttributes attributes, String version, Reply<Done> reply) {
    submit(() -> core.publish(attributes, version, reply), reply);
  }

  /**
   * Waits until {@link #view} shows everything that was acknowledged by any member before this
   * call.
   */
  public void linearize(Reply<Void> reply) {
    submit(() -> core.linearize(reply), reply);
  }

  /** Lets a lease live its full time again; answered with that in seconds, 0 when it is gone. */
  public void renew(long leaseId, Reply<Long> reply) {
    submit(() -> core.renew(leaseId, reply), reply);
  }

  /** How long a lease lives yet, and its keys when asked for. */
  public void timeToLive(LeaseTimeToLiveRequest request, Reply<LeaseTimeToLiveResponse> reply) {
    submit(() -> reply.done(core.lessor().timeToLive(request, core.nowMillis())), reply);
  }

  /** All leases. */
  public void leases(Reply<LeaseLeasesResponse> reply) {
    submit(() -> reply.done(core.lessor().leases()), reply);
  }

  /** Opens a client's stream of watchers. */
  public WatchClient watch(WatchSink sink) {
    return new WatchClient(mailbox, core.watches(), sink, core);
  }

  /** Compacts history; a physical compaction is answered when the deleted records are gone. */
  public void compact(CompactionRequest request, Reply<Done> reply) {
    submit(() -> core.compact(request, reply), reply);
  }

  /**
   * Gives back the room of deleted rows while reading and writing go on; the caller's thread waits
   * for the end. Then {@link #status} and the quota know the new size.
   *
   * @throws RefusedException as {@link #ask} does, and when the member stops meanwhile
   */
  public void defragment() throws RefusedException {
    ask(_ -> {
      parts.backend().defragment();
      return true;
    });
    var counted = new CompletableFuture<Optional<EtcdError>>();
    submit(
        () -> {
          core.resized();
          counted.complete(Optional.empty());
        },
        reason -> counted.complete(Optional.of(reason)));
    var refusal = counted.join();
    if (refusal.isPresent()) {
      throw new RefusedException(refusal.get());
    }
  }

  /**
   * The backend of this moment as etcd's file, while writing goes on; by the caller's thread.
   *
   * @param size is told first how many bytes will come
   * @param out takes them in order; what it throws ends this
   * @throws IOException when a row cannot be read, or {@code out} throws it
   * @throws RefusedException when the member is being closed
   */
  public void snapshot(LongConsumer size, BoltBuilder.ImageOutput out)
      throws IOException, RefusedException {
    try (StoreSnapshot rows = ask(_ -> parts.backend().snapshot())) {
      var image = new BoltImage(rows.rows(), _ -> {});
      FileShape shape = image.measure();
      size.accept(shape.bytes());
      image.stream(shape, out);
    } catch (CorruptFileException damage) {
      throw new IOException(damage.getMessage(), damage);
    }
  }

  /**
   * Checksum of the whole backend: a scan by the caller's thread, while writing goes on.
   *
   * @throws RefusedException as {@link #ask} does
   */
  public int backendHash() throws RefusedException {
    return ask(_ -> BackendSum.of(parts.backend()));
  }

  private void submit(Runnable task, Reply<?> reply) {
    submit(task, reply::refused);
  }

  private void submit(Runnable task, Consumer<EtcdError> refused) {
    switch (mailbox.put(task)) {
      case TAKEN -> {
        // It will be answered.
      }
      case FULL -> refused.accept(EtcdError.TOO_MANY_REQUESTS);
      case CLOSED -> refused.accept(EtcdError.STOPPED);
    }
  }

  private void run() {
    try {
      core.now(System.nanoTime());
      core.start();
      long nextTick = System.nanoTime() + tickNanos;
      while (!isStopping) {
        requireNoFailure();
        long now = System.nanoTime();
        core.now(now);
        takeMail();
        while (nextTick - now <= 0) {
          core.tick();
          nextTick += tickNanos;
        }
        core.drain();
        boolean isMore = core.work();
        if (!isMore) {
          mailbox.await(Math.max(1, nextTick - System.nanoTime()));
        }
      }
      takeMail();
      mailbox.close();
      core.stop();
      ended.complete(null);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken.getMessage(), broken);
    }
  }

  /** What a reader in another thread has come upon. */
  private void requireNoFailure() {
    StopException found = failure.get();
    if (found != null) {
      throw found;
    }
  }

  /** After a failure nothing more is promised, and nothing more is written. */
  private void fail(Throwable reason) {
    mailbox.close();
    ended.completeExceptionally(reason);
    core.refuseAll();
    takeMail();
    core.refuseAll();
  }

  private void takeMail() {
    ArrayDeque<Runnable> mail = mailbox.takeAll();
    for (Runnable task = mail.poll(); task != null; task = mail.poll()) {
      task.run();
    }
  }

  /** Stops in order and waits for the end: what was acknowledged is durable in every file. */
  @Override
  public void close() {
    isStopping = true;
    mailbox.wake();
    ended.exceptionally(_ -> null).join();
  }
}
