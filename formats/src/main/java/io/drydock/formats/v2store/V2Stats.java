package io.drydock.formats.v2store;

import java.util.Arrays;
import java.util.Optional;

/**
 * Counters of the store, kept over restarts because they are saved with it. Reads count on the
 * member that answers, so they differ between members; the others do not.
 */
public final class V2Stats {

  /** One counter, in the order of the JSON. */
  public enum Counter {
    /** Reads of what is there. */
    GETS_SUCCESS("getsSuccess"),
    /** Reads of what is not. */
    GETS_FAIL("getsFail"),
    /** Files set. */
    SETS_SUCCESS("setsSuccess"),
    /** Sets that failed, and any creation under what is no directory. */
    SETS_FAIL("setsFail"),
    /** Deletions, and attempts to delete what is read-only. */
    DELETE_SUCCESS("deleteSuccess"),
    /** Deletions that failed otherwise. */
    DELETE_FAIL("deleteFail"),
    /** Updates, and some that failed: see the operations. */
    UPDATE_SUCCESS("updateSuccess"),
    /** Updates that failed otherwise. */
    UPDATE_FAIL("updateFail"),
    /** Nodes created. */
    CREATE_SUCCESS("createSuccess"),
    /** Creations that failed. */
    CREATE_FAIL("createFail"),
    /** Swaps, and attempts to swap what is read-only. */
    COMPARE_AND_SWAP_SUCCESS("compareAndSwapSuccess"),
    /** Swaps that failed otherwise. */
    COMPARE_AND_SWAP_FAIL("compareAndSwapFail"),
    /** Conditional deletions of what is there, whether the condition held or not. */
    COMPARE_AND_DELETE_SUCCESS("compareAndDeleteSuccess"),
    /** Conditional deletions of what is not there. */
    COMPARE_AND_DELETE_FAIL("compareAndDeleteFail"),
    /** Nodes whose time was over. */
    EXPIRE_COUNT("expireCount"),
    /** Watchers; 0 in a saved store. */
    WATCHERS("watchers");

    private final String key;

    Counter(String key) {
      this.key = key;
    }

    /** The counter of this key. */
    static Optional<Counter> ofKey(String key) {
      return Arrays.stream(values()).filter(counter -> counter.key.equals(key)).findFirst();
    }

    /** As in JSON. */
    public String key() {
      return key;
    }
  }

  private final long[] values = new long[Counter.values().length];

  V2Stats() {}

  /** The value of a counter; u64. */
  public long get(Counter counter) {
    return values[counter.ordinal()];
  }

  void set(Counter counter, long value) {
    values[counter.ordinal()] = value;
  }

  void count(Counter counter) {
    values[counter.ordinal()]++;
  }
}
