package io.drydock.node.raft.progress;

/**
 * How far the log of another member is, as its leader knows it, and whether to send it more.
 *
 * <pre>
 * from       event                                        to
 * PROBE      an append was accepted                       REPLICATE
 * PROBE      what it needs is compacted                   SNAPSHOT
 * REPLICATE  an append was rejected, or it is unreachable PROBE
 * REPLICATE  what it needs is compacted                   SNAPSHOT
 * SNAPSHOT   its log reaches the leader's first entry     REPLICATE
 * SNAPSHOT   sending ended, well or not                   PROBE
 * </pre>
 *
 * <p>Always {@code match < next}. Mutable, owned by one thread.
 */
public final class Progress {

  /** How to send. */
  public enum State {
    /** Where its log agrees is not known: one append, then wait for the answer or a heartbeat. */
    PROBE,
    /** It accepts appends: send on without waiting, up to the window. */
    REPLICATE,
    /** A snapshot is on its way: send nothing. */
    SNAPSHOT
  }

  private final Inflights inflights;
  private State state = State.PROBE;
  private long match;
  private long next;
  private long pendingSnapshotIndex;
  private boolean isPaused;
  private boolean isRecentlyActive;

  /**
   * Begins by probing.
   *
   * @param next index of the first entry to send, at least 1
   * @param isRecentlyActive whether the member counts as heard of
   */
  public Progress(long next, boolean isRecentlyActive, Inflights inflights) {
    this.next = next;
    this.isRecentlyActive = isRecentlyActive;
    this.inflights = inflights;
  }

  /** How to send. */
  public State state() {
    return state;
  }

  /** The last index at which its log is known to be the leader's; 0 for none. */
  public long match() {
    return match;
  }

  /** Index of the next entry to send. */
  public long next() {
    return next;
  }

  /** Index of the snapshot on its way; 0 for none. */
  public long pendingSnapshotIndex() {
    return pendingSnapshotIndex;
  }

  /** Number of appends on their way. */
  public int inflightMessages() {
    return inflights.count();
  }

  /** Whether anything was heard of the member since {@link #forgetActivity}. */
  public boolean isRecentlyActive() {
    return isRecentlyActive;
  }

  /** Something was heard of the member. */
  public void heard() {
    isRecentlyActive = true;
  }

  /** Begins another interval of listening. */
  public void forgetActivity() {
    isRecentlyActive = false;
  }

  /** True when nothing may be sent now. */
  public boolean isPaused() {
    return state == State.SNAPSHOT || isPaused;
  }

  /** True when an append may carry entries: a full window lets only empty ones through. */
  public boolean isOpenForEntries() {
    return state != State.REPLICATE || !inflights.isFull();
  }

  /** Lets one more append through: a heartbeat was answered, so the member is there. */
  public void unpause() {
    isPaused = false;
  }

  /**
   * An append was sent that began at {@link #next}.
   *
   * @param entries how many it carries
   * @param entryBytes their size
   */
  public void sent(int entries, long entryBytes) {
    if (state == State.REPLICATE) {
      if (entries > 0) {
        next += entries;
        inflights.add(next - 1, entryBytes);
      }
      isPaused = inflights.isFull();
    } else {
      isPaused = true;
    }
  }

  /**
   * The member has the leader's log up to this index.
   *
   * @return false when that was known
   */
  public boolean accepted(long index) {
    if (index <= match) {
      return false;
    }
    match = index;
    next = Math.max(next, index + 1);
    isPaused = false;
    return true;
  }

  /** Takes answered appends out of the window. */
  public void freeUpTo(long index) {
    inflights.freeUpTo(index);
  }

  /**
   * The member rejected an append.
   *
   * @param rejectedIndex the index before the entries of that append
   * @param lastPossible where its log may agree at the latest
   * @return false when the answer is an old one that says nothing new
   */
  public boolean rejected(long rejectedIndex, long lastPossible) {
    if (state == State.REPLICATE) {
      if (rejectedIndex <= match) {
        return false;
      }
      next = match + 1;
      return true;
    }
    if (next - 1 != rejectedIndex) {
      return false;
    }
    next = Math.max(Math.min(rejectedIndex, lastPossible + 1), match + 1);
    isPaused = false;
    return true;
  }

  /** From any state: looks for the place where the logs agree, one append at a time. */
  public void becomeProbe() {
    next = state == State.SNAPSHOT ? Math.max(match, pendingSnapshotIndex) + 1 : match + 1;
    enter(State.PROBE);
  }

  /** From any state: sends on without waiting. */
  public void becomeReplicate() {
    enter(State.REPLICATE);
    next = match + 1;
  }

  /** From probing or replicating: a snapshot that ends at this index is on its way. */
  public void becomeSnapshot(long snapshotIndex) {
    enter(State.SNAPSHOT);
    pendingSnapshotIndex = snapshotIndex;
    next = snapshotIndex + 1;
  }

  /** The transport has finished with the snapshot; what comes next waits for a sign of life. */
  public void snapshotEnded(boolean isDelivered) {
    if (!isDelivered) {
      pendingSnapshotIndex = 0;
    }
    becomeProbe();
    isPaused = true;
  }

  private void enter(State to) {
    state = to;
    isPaused = false;
    pendingSnapshotIndex = 0;
    inflights.clear();
  }
}
