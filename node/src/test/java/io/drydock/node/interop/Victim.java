package io.drydock.node.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.testdata.client.EtcdClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A member that is done harm to, with little memory; and how it must be after it. */
final class Victim implements AutoCloseable {
  private static final List<String> SMALL = List.of("-Xmx192m", "-XX:+ExitOnOutOfMemoryError");

  /** Heap, direct memory as large as it at most, and what the JVM and RocksDB need besides. */
  private static final long RESIDENT_KIB_MAX = 640 << 10;

  private final NodeProcess node;
  private final EtcdClient client;
  private final Set<String> threads;
  private int proofs;

  private Victim(NodeProcess node) throws IOException {
    this.node = node;
    this.client = new EtcdClient("http://" + node.address());
    client.defragment(); // so that the thread of maintenance is there
    this.threads = threads();
  }

  static Victim start(Path dataDir) throws IOException {
    return new Victim(NodeProcess.start(SMALL, dataDir));
  }

  int port() {
    return node.port();
  }

  EtcdClient client() {
    return client;
  }

  /** Others are served, it has all its threads, no more memory than it may, and a clean log. */
  void standsUnharmed() throws IOException {
    client.disarm();
    String proof = "proof" + ++proofs;
    long revision = client.put(proof, "1");
    assertEquals(revision, client.get(proof).orElseThrow().modRevision());
    assertTrue(threads().containsAll(threads), () -> "lost of " + threads);
    assertEquals(List.of(), node.complaints());
    long resident = residentKib();
    assertTrue(resident <= RESIDENT_KIB_MAX, () -> resident + " KiB are resident");
  }

  /** Of the threads that the node itself has; the JVM's own come and go. */
  private Set<String> threads() throws IOException {
    var names = new TreeSet<String>();
    try (var tasks = Files.newDirectoryStream(Path.of("/proc", node.pid() + "", "task"))) {
      for (Path task : tasks) {
        String name = Files.readString(task.resolve("comm")).strip();
        if (name.matches("engine|maintenance|loop-.*")) {
          names.add(name);
        }
      }
    }
    assertEquals(3, names.size(), names::toString);
    return names;
  }

  private long residentKib() throws IOException {
    String status = Files.readString(Path.of("/proc", node.pid() + "", "status"));
    return status
        .lines()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void close() {
    node.close();
  }
}
