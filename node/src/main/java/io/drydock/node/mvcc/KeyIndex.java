package io.drydock.node.mvcc;

import java.util.Arrays;

/**
 * Every key that has a kept revision, in order: a B+tree whose state at a moment can be held on to.
 *
 * <p>A node that a {@link View} may see is never changed. A change copies the nodes on the way down
 * to it; those that were copied since the last view belong to the writer alone and are changed in
 * place. So a view costs nothing to take, and a batch of changes copies a node once.
 *
 * <p>Changed by one thread; a view may be read by any thread that it was safely handed to. Order is
 * bytewise unsigned, the shorter prefix first.
 */
final class KeyIndex {

  private static final int FANOUT = 32;
  private static final int SPARSE = FANOUT / 4;
  private static final int ROOMY = FANOUT * 3 / 4;
  private static final byte[] LOWEST = {};

  private Node root = new Leaf(0);
  private int size;
  private long edit;

  /** What a put that overfilled a node split off it, for its parent; null when it did not. */
  private Node split;

  /** Looks at one key after the other. */
  @FunctionalInterface
  interface Visitor {
    /** Looks at a key; false ends the walk. */
    boolean visit(KeyEntry entry);
  }

  /** The keys as they were at a moment. */
  static final class View {

    private final Node root;
    private final int size;

    private View(Node root, int size) {
      this.root = root;
      this.size = size;
    }

    /** How many keys, dead ones of which something is kept included. */
    int size() {
      return size;
    }

    /** The entry of a key, null when there is none. */
    KeyEntry get(byte[] key) {
      Node node = root;
      while (node instanceof Branch branch) {
        node = branch.children[branch.childOf(key)];
      }
      var leaf = (Leaf) node;
      int place = leaf.find(key);
      return place < 0 ? null : leaf.entries[place];
    }

    /** Goes over the keys of a range in order; false when the visitor ended it. */
    boolean walk(KeyBounds bounds, Visitor visitor) {
      if (bounds.isSingle()) {
        KeyEntry only = get(bounds.start());
        return only == null || visitor.visit(only);
      }
      return walkNode(root, bounds, visitor) != Walk.ENDED;
    }
  }

  private enum Walk {
    GOES_ON,
    PAST_END,
    ENDED
  }

  private static Walk walkNode(Node node, KeyBounds bounds, Visitor visitor) {
    return switch (node) {
      case Leaf leaf -> walkLeaf(leaf, bounds, visitor);
      case Branch branch -> {
        Walk state = Walk.GOES_ON;
        for (int i = branch.childOf(bounds.start());
            i < branch.count && state == Walk.GOES_ON;
            i++) {
          state = walkNode(branch.children[i], bounds, visitor);
        }
        yield state;
      }
    };
  }

  private static Walk walkLeaf(Leaf leaf, KeyBounds bounds, Visitor visitor) {
    int place = leaf.find(bounds.start());
    // Only the last key of the leaf is compared with the end where it is within.
    boolean isWithin = leaf.count > 0 && bounds.isBeforeEnd(leaf.entries[leaf.count - 1].key());
    for (int i = place < 0 ? ~place : place; i < leaf.count; i++) {
      KeyEntry entry = leaf.entries[i];
      if (!isWithin && !bounds.isBeforeEnd(entry.key())) {
        return Walk.PAST_END;
      }
      if (!visitor.visit(entry)) {
        return Walk.ENDED;
      }
    }
    return Walk.GOES_ON;
  }

  private abstract static sealed class Node permits Leaf, Branch {
    final long edit;
    int count;
    KeyHeads heads = KeyHeads.NONE;

    Node(long edit) {
      this.edit = edit;
    }

    /** No key below this node is less. */
    abstract byte[] lowest();

    abstract Node copy(long newEdit);

    /** Takes over all that a right neighbour on the same level has. */
    abstract void append(Node right);
  }

  private static final class Leaf extends Node {
    final KeyEntry[] entries = new KeyEntry[FANOUT];

    Leaf(long edit) {
      super(edit);
    }

    private byte[] key(int place) {
      return entries[place].key();
    }

    /** Where the key is; the complement of where it would be. */
    int find(byte[] key) {
      return heads.find(key, this::key);
    }

    void insert(int place, KeyEntry entry) {
      System.arraycopy(entries, place, entries, place + 1, count - place);
      entries[place] = entry;
      count++;
      heads = heads.with(place, entry.key(), this::key);
    }

    void delete(int place) {
      System.arraycopy(entries, place + 1, entries, place, count - place - 1);
      entries[--count] = null;
      heads = heads.without(place);
    }

    private void renewHeads() {
      heads = KeyHeads.of(this::key, count);
    }

    Leaf splitAt(int kept) {
      var right = new Leaf(edit);
      right.count = count - kept;
      System.arraycopy(entries, kept, right.entries, 0, right.count);
      Arrays.fill(entries, kept, count, null);
      count = kept;
      renewHeads();
      right.renewHeads();
      return right;
    }

    @Override
    byte[] lowest() {
      return entries[0].key();
    }

    @Override
    Leaf copy(long newEdit) {
      var copy = new Leaf(newEdit);
      System.arraycopy(entries, 0, copy.entries, 0, count);
      copy.count = count;
      copy.heads = heads;
      return copy;
    }

    @Override
    void append(Node right) {
      System.arraycopy(((Leaf) right).entries, 0, entries, count, right.count);
      count += right.count;
      renewHeads();
    }
  }

  private static final class Branch extends Node {
    /** Of each child a lower bound of its keys, which no key of the child before it reaches. */
    final byte[][] bounds = new byte[FANOUT][];

    final Node[] children = new Node[FANOUT];

    Branch(long edit) {
      super(edit);
    }

    /** The first child takes all that the second does not, so its bound is never asked for. */
    private byte[] key(int place) {
      return bounds[place + 1];
    }

    private void renewHeads() {
      heads = KeyHeads.of(this::key, Math.max(0, count - 1));
    }

    /** The child that the key is in, if it is anywhere. */
    int childOf(byte[] key) {
      int place = heads.find(key, this::key);
      return place < 0 ? ~place : place + 1;
    }

    void insert(int place, byte[] bound, Node child) {
      System.arraycopy(bounds, place, bounds, place + 1, count - place);
      System.arraycopy(children, place, children, place + 1, count - place);
      bounds[place] = bound;
      children[place] = child;
      count++;
      renewHeads();
    }

    /** Takes a child out; what it covered falls to the one before it, or to the one behind. */
    void delete(int place) {
      byte[] lowest = bounds[0];
      System.arraycopy(bounds, place + 1, bounds, place, count - place - 1);
      System.arraycopy(children, place + 1, children, place, count - place - 1);
      count--;
      bounds[count] = null;
      children[count] = null;
      if (count > 0) {
        bounds[0] = lowest;
      }
      renewHeads();
    }

    Branch splitAt(int kept) {
      var right = new Branch(edit);
      right.count = count - kept;
      System.arraycopy(bounds, kept, right.bounds, 0, right.count);
      System.arraycopy(children, kept, right.children, 0, right.count);
      Arrays.fill(bounds, kept, count, null);
      Arrays.fill(children, kept, count, null);
      count = kept;
      renewHeads();
      right.renewHeads();
      return right;
    }

    @Override
    byte[] lowest() {
      return bounds[0];
    }

    @Override
    Branch copy(long newEdit) {
      var copy = new Branch(newEdit);
      System.arraycopy(bounds, 0, copy.bounds, 0, count);
      System.arraycopy(children, 0, copy.children, 0, count);
      copy.count = count;
      copy.heads = heads;
      return copy;
    }

    @Override
    void append(Node right) {
      var from = (Branch) right;
      System.arraycopy(from.bounds, 0, bounds, count, from.count);
      System.arraycopy(from.children, 0, children, count, from.count);
      count += from.count;
      renewHeads();
    }
  }

  /** The keys as they are now: stays as it is, whatever is changed later. */
  View view() {
    edit++;
    return new View(root, size);
  }

  /** The keys as they are now, good until the next change. */
  View current() {
    return new View(root, size);
  }

  /** Puts an entry in, in the place of one of the same key. */
  void set(KeyEntry entry) {
    Node top = put(root, entry, true);
    if (split != null) {
      var above = new Branch(edit);
      above.insert(0, LOWEST, top);
      above.insert(1, split.lowest(), split);
      split = null;
      top = above;
    }
    root = top;
  }

  private Node put(Node node, KeyEntry entry, boolean isLast) {
    return switch (node) {
      case Leaf leaf -> putIntoLeaf(leaf, entry, isLast);
      case Branch branch -> putIntoBranch(branch, entry, isLast);
    };
  }

  private Node putIntoLeaf(Leaf shared, KeyEntry entry, boolean isLast) {
    Leaf leaf = shared.edit == edit ? shared : shared.copy(edit);
    int place = leaf.find(entry.key());
    if (place >= 0) {
      leaf.entries[place] = entry;
      return leaf;
    }
    place = ~place;
    size++;
    if (leaf.count < FANOUT) {
      leaf.insert(place, entry);
      return leaf;
    }
    // Keys that come in order leave full nodes behind.
    int kept = isLast && place == FANOUT ? FANOUT : FANOUT / 2;
    Leaf right = leaf.splitAt(kept);
    if (place > kept || kept == FANOUT) {
      right.insert(place - kept, entry);
    } else {
      leaf.insert(place, entry);
    }
    split = right;
    return leaf;
  }

  private Node putIntoBranch(Branch shared, KeyEntry entry, boolean isLast) {
    Branch branch = shared.edit == edit ? shared : shared.copy(edit);
    int place = branch.childOf(entry.key());
    boolean isLastChild = isLast && place == branch.count - 1;
    branch.children[place] = put(branch.children[place], entry, isLastChild);
    Node child = split;
    if (child == null) {
      return branch;
    }
    split = null;
    place++;
    if (branch.count < FANOUT) {
      branch.insert(place, child.lowest(), child);
      return branch;
    }
    int kept = isLastChild ? FANOUT : FANOUT / 2;
    Branch right = branch.splitAt(kept);
    if (place > kept || kept == FANOUT) {
      right.insert(place - kept, child.lowest(), child);
    } else {
      branch.insert(place, child.lowest(), child);
    }
    split = right;
    return branch;
  }

  /** Takes a key out that is in. */
  void remove(byte[] key) {
    Node top = remove(root, key);
    while (top instanceof Branch branch && branch.count <= 1) {
      top = branch.count == 0 ? new Leaf(edit) : branch.children[0];
    }
    root = top;
    size--;
  }

  private Node remove(Node shared, byte[] key) {
    Node node = shared.edit == edit ? shared : shared.copy(edit);
    switch (node) {
      case Leaf leaf -> leaf.delete(leaf.find(key));
      case Branch branch -> {
        int place = branch.childOf(key);
        Node child = remove(branch.children[place], key);
        branch.children[place] = child;
        if (child.count == 0) {
          branch.delete(place);
        } else if (child.count < SPARSE) {
          merge(branch, place);
        }
      }
    }
    return node;
  }

  /** Puts a sparse child together with a neighbour where both fit well into one node. */
  private void merge(Branch branch, int place) {
    int left = place > 0 ? place - 1 : place;
    if (left + 1 >= branch.count
        || branch.children[left].count + branch.children[left + 1].count > ROOMY) {
      return;
    }
    Node into = branch.children[left];
    if (into.edit != edit) {
      into = into.copy(edit);
      branch.children[left] = into;
    }
    into.append(branch.children[left + 1]);
    branch.delete(left + 1);
  }
}
