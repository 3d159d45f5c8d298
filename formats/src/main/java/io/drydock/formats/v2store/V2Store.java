package io.drydock.formats.v2store;

import io.drydock.formats.Extent;
import io.drydock.formats.FormatException;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.gojson.GoEscapes;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The v2 store: the tree, its index, the last changes and the counters.
 *
 * <pre>{@code
 * {"Root":NODE,"WatcherHub":{"EventHistory":…},"CurrentIndex":3,"Stats":{…},"CurrentVersion":2}
 * }</pre>
 *
 * <p>Source: etcd 3.4 to 3.7, {@code api/v2store}; the form is the same in all. What is read is
 * written back byte for byte when Go wrote it.
 *
 * <p>Mutable, used by one thread. It changes only by {@link V2Replay}.
 */
public final class V2Store {

  /** Stands for a byte that was not UTF-8 and that JSON could not carry; it is no UTF-8 itself. */
  public static final byte LOST_BYTE = (byte) 0xff;

  /** Directory of members and version. */
  public static final Bytes CLUSTER = Bytes.ofUtf8("/0");

  /** Directory of users' keys. */
  public static final Bytes KEYS = Bytes.ofUtf8("/1");

  /** Directory of v2 users and roles. */
  public static final Bytes PERMISSIONS = Bytes.ofUtf8("/2");

  private static final long STORE_VERSION = 2;

  private final V2Node root;
  private final V2EventHistory history;
  private final V2Stats stats;
  private final long storeVersion;
  private final GoEscapes escapes;
  private final SortedSet<V2Node> expiring =
      new TreeSet<>(
          Comparator.comparing((V2Node node) -> node.expireTime().orElseThrow().toInstant())
              .thenComparing(V2Node::path));
  private long currentIndex;

  /**
   * The parts of a store that was read.
   *
   * @param root of the tree
   * @param history the last changes
   * @param stats the counters
   * @param currentIndex u64
   * @param storeVersion 2
   */
  record Parts(
      V2Node root, V2EventHistory history, V2Stats stats, long currentIndex, long storeVersion) {}

  V2Store(Parts parts, GoEscapes escapes) {
    this.root = parts.root();
    this.history = parts.history();
    this.stats = parts.stats();
    this.currentIndex = parts.currentIndex();
    this.storeVersion = parts.storeVersion();
    this.escapes = escapes;
    visit(root, true, this::noteExpiry);
  }

  /** A new store: {@code /0} and {@code /1}, both empty, index 0. */
  public static V2Store empty() {
    V2Node root = V2Node.directory(V2Path.ROOT, 0, Optional.empty());
    root.add(V2Node.directory(CLUSTER, 0, Optional.empty()));
    root.add(V2Node.directory(KEYS, 0, Optional.empty()));
    var parts = new Parts(root, V2EventHistory.empty(), new V2Stats(), 0, STORE_VERSION);
    return new V2Store(parts, GoEscapes.SINCE_GO_1_22);
  }

  /**
   * Reads a store. Keys may come in any order; absent ones count as zero, as in Go.
   *
   * @param json the data of a {@code .snap} file
   * @param at where it lies in the file
   * @throws FormatException when it is no such JSON (corrupt), or has keys, actions or a depth that
   *     no release writes (unsupported)
   */
  public static V2Store read(MemorySegment json, Extent at) throws FormatException {
    return new V2StoreReader(json, at).read();
  }

  /** The JSON that Go writes for it, with the escapes that were read. */
  public Bytes encode() {
    return encode(escapes);
  }

  /** The JSON that these releases of Go write for it. */
  public Bytes encode(GoEscapes form) {
    return V2StoreWriter.write(this, form);
  }

  /** The directory {@code /}. */
  public V2Node root() {
    return root;
  }

  /** The node of this path. */
  public Optional<V2Node> node(Bytes path) {
    V2Node node = root;
    for (Bytes name : V2Path.names(V2Path.clean(path))) {
      Optional<V2Node> child = node.child(name);
      if (child.isEmpty()) {
        return Optional.empty();
      }
      node = child.get();
    }
    return Optional.of(node);
  }

  /** The node of this path. */
  public Optional<V2Node> node(String path) {
    return node(Bytes.ofUtf8(path));
  }

  /** Visits a node and all below it, parents first, names in order; at any depth. */
  public void visit(V2Node from, boolean withHidden, Consumer<V2Node> visitor) {
    Deque<V2Node> open = new ArrayDeque<>();
    open.push(from);
    while (!open.isEmpty()) {
      V2Node node = open.pop();
      visitor.accept(node);
      for (V2Node child : node.childrenByName().reversed().values()) {
        if (withHidden || !child.isHidden()) {
          open.push(child);
        }
      }
    }
  }

  /** One more for each change that succeeded; u64. Not the raft index. */
  public long currentIndex() {
    return currentIndex;
  }

  /** The last changes. */
  public V2EventHistory history() {
    return history;
  }

  /** The counters. */
  public V2Stats stats() {
    return stats;
  }

  /** 2 in every release. */
  public long storeVersion() {
    return storeVersion;
  }

  /** How the writer of the JSON escapes, as far as its texts tell. */
  public GoEscapes escapes() {
    return escapes;
  }

  void moveTo(long index) {
    currentIndex = index;
  }

  /** The node whose time is over first. */
  Optional<V2Node> nextToExpire() {
    return expiring.isEmpty() ? Optional.empty() : Optional.of(expiring.first());
  }

  void noteExpiry(V2Node node) {
    if (node.expireTime().isPresent()) {
      expiring.add(node);
    }
  }

  void forgetExpiry(V2Node node) {
    if (node.expireTime().isPresent()) {
      expiring.remove(node);
    }
  }
}
