package io.drydock.testdata.scenario;

import io.drydock.testdata.client.EtcdClient;
import io.drydock.testdata.client.Txn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/**
 * A seeded load on the v3 store: puts, overwrites, deletes, transactions, leases, compactions under
 * {@code /app/{a-f}/{000-039}}. The same seed on a new store gives the same history.
 *
 * <p>Remembers every acknowledged write. Used by one thread; {@link #done} may be called by any
 * once that thread has ended.
 */
public final class Workload {
  private static final int[] VALUE_BYTES = {0, 3, 20, 200, 2000};
  private static final long[] LEASE_TTL_SECONDS = {3600, 86_400, 31_536_000};
  private static final int GROUPS = 6;
  private static final int KEYS_PER_GROUP = 40;

  private final EtcdClient client;
  private final SplittableRandom random;
  private final List<Write> writes = new ArrayList<>();
  private final List<Long> compactions = new ArrayList<>();
  private final List<Long> leases = new ArrayList<>();

  /**
   * One acknowledged request that may have changed keys.
   *
   * @param revision the store's revision after it, the same as before when it changed nothing
   * @param request put, delete or txn
   * @param keys the keys it named
   */
  public record Write(long revision, String request, List<String> keys) {
    /** Copies the keys in. */
    public Write {
      keys = List.copyOf(keys);
    }
  }

  /**
   * What a workload did.
   *
   * @param writes in the order of acknowledgement
   * @param compactions the revisions compacted at, ascending
   * @param leases the ids of the leases granted
   */
  public record Done(List<Write> writes, List<Long> compactions, List<Long> leases) {
    /** Copies the lists in. */
    public Done {
      writes = List.copyOf(writes);
      compactions = List.copyOf(compactions);
      leases = List.copyOf(leases);
    }

    /** The store's revision after the last acknowledged write; 1 for none. */
    public long revision() {
      return writes.isEmpty() ? 1 : writes.getLast().revision();
    }
  }

  /** A workload through this client; the seed decides everything else. */
  public Workload(EtcdClient client, long seed) {
    this.client = client;
    this.random = new SplittableRandom(seed);
  }

  /**
   * Runs this many requests: 60 % put, 15 % delete, 13 % txn, 4 % lease grant, 0.5 % compaction,
   * the rest reads.
   *
   * @throws IOException when the server refuses one or does not answer
   */
  public Workload run(int requests) throws IOException {
    for (int i = 0; i < requests; i++) {
      step();
    }
    return this;
  }

  /**
   * Runs requests as long as it is told to go on.
   *
   * @throws IOException when the server refuses one or does not answer
   */
  public Workload runWhile(BooleanSupplier goOn) throws IOException {
    while (goOn.getAsBoolean()) {
      step();
    }
    return this;
  }

  /** What has been done so far. */
  public Done done() {
    return new Done(writes, compactions, leases);
  }

  private void step() throws IOException {
    int dice = random.nextInt(1000);
    if (dice < 600) {
      put();
    } else if (dice < 750) {
      delete();
    } else if (dice < 880) {
      txn();
    } else if (dice < 920) {
      grant();
    } else if (dice < 925) {
      compact();
    } else {
      client.get(key());
    }
  }

  private void put() throws IOException {
    var key = key();
    long lease = leases.isEmpty() || random.nextInt(5) > 0 ? 0 : anyLease();
    long revision = client.put(key.getBytes(StandardCharsets.UTF_8), value(), lease);
    writes.add(new Write(revision, "put", List.of(key)));
  }

  private void delete() throws IOException {
    var key = key();
    writes.add(new Write(client.delete(key), "delete", List.of(key)));
  }

  private void txn() throws IOException {
    var keys = List.of(key(), key(), key());
    var txn = new Txn().whenVersion(keys.get(0), random.nextInt(3));
    txn.thenPut(keys.get(0), value());
    if (!keys.get(1).equals(keys.get(0))) {
      txn.thenDelete(keys.get(1));
    }
    txn.elsePut(keys.get(2), value());
    writes.add(new Write(EtcdClient.revisionOf(client.txn(txn)), "txn", keys));
  }

  private void grant() throws IOException {
    long id = random.nextLong(1, Long.MAX_VALUE);
    leases.add(client.grantLease(id, LEASE_TTL_SECONDS[random.nextInt(3)]));
  }

  /** Never below this workload's first write: someone may have compacted up to there before. */
  private void compact() throws IOException {
    if (writes.isEmpty()) {
      return;
    }
    long floor = compactions.isEmpty() ? writes.getFirst().revision() : compactions.getLast();
    long at = done().revision() - random.nextInt(40);
    if (at > floor) {
      client.compact(at);
      compactions.add(at);
    }
  }

  private long anyLease() {
    return leases.get(random.nextInt(leases.size()));
  }

  private String key() {
    return "/app/%c/%03d".formatted('a' + random.nextInt(GROUPS), random.nextInt(KEYS_PER_GROUP));
  }

  private byte[] value() {
    var value = new byte[VALUE_BYTES[random.nextInt(VALUE_BYTES.length)]];
    random.nextBytes(value);
    return value;
  }
}
