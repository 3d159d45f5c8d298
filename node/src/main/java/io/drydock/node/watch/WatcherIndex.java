package io.drydock.node.watch;

import com.google.protobuf.ByteString;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Finds the watchers of a key: those of single keys in a table, those of ranges in a tree that is
 * ordered by where they start and knows of each part how far its ranges reach. Finding costs the
 * logarithm of the number of different ranges for each that matches.
 *
 * <p>The tree is a treap (Seidel and Aragon 1996): priorities from a fixed seed keep it balanced
 * whatever the order in which ranges come.
 */
final class WatcherIndex {

  private static final Comparator<ByteString> BYTEWISE =
      ByteString.unsignedLexicographicalComparator();

  private final Map<ByteString, Set<Watcher>> singles = new HashMap<>();
  private final SplittableRandom priorities = new SplittableRandom(1);
  private Node root;

  private static final class Node {
    final ByteString start;
    final ByteString end;
    final long priority;
    final Set<Watcher> watchers = new LinkedHashSet<>();
    Node left;
    Node right;

    /** The furthest end of a range in this part. */
    ByteString reach;

    Node(Watcher watcher, long priority) {
      this.start = watcher.start;
      this.end = watcher.end;
      this.priority = priority;
      this.reach = end;
    }

    int compareTo(Watcher watcher) {
      int byStart = BYTEWISE.compare(start, watcher.start);
      return byStart != 0 ? byStart : compareEnds(end, watcher.end);
    }

    void renewReach() {
      reach = end;
      if (left != null) {
        reach = further(reach, left.reach);
      }
      if (right != null) {
        reach = further(reach, right.reach);
      }
    }
  }

  /** No end is behind every other. */
  private static int compareEnds(ByteString a, ByteString b) {
    if (a.isEmpty() || b.isEmpty()) {
      return Boolean.compare(a.isEmpty(), b.isEmpty());
    }
    return BYTEWISE.compare(a, b);
  }

  private static ByteString further(ByteString a, ByteString b) {
    return compareEnds(a, b) >= 0 ? a : b;
  }

  private static boolean isBefore(ByteString key, ByteString end) {
    return end.isEmpty() || BYTEWISE.compare(key, end) < 0;
  }

  void add(Watcher watcher) {
    if (watcher.isSingle) {
      singles.computeIfAbsent(watcher.start, _ -> new LinkedHashSet<>(2)).add(watcher);
    } else {
      root = add(root, watcher);
    }
  }

  private Node add(Node node, Watcher watcher) {
    if (node == null) {
      var fresh = new Node(watcher, priorities.nextLong());
      fresh.watchers.add(watcher);
      return fresh;
    }
    int order = node.compareTo(watcher);
    Node top = node;
    if (order == 0) {
      node.watchers.add(watcher);
    } else if (order > 0) {
      node.left = add(node.left, watcher);
      top = node.left.priority > node.priority ? rotateRight(node) : node;
    } else {
      node.right = add(node.right, watcher);
      top = node.right.priority > node.priority ? rotateLeft(node) : node;
    }
    top.renewReach();
    return top;
  }

  private static Node rotateRight(Node node) {
    Node top = node.left;
    node.left = top.right;
    top.right = node;
    node.renewReach();
    return top;
  }

  private static Node rotateLeft(Node node) {
    Node top = node.right;
    node.right = top.left;
    top.left = node;
    node.renewReach();
    return top;
  }

  /** Takes a watcher out that is in. */
  void remove(Watcher watcher) {
    if (!watcher.isSingle) {
      root = remove(root, watcher);
      return;
    }
    Set<Watcher> watchers = singles.get(watcher.start);
    watchers.remove(watcher);
    if (watchers.isEmpty()) {
      singles.remove(watcher.start);
    }
  }

  private static Node remove(Node node, Watcher watcher) {
    int order = node.compareTo(watcher);
    if (order > 0) {
      node.left = remove(node.left, watcher);
    } else if (order < 0) {
      node.right = remove(node.right, watcher);
    } else {
      node.watchers.remove(watcher);
      if (node.watchers.isEmpty()) {
        return join(node.left, node.right);
      }
    }
    node.renewReach();
    return node;
  }

  /** All keys of the left part are before those of the right one. */
  private static Node join(Node left, Node right) {
    if (left == null || right == null) {
      return left == null ? right : left;
    }
    Node top;
    if (left.priority > right.priority) {
      left.right = join(left.right, right);
      top = left;
    } else {
      right.left = join(left, right.left);
      top = right;
    }
    top.renewReach();
    return top;
  }

  /** Hands every watcher of the key over. */
  void find(ByteString key, Consumer<Watcher> found) {
    Set<Watcher> single = singles.get(key);
    if (single != null) {
      single.forEach(found);
    }
    find(root, key, found);
  }

  private static void find(Node node, ByteString key, Consumer<Watcher> found) {
    if (node == null || !isBefore(key, node.reach)) {
      return;
    }
    find(node.left, key, found);
    if (BYTEWISE.compare(node.start, key) <= 0) {
      if (isBefore(key, node.end)) {
        node.watchers.forEach(found);
      }
      find(node.right, key, found);
    }
  }
}
