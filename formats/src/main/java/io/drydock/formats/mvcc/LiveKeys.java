package io.drydock.formats.mvcc;

import io.drydock.formats.FormatException;
import io.drydock.formats.Located;
import io.drydock.formats.backend.BackendView;
import io.drydock.formats.backend.Revision;
import io.drydock.formats.backend.RevisionKey;
import io.drydock.formats.bytes.Bytes;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * The keys that are alive at a revision, in key order: what a range request answers.
 *
 * <p>One scan finds them; none is on the heap until {@link #next} copies it. Each key in the range
 * costs up to 120 bytes and its own length outside the heap. Used by one thread, closed by its
 * maker.
 */
public final class LiveKeys implements AutoCloseable {

  private static final int TOMBSTONE = 1;

  private final BackendView view;
  private final long revision;
  private final KeyOrder order;
  private final KeyValueView message = new KeyValueView();
  private long next;

  private LiveKeys(BackendView view, long revision, KeyOrder order) {
    this.view = view;
    this.revision = revision;
    this.order = order;
  }

  /**
   * Finds the keys.
   *
   * @param revision main revision, {@link RevisionBounds#CURRENT} for the newest
   * @return the keys; or etcd's refusal of a revision below the compaction or above the newest
   * @throws FormatException when a record or the tree is damaged
   */
  public static RevisionAnswer<LiveKeys> at(BackendView view, long revision, KeyRange range)
      throws FormatException {
    return switch (RevisionBounds.of(view).resolve(revision)) {
      case RevisionAnswer.Found<Long>(Long main) ->
          new RevisionAnswer.Found<>(find(view, main, range));
      case RevisionAnswer.Compacted<Long>(long asked, long compacted) ->
          new RevisionAnswer.Compacted<>(asked, compacted);
      case RevisionAnswer.Future<Long>(long asked, long current) ->
          new RevisionAnswer.Future<>(asked, current);
    };
  }

  private static LiveKeys find(BackendView view, long revision, KeyRange range)
      throws FormatException {
    try (var table = new KeyTable(view.memory(), 2)) {
      long alive = 0;
      var batch = new RecordBatch(KeyScan.of(view), range::contains);
      while (batch.fill(revision)) {
        table.warm(batch);
        for (int i = 0; i < batch.size(); i++) {
          long keysBefore = table.size();
          long entry = table.findOrAdd(batch, i);
          alive += note(table, entry, table.size() > keysBefore, batch.isTombstone[i]);
          table.setMessage(entry, batch, i);
        }
      }
      var order = new KeyOrder(view.memory(), alive);
      for (long e = table.after(KeyTable.NONE); e != KeyTable.NONE; e = table.after(e)) {
        if (table.flags(e) != TOMBSTONE) {
          order.add(table.message(e));
        }
      }
      order.sort();
      return new LiveKeys(view, revision, order);
    }
  }

  /** By how much the number of living keys changes. */
  private static int note(KeyTable table, long entry, boolean isNew, boolean isTombstone) {
    boolean wasAlive = !isNew && table.flags(entry) != TOMBSTONE;
    table.setFlags(entry, isTombstone ? TOMBSTONE : 0);
    return (isTombstone ? 0 : 1) - (wasAlive ? 1 : 0);
  }

  /** The main revision that was asked for, resolved. */
  public long revision() {
    return revision;
  }

  /** How many keys there are, those that were pulled included. */
  public long size() {
    return order.size();
  }

  /** The next key in order with its value, copied; empty at the end. */
  public Optional<Located<KeyRecord.Version>> next() {
    if (next == order.size()) {
      return Optional.empty();
    }
    return Optional.of(at(next++));
  }

  /**
   * The place in the order of the first key that is not less than this one; {@link #size()} when
   * there is none.
   */
  public long ceiling(Bytes key) {
    MemorySegment wanted = key.segment();
    long low = 0;
    long high = order.size();
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (KeyOrder.compare(order.key(middle), wanted) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The key at this place of the order, 0 to {@link #size()} - 1, copied. */
  public Bytes key(long place) {
    return Bytes.copyOf(order.key(place));
  }

  /** The lease that the key at this place of the order is attached to; 0 for none. */
  public long lease(long place) {
    return read(order.message(place)).lease();
  }

  /** The key at this place of the order with its value, copied. */
  public Located<KeyRecord.Version> at(long place) {
    MessagePlace at = order.message(place);
    KeyValueView found = read(at);
    MemorySegment memory = view.memory();
    long rawKey = at.offset() - RevisionKey.VERSION_BYTES;
    var version =
        new KeyRecord.Version(
            new Revision(RevisionKey.main(memory, rawKey), RevisionKey.sub(memory, rawKey)),
            Bytes.copyOf(found.key()),
            found.createRevision(),
            found.modRevision(),
            found.keyVersion(),
            Bytes.copyOf(found.value()),
            found.lease());
    long recordLength = RevisionKey.VERSION_BYTES + (long) at.length();
    return new Located<>(view.extent(rawKey, recordLength), version);
  }

  private KeyValueView read(MessagePlace place) {
    if (!message.read(view.memory(), place.offset(), place.length())) {
      throw new IllegalStateException("not as it was read before: " + place);
    }
    return message;
  }

  /** Gives the memory back. */
  @Override
  public void close() {
    order.close();
  }
}
