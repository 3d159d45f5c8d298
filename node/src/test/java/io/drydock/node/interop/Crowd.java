package io.drydock.node.interop;

import static io.drydock.node.interop.Client.bytes;

import io.drydock.formats.proto.etcdserverpb.Compare;
import io.drydock.formats.proto.etcdserverpb.PutRequest;
import io.drydock.formats.proto.etcdserverpb.RangeRequest;
import io.drydock.formats.proto.etcdserverpb.RequestOp;
import io.drydock.formats.proto.etcdserverpb.ResponseOp;
import io.drydock.formats.proto.etcdserverpb.TxnRequest;
import io.drydock.formats.proto.etcdserverpb.TxnResponse;
import io.drydock.node.interop.Registers.Operation;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * Clients that do all kinds of things to a member at once, until it is gone, and remember what they
 * were told. One crowd lives through any number of crashes.
 */
final class Crowd {
  private static final int WRITERS = 5;
  private static final int REGISTERS = 2;
  private static final int LARGE_BYTES = 300_000;

  private final SplittableRandom seeds;
  private final AtomicLong names = new AtomicLong();
  private final Map<Long, String> told = new ConcurrentHashMap<>();
  private final Map<Long, Boolean> leases = new ConcurrentHashMap<>();
  private final Queue<Operation> operations = new ConcurrentLinkedQueue<>();
  private final Semaphore answers = new Semaphore(0);
  private final AtomicLong seen = new AtomicLong(1);

  Crowd(long seed) {
    seeds = new SplittableRandom(seed);
  }

  /** What was written at a revision, as {@link History} writes it down. */
  Map<Long, String> told() {
    return told;
  }

  /** Leases whose grant (true) or revocation (false) was answered; others may be there or not. */
  Map<Long, Boolean> leases() {
    return leases;
  }

  /** What was done to registers. */
  List<Operation> operations() {
    return List.copyOf(operations);
  }

  /** Up to where history may be compacted. */
  void mayForget(long revision) {
    seen.set(revision);
  }

  /**
   * Sets all of them on a member. Each ends by an error that tells it that the member is gone; any
   * other error, and any wrong answer, is what its future fails with.
   */
  List<Future<?>> start(Client client) {
    answers.drainPermits();
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < WRITERS + REGISTERS + 1; i++) {
      int number = i;
      var random = seeds.split();
      var task = new FutureTask<>(() -> work(number, client, random), number);
      Thread.ofVirtual().start(task);
      all.add(task);
    }
    return all;
  }

  /** Waits until so many answers have come. */
  void await(int count) throws InterruptedException {
    answers.acquire(count);
  }

  private void work(int number, Client client, RandomGenerator random) {
    try {
      while (true) {
        if (number < WRITERS) {
          write(client, random, "w" + number + "/" + random.nextInt(20));
        } else if (number < WRITERS + REGISTERS) {
          register(client, random);
        } else {
          tidy(client, random);
        }
        answers.release();
      }
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() != Status.Code.UNAVAILABLE
          && e.getStatus().getCode() != Status.Code.CANCELLED) {
        throw e;
      }
    }
  }

  private void write(Client client, RandomGenerator random, String key) {
    String value = "v" + names.incrementAndGet();
    switch (random.nextInt(12)) {
      case 0 -> {
        var deleted = client.delete(key);
        if (deleted.getDeleted() > 0) {
          tell(deleted.getHeader().getRevision(), History.deletion(key));
        }
      }
      case 1, 2 -> {
        var both =
            TxnRequest.newBuilder().addSuccess(put(key, value)).addSuccess(put(key + "+", value));
        long revision = client.txn(both.build()).getHeader().getRevision();
        tell(revision, History.put(key, value) + History.put(key + "+", value));
      }
      case 3 -> lease(client, random);
      case 4 -> {
        String large = value + "x".repeat(random.nextInt(LARGE_BYTES));
        tell(client.put(key, large, 0).getHeader().getRevision(), History.put(key, large));
      }
      default -> tell(client.put(key, value, 0).getHeader().getRevision(), History.put(key, value));
    }
  }

  private void tell(long revision, String what) {
    String before = told.put(revision, what);
    if (before != null) {
      throw new AssertionError("revision " + revision + " was given to " + before + what);
    }
  }

  private static RequestOp put(String key, String value) {
    return RequestOp.newBuilder()
        .setRequestPut(PutRequest.newBuilder().setKey(bytes(key)).setValue(bytes(value)))
        .build();
  }

  /** A lease of its own with a key of its name, which may be short, or revoked. */
  private void lease(Client client, RandomGenerator random) {
    long id = names.incrementAndGet();
    boolean isShort = random.nextInt(3) == 0;
    client.grant(id, isShort ? 1 : 3_600);
    if (!isShort) {
      leases.put(id, true);
    }
    try {
      String key = History.leaseKey(id);
      tell(client.put(key, "held", id).getHeader().getRevision(), History.put(key, "held"));
    } catch (StatusRuntimeException e) {
      if (!isShort || e.getStatus().getCode() != Status.Code.NOT_FOUND) {
        throw e;
      }
    }
    if (!isShort && random.nextBoolean()) {
      leases.remove(id);
      client.revoke(id);
      leases.put(id, false);
    }
  }

  private void register(Client client, RandomGenerator random) {
    String key = "r" + random.nextInt(2);
    String value = "v" + names.incrementAndGet();
    long called = System.nanoTime();
    String found = read(client, key);
    operations.add(new Operation(key, called, System.nanoTime(), found, Registers.FOUND));
    boolean isConditional = random.nextBoolean();
    var write = TxnRequest.newBuilder().addSuccess(put(key, value));
    if (isConditional) {
      write.addCompare(
          Compare.newBuilder()
              .setKey(bytes(key))
              .setTarget(Compare.CompareTarget.VALUE)
              .setValue(bytes(found)));
      write.addFailure(
          RequestOp.newBuilder().setRequestRange(RangeRequest.newBuilder().setKey(bytes(key))));
    }
    called = System.nanoTime();
    try {
      TxnResponse done = client.txn(write.build());
      long answered = System.nanoTime();
      if (done.getSucceeded()) {
        tell(done.getHeader().getRevision(), History.put(key, value));
        String before = isConditional ? found : Registers.ANY;
        operations.add(new Operation(key, called, answered, before, value));
      } else {
        String other = value(done.getResponses(0));
        operations.add(new Operation(key, called, answered, other, Registers.FOUND));
      }
    } catch (StatusRuntimeException gone) {
      String before = isConditional ? found : Registers.ANY;
      operations.add(new Operation(key, called, Long.MAX_VALUE, before, value));
      throw gone;
    }
  }

  private static String read(Client client, String key) {
    var answer = client.range(RangeRequest.newBuilder().setKey(bytes(key)).build());
    return answer.getKvsCount() == 0 ? Registers.NONE : answer.getKvs(0).getValue().toStringUtf8();
  }

  private static String value(ResponseOp answer) {
    var found = answer.getResponseRange();
    return found.getKvsCount() == 0 ? Registers.NONE : found.getKvs(0).getValue().toStringUtf8();
  }

  private void tidy(Client client, RandomGenerator random) {
    if (random.nextInt(4) == 0) {
      client.defragment();
    } else {
      try {
        client.compact(seen.get());
      } catch (StatusRuntimeException e) {
        if (e.getStatus().getCode() != Status.Code.OUT_OF_RANGE) {
          throw e; // it was compacted there before
        }
      }
      client.revision();
    }
  }
}
