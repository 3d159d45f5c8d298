package io.drydock.formats.v2store;

import io.drydock.formats.bytes.Bytes;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A node as an event shows it, and as the v2 API shows it with {@code /1} taken off the key.
 *
 * @param key absolute path
 * @param value of a file; empty for a directory and for what was deleted
 * @param isDirectory whether it is a directory
 * @param expiration when it goes away, in UTC
 * @param ttlSeconds what is left of that, rounded up, when the event happened, by the clock of the
 *     server that wrote it
 * @param nodes children; no event of a server has any
 * @param modifiedIndex u64
 * @param createdIndex u64
 */
public record V2EventNode(
    Bytes key,
    Optional<Bytes> value,
    boolean isDirectory,
    Optional<OffsetDateTime> expiration,
    long ttlSeconds,
    List<V2EventNode> nodes,
    long modifiedIndex,
    long createdIndex) {

  /** Copies the list. */
  public V2EventNode {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(value, "value");
    Objects.requireNonNull(expiration, "expiration");
    nodes = List.copyOf(nodes);
  }

  /** A key alone, as in the event of a deletion. */
  static V2EventNode bare(Bytes key, boolean isDirectory, long modifiedIndex, long createdIndex) {
    return new V2EventNode(
        key,
        Optional.empty(),
        isDirectory,
        Optional.empty(),
        0,
        List.of(),
        modifiedIndex,
        createdIndex);
  }

  V2EventNode with(Bytes changed) {
    return new V2EventNode(
        key,
        Optional.of(changed),
        isDirectory,
        expiration,
        ttlSeconds,
        nodes,
        modifiedIndex,
        createdIndex);
  }

  V2EventNode with(Optional<OffsetDateTime> expires, long left) {
    return new V2EventNode(
        key, value, isDirectory, expires, left, nodes, modifiedIndex, createdIndex);
  }

  /** Under the key that the request named, with the index of the change. */
  V2EventNode at(Bytes requested, long index) {
    return new V2EventNode(
        requested, value, isDirectory, expiration, ttlSeconds, nodes, index, createdIndex);
  }
}
