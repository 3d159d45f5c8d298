package io.drydock.formats.v2store;

import io.drydock.formats.bytes.Bytes;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A directory or a file of the store. Changed only by the store that it belongs to.
 *
 * <pre>{@code
 * {"Path":"/1/a","CreatedIndex":5,"ModifiedIndex":5,"ExpireTime":"0001-01-01T00:00:00Z",
 *  "Value":"v","Children":null}
 * }</pre>
 *
 * <p>A directory has {@code Children}, possibly {@code {}}; a file has {@code null}. The year 1
 * means for ever; other times are in the zone of the server that wrote them.
 */
public final class V2Node {

  private final Bytes path;
  private final boolean isDirectory;
  private final SortedMap<Bytes, V2Node> children;
  private final long createdIndex;
  private long modifiedIndex;
  private Bytes value;
  private Optional<OffsetDateTime> expireTime;
  private Optional<V2Node> parent = Optional.empty();
  private Bytes nameInParent = Bytes.EMPTY;

  V2Node(Head head, boolean isDirectory) {
    this.path = head.path();
    this.isDirectory = isDirectory;
    this.children = isDirectory ? new TreeMap<>() : Collections.emptySortedMap();
    this.createdIndex = head.createdIndex();
    this.modifiedIndex = head.modifiedIndex();
    this.value = head.value();
    this.expireTime = head.expireTime();
  }

  /**
   * What a directory and a file have in common.
   *
   * @param path absolute
   * @param createdIndex see {@link V2Node#createdIndex}
   * @param modifiedIndex see {@link V2Node#modifiedIndex}
   * @param value empty for a directory
   * @param expireTime empty: for ever
   */
  record Head(
      Bytes path,
      long createdIndex,
      long modifiedIndex,
      Bytes value,
      Optional<OffsetDateTime> expireTime) {}

  static V2Node directory(Bytes path, long index, Optional<OffsetDateTime> expireTime) {
    return new V2Node(new Head(path, index, index, Bytes.EMPTY, expireTime), true);
  }

  static V2Node file(Bytes path, long index, Bytes value, Optional<OffsetDateTime> expireTime) {
    return new V2Node(new Head(path, index, index, value, expireTime), false);
  }

  /** The whole path, from {@code /}; user keys are under {@code /1}. */
  public Bytes path() {
    return path;
  }

  /** The last part of the path; empty for the root. */
  public Bytes name() {
    return V2Path.name(path);
  }

  /** True for a directory, which has no value. */
  public boolean isDirectory() {
    return isDirectory;
  }

  /** True when listings leave it out: its name begins with {@code _}. */
  public boolean isHidden() {
    return V2Path.chars(name()).startsWith("_");
  }

  /** The store's index when it was made; u64. */
  public long createdIndex() {
    return createdIndex;
  }

  /** The store's index when it was last written; u64. */
  public long modifiedIndex() {
    return modifiedIndex;
  }

  /** Content of a file; empty for a directory. */
  public Bytes value() {
    return value;
  }

  /** When it goes away; empty: never. */
  public Optional<OffsetDateTime> expireTime() {
    return expireTime;
  }

  /** Children by name, in the order of their bytes; none for a file. */
  public Collection<V2Node> children() {
    return Collections.unmodifiableCollection(children.values());
  }

  /** The child of this name. */
  public Optional<V2Node> child(Bytes name) {
    return Optional.ofNullable(children.get(name));
  }

  void add(V2Node child) {
    add(child.name(), child);
  }

  /** The name is where the child was found; its own path may say otherwise in a damaged store. */
  void add(Bytes name, V2Node child) {
    children.put(name, child);
    child.parent = Optional.of(this);
    child.nameInParent = name;
  }

  SortedMap<Bytes, V2Node> childrenByName() {
    return children;
  }

  void detach() {
    parent.ifPresent(from -> from.children.remove(nameInParent, this));
    parent = Optional.empty();
  }

  void write(Bytes changed, long index) {
    value = changed;
    modifiedIndex = index;
  }

  void expireAt(Optional<OffsetDateTime> changed) {
    expireTime = changed;
  }

  /** Path and kind. */
  @Override
  public String toString() {
    return path.toUtf8() + (isDirectory ? " (directory)" : " = " + value);
  }
}
