package io.drydock.node.raft.read;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads that wait until a quorum has shown, by answering a heartbeat sent after the read came in,
 * that this leader was still the leader (Raft thesis, section 6.4).
 *
 * <p>A heartbeat carries the context of the newest read, and its answer confirms that one and all
 * before it. Mutable, owned by one thread.
 */
public final class PendingReads {

  /**
   * A read that waits.
   *
   * @param context what its asker knows it by
   * @param from the member that asked
   * @param index the commit index when it came in: reading there is linearizable once confirmed
   */
  public record Read(ByteString context, long from, long index) {}

  private record Waiting(Read read, Map<Long, Boolean> confirmations) {}

  private final Map<ByteString, Waiting> queue = new LinkedHashMap<>();
  private ByteString newest = ByteString.EMPTY;

  /** No read waits. */
  public PendingReads() {}

  /** Adds a read; one whose context waits already is dropped. */
  public void add(Read read) {
    if (queue.putIfAbsent(read.context(), new Waiting(read, new HashMap<>())) == null) {
      newest = read.context();
    }
  }

  /** The context for the next heartbeats: that of the newest read; empty when none waits. */
  public ByteString newestContext() {
    return queue.isEmpty() ? ByteString.EMPTY : newest;
  }

  /**
   * A member has answered a heartbeat with this context.
   *
   * @return who has confirmed so far, each as true; empty when no such read waits
   */
  public Map<Long, Boolean> confirm(ByteString context, long memberId) {
    Waiting waiting = queue.get(context);
    if (waiting == null) {
      return Map.of();
    }
    waiting.confirmations.put(memberId, true);
    return waiting.confirmations;
  }

  /** Takes out the read with this context and all before it, in the order in which they came. */
  public List<Read> release(ByteString context) {
    var released = new ArrayList<Read>();
    if (!queue.containsKey(context)) {
      return released;
    }
    var oldest = queue.values().iterator();
    boolean isReached = false;
    while (!isReached) {
      Read read = oldest.next().read();
      oldest.remove();
      released.add(read);
      isReached = read.context().equals(context);
    }
    return released;
  }
}
