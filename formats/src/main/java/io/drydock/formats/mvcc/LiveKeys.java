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
 * <p>Two scans find them, so that nothing is read out of the order of the file; none is on the heap
 * until {@link #next} copies it. A key costs up to 35 bytes and its own length outside the heap,
 * first each key of the range, then each that is alive. Used by one thread, closed by its maker.
 */
public final class LiveKeys implements AutoCloseable {

  private static final long HEADS_BYTES = 96L << 20;

  /** Where two of them are held against each other. */
  private static final long SHARED_HEADS_BYTES = 24L << 20;

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

  /**
   * Those keys of two views that are alive and not the same in both, record and all.
   *
   * @param first of the first view
   * @param second of the second one
   */
  public record Differing(LiveKeys first, LiveKeys second) implements AutoCloseable {
    @Override
    public void close() {
      first.close();
      second.close();
    }
  }

  /**
   * A view at a revision.
   *
   * @param revision main revision that can be read: not below the compaction
   */
  public record Moment(BackendView view, long revision) {}

  /** Is shown two records of one revision that are not the same. */
  @FunctionalInterface
  public interface Pairs {
    /**
     * Looks at the records that the scans are at.
     *
     * @return true when that is all there is to do about them
     * @throws FormatException when a record is damaged
     */
    boolean take(KeyScan first, KeyScan second) throws FormatException;
  }

  /**
   * Finds those of the wanted keys that are not the same. What is the same is passed over in the
   * order of the files, and what the pairs take; for the rest there is less memory than for one
   * view alone.
   *
   * @throws FormatException when a record or a tree is damaged, and as the pairs
   */
  public static Differing differing(
      Moment first, Moment second, RecordBatch.KeyFilter wanted, Pairs pairs)
      throws FormatException {
    RecordSet one = KeptRecords.alive(first.view(), first.revision(), wanted);
    RecordSet other = KeptRecords.alive(second.view(), second.revision(), wanted);
    dropPairs(
        new Alive(KeyScan.of(first.view()), one),
        new Alive(KeyScan.of(second.view()), other),
        pairs);
    LiveKeys keys = order(first.view(), first.revision(), one, SHARED_HEADS_BYTES);
    try {
      return new Differing(
          keys, order(second.view(), second.revision(), other, SHARED_HEADS_BYTES));
    } catch (FormatException damage) {
      keys.close();
      throw damage;
    }
  }

  /** Some records of a scan. */
  private record Alive(KeyScan scan, RecordSet records) {

    boolean next() throws FormatException {
      while (scan.next()) {
        if (records.contains(scan.ordinal())) {
          return true;
        }
      }
      return false;
    }

    void drop() {
      records.remove(scan.ordinal());
    }
  }

  /** Takes records of one revision out of both: those of the same content, and that are taken. */
  private static void dropPairs(Alive one, Alive other, Pairs pairs) throws FormatException {
    KeyScan left = one.scan();
    KeyScan right = other.scan();
    boolean isOver = !one.next() || !other.next();
    while (!isOver) {
      int byMain = Long.compare(left.main(), right.main());
      int order = byMain != 0 ? byMain : Long.compare(left.sub(), right.sub());
      if (order == 0 && (left.hasValueOf(right) || pairs.take(left, right))) {
        one.drop();
        other.drop();
      }
      isOver = order <= 0 && !one.next() || order >= 0 && !other.next();
    }
  }

  private static LiveKeys find(BackendView view, long revision, KeyRange range)
      throws FormatException {
    RecordSet alive = KeptRecords.alive(view, revision, range::contains);
    return order(view, revision, alive, HEADS_BYTES);
  }

  private static LiveKeys order(BackendView view, long revision, RecordSet alive, long headsBytes)
      throws FormatException {
    var order = new KeyOrder(view, alive.size(), headsBytes);
    try {
      visit(view, alive, order::add);
    } catch (FormatException damage) {
      order.close();
      throw damage;
    }
    order.sort();
    return new LiveKeys(view, revision, order);
  }

  /** Takes one record after the other. */
  @FunctionalInterface
  public interface Visitor {
    /** Looks at the record that the scan is at. */
    void take(KeyScan scan) throws FormatException;
  }

  /**
   * Visits the newest records of all keys that are alive now, in the order of the file.
   *
   * @throws FormatException when a record or the tree is damaged, and as the visitor
   */
  public static void visitNewest(BackendView view, Visitor visitor) throws FormatException {
    visit(view, KeptRecords.alive(view, Long.MAX_VALUE, KeyRange.ALL::contains), visitor);
  }

  private static void visit(BackendView view, RecordSet wanted, Visitor visitor)
      throws FormatException {
    KeyScan scan = KeyScan.of(view);
    for (long left = wanted.size(); left > 0 && scan.next(); ) {
      if (wanted.contains(scan.ordinal())) {
        visitor.take(scan);
        left--;
      }
    }
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
    view.visited(place.length());
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
