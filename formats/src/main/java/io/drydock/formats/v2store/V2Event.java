package io.drydock.formats.v2store;

import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/**
 * One change of the store, as watchers see it and as the last thousand are kept.
 *
 * @param action what was done
 * @param node the node afterwards
 * @param previous the node before, if there was one
 * @param isRefresh only its time was changed: watchers are not told
 */
public record V2Event(
    Action action, V2EventNode node, Optional<V2EventNode> previous, boolean isRefresh) {

  /** What was done, by etcd's word for it. */
  public enum Action {
    /** Read; never kept in the history. */
    GET("get"),
    /** Made, by a request that demands that it was not there. */
    CREATE("create"),
    /** Made or replaced. */
    SET("set"),
    /** Changed, by a request that demands that it was there. */
    UPDATE("update"),
    /** Deleted. */
    DELETE("delete"),
    /** Changed because value or index were as demanded. */
    COMPARE_AND_SWAP("compareAndSwap"),
    /** Deleted because value or index were as demanded. */
    COMPARE_AND_DELETE("compareAndDelete"),
    /** Gone because its time was over. */
    EXPIRE("expire");

    private final String word;

    Action(String word) {
      this.word = word;
    }

    /** The action of this word. */
    public static Optional<Action> ofWord(String word) {
      return Arrays.stream(values()).filter(action -> action.word.equals(word)).findFirst();
    }

    /** As in JSON. */
    public String word() {
      return word;
    }
  }

  /** All parts are required. */
  public V2Event {
    Objects.requireNonNull(action, "action");
    Objects.requireNonNull(node, "node");
    Objects.requireNonNull(previous, "previous");
  }

  /** The store's index after the change; u64. */
  public long index() {
    return node.modifiedIndex();
  }

  V2Event asRefresh() {
    return new V2Event(action, node, previous, true);
  }

  V2Event with(Optional<V2EventNode> before) {
    return new V2Event(action, node, before, isRefresh);
  }
}
