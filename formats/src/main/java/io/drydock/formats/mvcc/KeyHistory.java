package io.drydock.formats.mvcc;

import io.drydock.formats.FormatException;
import io.drydock.formats.Located;
import io.drydock.formats.backend.BackendView;
import io.drydock.formats.bytes.Bytes;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * Pulls what is kept of one key, oldest first.
 *
 * <p>One scan over all records; nothing is on the heap but the record that was pulled. Used by one
 * thread.
 */
public final class KeyHistory {

  private final KeyScan scan;
  private final MemorySegment key;
  private long generation = 1;
  private boolean isGenerationOver;

  private KeyHistory(KeyScan scan, MemorySegment key) {
    this.scan = scan;
    this.key = key;
  }

  /**
   * A record with its place in the life of the key.
   *
   * @param generation from 1: the oldest of which something is kept; a put after a tombstone begins
   *     the next one, and a tombstone belongs to the one that it ends
   * @param record the put or the tombstone
   */
  public record Item(long generation, Located<KeyRecord> record) {}

  /**
   * The history of a key, before its first record.
   *
   * @throws FormatException when the list of buckets is damaged
   */
  public static KeyHistory of(BackendView view, Bytes key) throws FormatException {
    return new KeyHistory(KeyScan.of(view), key.segment());
  }

  /**
   * The next record of the key, empty at the end.
   *
   * @throws FormatException when a record or the tree is damaged
   */
  public Optional<Item> next() throws FormatException {
    while (scan.next()) {
      KeyValueView message = scan.keyValue();
      if (message.keyLength() == key.byteSize() && message.key().mismatch(key) < 0) {
        if (isGenerationOver && !scan.isTombstone()) {
          generation++;
        }
        isGenerationOver = scan.isTombstone();
        return Optional.of(new Item(generation, scan.record()));
      }
    }
    return Optional.empty();
  }
}
