package io.drydock.node.engine;

import com.google.protobuf.ByteString;
import io.drydock.node.EtcdError;
import io.drydock.node.raft.ReadState;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Linearizable reads on their way: those that came since the last question to raft wait for the
 * next one, one question stands for all of them; once its index is confirmed they wait until that
 * is applied. Used by the engine's thread.
 */
final class ReadQueue {

  private record Waiting(Reply<Void> reply, long deadlineNanos) {}

  private record Confirmed(long index, List<Waiting> reads) {}

  private final RequestIds ids;
  private final long patienceNanos;
  private final long retryNanos;
  private List<Waiting> arrived = new ArrayList<>();
  private List<Waiting> asked = new ArrayList<>();
  private long askedId;
  private long askedNanos;
  private final ArrayDeque<Confirmed> confirmed = new ArrayDeque<>();

  /**
   * Nobody waits yet.
   *
   * @param patienceNanos how long a read waits
   * @param retryNanos a question without an answer is asked again after this
   */
  ReadQueue(RequestIds ids, long patienceNanos, long retryNanos) {
    this.ids = ids;
    this.patienceNanos = patienceNanos;
    this.retryNanos = retryNanos;
  }

  /** A read has come. */
  void add(Reply<Void> reply, long nowNanos) {
    arrived.add(new Waiting(reply, nowNanos + patienceNanos));
  }

  /**
   * Asks raft when somebody waits and no question is out, or that one is lost.
   *
   * @param raft takes the question; false when it cannot now
   */
  void ask(Function<ByteString, Boolean> raft, long nowNanos) {
    boolean isOut = !asked.isEmpty() && nowNanos - askedNanos < retryNanos;
    if (isOut || arrived.isEmpty() && asked.isEmpty()) {
      return;
    }
    long id = ids.next();
    ByteBuffer context = ByteBuffer.allocate(Long.BYTES).putLong(id).flip();
    if (raft.apply(ByteString.copyFrom(context))) {
      asked.addAll(arrived);
      arrived = new ArrayList<>();
      askedId = id;
      askedNanos = nowNanos;
    }
  }

  /** Raft's answer. */
  void confirm(ReadState state) {
    boolean isOurs =
        state.context().size() == Long.BYTES
            && state.context().asReadOnlyByteBuffer().getLong() == askedId;
    if (isOurs && !asked.isEmpty()) {
      confirmed.add(new Confirmed(state.index(), asked));
      asked = new ArrayList<>();
    }
  }

  /** Lets those read whose index is applied. */
  void applied(long index) {
    while (!confirmed.isEmpty() && Long.compareUnsigned(confirmed.peek().index(), index) <= 0) {
      for (Waiting read : confirmed.remove().reads()) {
        read.reply().done(null);
      }
    }
  }

  /** Tells those who waited their longest. */
  void expire(long nowNanos) {
    arrived = expired(arrived, nowNanos);
    asked = expired(asked, nowNanos);
  }

  /** Tells all of them. */
  void refuseAll(EtcdError reason) {
    List<Waiting> all = new ArrayList<>(arrived);
    all.addAll(asked);
    confirmed.forEach(each -> all.addAll(each.reads()));
    arrived.clear();
    asked.clear();
    confirmed.clear();
    all.forEach(read -> read.reply().refused(reason));
  }

  private static List<Waiting> expired(List<Waiting> reads, long nowNanos) {
    List<Waiting> left = new ArrayList<>();
    for (Waiting read : reads) {
      if (read.deadlineNanos() - nowNanos > 0) {
        left.add(read);
      } else {
        read.reply().refused(EtcdError.TIMEOUT);
      }
    }
    return left;
  }
}
