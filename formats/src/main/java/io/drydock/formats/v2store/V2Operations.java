package io.drydock.formats.v2store;

import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.v2store.V2Event.Action;
import io.drydock.formats.v2store.V2Result.Code;
import io.drydock.formats.v2store.V2Result.Done;
import io.drydock.formats.v2store.V2Result.Failed;
import io.drydock.formats.v2store.V2Stats.Counter;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The operations of the store, as etcd's {@code api/v2store/store.go} does them in 3.4 and 3.5,
 * with the counters they move. A failed operation moves counters only.
 *
 * <p>Some failures count as successes, because etcd's functions return an error without noting it:
 * a read-only path in update, swap and delete; a directory in update and in a conditional deletion;
 * a condition that does not hold in a conditional deletion. A path through a file counts as a
 * failed set, whatever the operation.
 */
final class V2Operations {

  private static final Set<Bytes> READ_ONLY = Set.of(V2Path.ROOT, V2Store.CLUSTER, V2Store.KEYS);
  private static final Instant OLDEST_EXPIRY = Instant.parse("2000-01-01T00:00:00Z");

  private final V2Store store;
  private final V2Rules rules;
  private Optional<Instant> now = Optional.empty();

  V2Operations(V2Store store, V2Rules rules) {
    this.store = store;
    this.rules = rules;
  }

  /** Reads a node; its children are not listed in the event. */
  V2Result get(Bytes path) {
    return switch (find(path)) {
      case Missing(Failed failure) -> counted(Counter.GETS_FAIL, failure);
      case Found(V2Node node) -> {
        store.stats().count(Counter.GETS_SUCCESS);
        var event = new V2Event(Action.GET, picture(node), Optional.empty(), false);
        yield new Done(event, store.currentIndex());
      }
    };
  }

  /** Makes or replaces a file, or makes a directory. */
  V2Result set(V2Write write) {
    Search before = find(write.path());
    if (before instanceof Missing(Failed failure)
        && (failure.code() != Code.KEY_NOT_FOUND || write.isRefresh())) {
      return counted(Counter.SETS_FAIL, failure);
    }
    Optional<V2Node> replaced = before.node();
    Bytes value = write.isRefresh() ? replaced.orElseThrow().value() : write.value();
    Optional<V2EventNode> previous = replaced.map(this::picture);
    return switch (make(write, write.path(), value, Action.SET)) {
      case Done(V2Event made, _) -> {
        store.stats().count(Counter.SETS_SUCCESS);
        yield note(write.isRefresh() ? made.with(previous).asRefresh() : made.with(previous));
      }
      case V2Result failure -> counted(Counter.SETS_FAIL, failure);
    };
  }

  /** Makes a node that must not be there. */
  V2Result create(V2Write write) {
    return create(write, write.path());
  }

  /** Makes a node in a directory under a name that the store chooses: its next index. */
  V2Result createUnique(V2Write write) {
    return create(write, V2Path.unique(write.path(), store.currentIndex() + 1));
  }

  /** Changes value and time of a file that must be there. */
  V2Result update(V2Write write) {
    Bytes path = V2Path.clean(write.path());
    if (READ_ONLY.contains(path)) {
      return counted(Counter.UPDATE_SUCCESS, readOnly());
    }
    if (find(path) instanceof Missing(Failed failure)) {
      return counted(Counter.UPDATE_FAIL, failure);
    }
    V2Node node = find(path).node().orElseThrow();
    boolean isWritable =
        !node.isDirectory() || (write.value().isEmpty() && rules.isDirectoryUpdatable());
    if (!isWritable) {
      return counted(Counter.UPDATE_SUCCESS, failed(Code.NOT_FILE, path));
    }
    store.stats().count(Counter.UPDATE_SUCCESS);
    return change(node, write, Action.UPDATE);
  }

  /** Changes a file if the condition holds. */
  V2Result compareAndSwap(V2Write write, V2Condition condition) {
    Bytes path = V2Path.clean(write.path());
    if (READ_ONLY.contains(path)) {
      return counted(Counter.COMPARE_AND_SWAP_SUCCESS, readOnly());
    }
    if (find(path) instanceof Missing(Failed failure)) {
      return counted(Counter.COMPARE_AND_SWAP_FAIL, failure);
    }
    V2Node node = find(path).node().orElseThrow();
    if (node.isDirectory()) {
      return counted(Counter.COMPARE_AND_SWAP_FAIL, failed(Code.NOT_FILE, path));
    }
    if (!condition.holdsFor(node)) {
      Failed failure = failed(Code.TEST_FAILED, condition.mismatch(node));
      return counted(Counter.COMPARE_AND_SWAP_FAIL, failure);
    }
    store.stats().count(Counter.COMPARE_AND_SWAP_SUCCESS);
    return change(node, write, Action.COMPARE_AND_SWAP);
  }

  /**
   * Deletes a node.
   *
   * @param isDirectoryMeant whether it may be an empty directory
   * @param isRecursive whether it may be a directory with all that is in it
   */
  V2Result delete(Bytes requested, boolean isDirectoryMeant, boolean isRecursive) {
    Bytes path = V2Path.clean(requested);
    if (READ_ONLY.contains(path)) {
      return counted(Counter.DELETE_SUCCESS, readOnly());
    }
    if (find(path) instanceof Missing(Failed failure)) {
      return counted(Counter.DELETE_FAIL, failure);
    }
    V2Node node = find(path).node().orElseThrow();
    if (node.isDirectory() && !isDirectoryMeant && !isRecursive) {
      return counted(Counter.DELETE_FAIL, failed(Code.NOT_FILE, node.path()));
    }
    if (!node.children().isEmpty() && !isRecursive) {
      return counted(Counter.DELETE_FAIL, failed(Code.DIR_NOT_EMPTY, node.path()));
    }
    store.stats().count(Counter.DELETE_SUCCESS);
    return remove(node, path, Action.DELETE);
  }

  /** Deletes a file if the condition holds. */
  V2Result compareAndDelete(Bytes requested, V2Condition condition) {
    Bytes path = V2Path.clean(requested);
    if (find(path) instanceof Missing(Failed failure)) {
      return counted(Counter.COMPARE_AND_DELETE_FAIL, failure);
    }
    store.stats().count(Counter.COMPARE_AND_DELETE_SUCCESS);
    V2Node node = find(path).node().orElseThrow();
    if (node.isDirectory()) {
      return failed(Code.NOT_FILE, path);
    }
    return condition.holdsFor(node)
        ? remove(node, path, Action.COMPARE_AND_DELETE)
        : failed(Code.TEST_FAILED, condition.mismatch(node));
  }

  /** Removes all nodes whose time is over, in the order of their times. */
  void expire(Instant clock) {
    now = Optional.of(clock);
    for (Optional<V2Node> next = store.nextToExpire();
        next.isPresent() && !expiry(next.get()).isAfter(clock);
        next = store.nextToExpire()) {
      remove(next.get(), next.get().path(), Action.EXPIRE);
      store.stats().count(Counter.EXPIRE_COUNT);
    }
  }

  private V2Result create(V2Write write, Bytes path) {
    return switch (make(write, path, write.value(), Action.CREATE)) {
      case Done(V2Event made, _) -> {
        store.stats().count(Counter.CREATE_SUCCESS);
        yield note(made);
      }
      case V2Result failure -> counted(Counter.CREATE_FAIL, failure);
    };
  }

  /** Makes a node, and the directories above it; SET may replace a file. */
  private V2Result make(V2Write write, Bytes requested, Bytes value, Action action) {
    Bytes path = V2Path.clean(requested);
    if (READ_ONLY.contains(path)) {
      return readOnly();
    }
    long index = store.currentIndex() + 1;
    List<Bytes> names = V2Path.names(path);
    V2Node directory = store.root();
    for (Bytes name : names.subList(0, names.size() - 1)) {
      Optional<V2Node> child = directory.child(name);
      if (child.isPresent() && !child.get().isDirectory()) {
        return counted(Counter.SETS_FAIL, failed(Code.NOT_DIR, child.get().path()));
      }
      V2Node parent = directory;
      directory = child.orElseGet(() -> addDirectory(parent, name, index));
    }
    Optional<V2Node> there = directory.child(names.getLast());
    if (there.isPresent() && (action != Action.SET || there.get().isDirectory())) {
      return failed(action == Action.SET ? Code.NOT_FILE : Code.NODE_EXIST, path);
    }
    there.ifPresent(this::drop);
    var expires = write.expireTime().filter(time -> !time.toInstant().isBefore(OLDEST_EXPIRY));
    V2Node node =
        write.isDirectory()
            ? V2Node.directory(path, index, expires)
            : V2Node.file(path, index, value, expires);
    directory.add(names.getLast(), node);
    store.noteExpiry(node);
    store.moveTo(index);
    return new Done(new V2Event(action, picture(node), Optional.empty(), false), index);
  }

  private static V2Node addDirectory(V2Node parent, Bytes name, long index) {
    V2Node made = V2Node.directory(V2Path.child(parent.path(), name), index, Optional.empty());
    parent.add(name, made);
    return made;
  }

  /** A directory keeps its index: only its time is changed. */
  private V2Result change(V2Node node, V2Write write, Action action) {
    long index = store.currentIndex() + 1;
    V2EventNode before = picture(node);
    if (!node.isDirectory()) {
      node.write(write.isRefresh() ? node.value() : write.value(), index);
    }
    store.forgetExpiry(node);
    node.expireAt(write.expireTime());
    store.noteExpiry(node);
    store.moveTo(index);
    var after = picture(node).at(V2Path.clean(write.path()), index);
    var event = new V2Event(action, after, Optional.of(before), write.isRefresh());
    return note(event);
  }

  private V2Result remove(V2Node node, Bytes path, Action action) {
    long index = store.currentIndex() + 1;
    boolean isDirectory = node.isDirectory();
    var after = V2EventNode.bare(path, isDirectory, index, node.createdIndex());
    var event = new V2Event(action, after, Optional.of(picture(node)), false);
    drop(node);
    store.moveTo(index);
    return note(event);
  }

  private void drop(V2Node node) {
    store.visit(node, true, store::forgetExpiry);
    node.detach();
  }

  private V2Result note(V2Event event) {
    store.history().add(event);
    return new Done(event, store.currentIndex());
  }

  /** The node as events show it. */
  private V2EventNode picture(V2Node node) {
    var bare =
        V2EventNode.bare(
            node.path(), node.isDirectory(), node.modifiedIndex(), node.createdIndex());
    Optional<OffsetDateTime> expires =
        node.expireTime().map(time -> time.withOffsetSameInstant(ZoneOffset.UTC));
    return (node.isDirectory() ? bare : bare.with(node.value())).with(expires, secondsLeft(node));
  }

  private long secondsLeft(V2Node node) {
    if (node.expireTime().isEmpty() || now.isEmpty()) {
      return 0;
    }
    Duration left = Duration.between(now.get(), expiry(node));
    return left.getSeconds() + (left.getNano() > 0 ? 1 : 0);
  }

  private static Instant expiry(V2Node node) {
    return node.expireTime().orElseThrow().toInstant();
  }

  private V2Result counted(Counter counter, V2Result result) {
    store.stats().count(counter);
    return result;
  }

  private Failed readOnly() {
    return failed(Code.ROOT_READ_ONLY, V2Path.ROOT);
  }

  private Failed failed(Code code, Bytes cause) {
    return new Failed(code, cause, store.currentIndex());
  }

  /** What is found under a path. */
  private sealed interface Search {

    Optional<V2Node> node();
  }

  private record Found(V2Node at) implements Search {

    @Override
    public Optional<V2Node> node() {
      return Optional.of(at);
    }
  }

  private record Missing(Failed failure) implements Search {

    @Override
    public Optional<V2Node> node() {
      return Optional.empty();
    }
  }

  private Search find(Bytes path) {
    V2Node node = store.root();
    for (Bytes name : V2Path.names(V2Path.clean(path))) {
      if (!node.isDirectory()) {
        return new Missing(failed(Code.NOT_DIR, node.path()));
      }
      Optional<V2Node> child = node.child(name);
      if (child.isEmpty()) {
        return new Missing(failed(Code.KEY_NOT_FOUND, V2Path.child(node.path(), name)));
      }
      node = child.get();
    }
    return new Found(node);
  }
}
