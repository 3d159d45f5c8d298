package io.drydock.formats.apply;

import io.drydock.formats.FormatException;
import io.drydock.formats.backend.BackendView;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.backend.LeaseRow;
import io.drydock.formats.backend.Revision;
import io.drydock.formats.backend.RevisionKey;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.mvcc.KeyRange;
import io.drydock.formats.mvcc.KeyRecord;
import io.drydock.formats.mvcc.LiveKeys;
import io.drydock.formats.mvcc.RevisionAnswer;
import io.drydock.formats.mvcc.RevisionBounds;
import io.drydock.formats.proto.mvccpb.KeyValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Bucket {@code key} as it is now: the keys that the view has alive, and what was written since.
 *
 * <p>One write transaction at a time. All of its changes have one main revision, the next one, and
 * sub revisions from 0 in the order in which they are made; without a change the revision stays.
 */
final class KeySpace implements AutoCloseable {

  private final BackendView base;
  private final Rows rows;
  private final SortedMap<Bytes, Bytes> written = new TreeMap<>();
  private final NavigableMap<Bytes, Optional<Current>> touched = new TreeMap<>();
  private final SortedMap<Long, SortedSet<Bytes>> attached = new TreeMap<>();
  private Optional<Alive> alive = Optional.empty();
  private long revision;
  private long compactRevision;
  private long changes;

  /**
   * A key that is alive.
   *
   * @param createRevision main revision of the first put of its generation
   * @param modRevision main revision of its last put
   * @param keyVersion which put of its generation that is
   * @param lease as stored, 0 for none
   * @param value the user's value
   */
  record Current(long createRevision, long modRevision, long keyVersion, long lease, Bytes value) {

    static Current of(KeyRecord.Version stored) {
      return new Current(
          stored.createRevision(),
          stored.revision().main(),
          stored.keyVersion(),
          stored.lease(),
          stored.value());
    }

    /** The message without the key. */
    KeyValue toKeyValue() {
      return KeyValue.newBuilder()
          .setCreateRevision(createRevision)
          .setModRevision(modRevision)
          .setVersion(keyVersion)
          .setValue(value.toByteString())
          .setLease(lease)
          .build();
    }
  }

  /** Looks at one key after the other. */
  @FunctionalInterface
  interface Visitor {
    /** Looks at a key; false ends the walk. */
    boolean visit(Bytes key, Current current);
  }

  KeySpace(BackendView base, Rows rows) throws FormatException {
    this.base = base;
    this.rows = rows;
    RevisionBounds bounds = RevisionBounds.of(base);
    this.revision = bounds.currentRevision();
    this.compactRevision = bounds.compactRevision();
  }

  /** Main revision of the last change. */
  long revision() {
    return revision;
  }

  /** Up to where history is gone, -1 when nothing is. */
  long compactRevision() {
    return compactRevision;
  }

  /** Notes a compaction that begins: from now on nobody may read below it. */
  void compactTo(long main) {
    compactRevision = main;
  }

  /** The key, if it is alive. */
  Optional<Current> get(Bytes key) throws FormatException {
    Optional<Current> own = touched.get(key);
    return own != null ? own : alive().get(key);
  }

  /** Goes over the keys of a range that are alive, in order; false when the visitor ended it. */
  boolean walk(KeyRange range, Visitor visitor) throws FormatException {
    if (range.end().isEmpty()) {
      Optional<Current> only = get(range.start());
      return only.isEmpty() || visitor.visit(range.start(), only.get());
    }
    for (Bytes key : keys(range)) {
      if (!visitor.visit(key, get(key).orElseThrow())) {
        return false;
      }
    }
    return true;
  }

  /** The keys of a range that are alive, in order. */
  List<Bytes> keys(KeyRange range) throws FormatException {
    if (range.end().isEmpty()) {
      return get(range.start()).isPresent() ? List.of(range.start()) : List.of();
    }
    List<Bytes> keys = new ArrayList<>();
    alive().keys(range, key -> !touched.containsKey(key), keys);
    for (var own : touched.tailMap(range.start()).entrySet()) {
      if (own.getValue().isPresent() && range.contains(own.getKey())) {
        keys.add(own.getKey());
      }
    }
    Collections.sort(keys);
    return keys;
  }

  /** The keys that are attached to a lease that was not granted by the entry at hand, in order. */
  List<Bytes> attachedTo(long lease) throws FormatException {
    SortedSet<Bytes> keys = new TreeSet<>();
    keys.addAll(attached.getOrDefault(lease, Collections.emptySortedSet()));
    // A key of the view that names a lease which the view lacks is attached to nothing.
    if (rows.isInBase(Bucket.LEASE, LeaseRow.key(lease))) {
      alive().attachedTo(lease, key -> !touched.containsKey(key), keys);
    }
    return List.copyOf(keys);
  }

  /** Writes a key in the transaction that is open. */
  void put(Bytes key, Bytes value, long lease) throws FormatException {
    Optional<Current> before = get(key);
    long main = revision + 1;
    var now =
        new Current(
            before.map(Current::createRevision).orElse(main),
            main,
            before.map(Current::keyVersion).orElse(0L) + 1,
            lease,
            value);
    write(false, now.toKeyValue().toBuilder().setKey(key.toByteString()).build());
    detach(key);
    touched.put(key, Optional.of(now));
    if (lease != Leases.NONE) {
      attached.computeIfAbsent(lease, _ -> new TreeSet<>()).add(key);
    }
  }

  /** Deletes keys of a range in the transaction that is open. */
  void delete(KeyRange range) throws FormatException {
    for (Bytes key : keys(range)) {
      write(true, KeyValue.newBuilder().setKey(key.toByteString()).build());
      detach(key);
      touched.put(key, Optional.empty());
    }
  }

  /** Ends the transaction; the revision moves if there was a change. */
  void end() {
    if (changes > 0) {
      revision++;
      changes = 0;
    }
  }

  /** Rows that were written, by their keys; all behind those of the view. */
  SortedMap<Bytes, Bytes> written() {
    return Collections.unmodifiableSortedMap(written);
  }

  @Override
  public void close() {
    alive.ifPresent(Alive::close);
  }

  private void write(boolean isTombstone, KeyValue message) {
    var at = new RevisionKey(new Revision(revision + 1, changes++), isTombstone);
    written.put(at.encode(), Bytes.adopt(message.toByteArray()));
  }

  private void detach(Bytes key) {
    Optional<Current> own = touched.get(key);
    if (own != null && own.isPresent()) {
      SortedSet<Bytes> keys = attached.get(own.get().lease());
      if (keys != null) {
        keys.remove(key);
      }
    }
  }

  private Alive alive() throws FormatException {
    if (alive.isEmpty()) {
      alive = Optional.of(Alive.of(base));
    }
    return alive.get();
  }

  /** The keys of the view: one scan, and nothing of a key on the heap but its lease. */
  private static final class Alive implements AutoCloseable {

    private final LiveKeys keys;
    private long[] leases = new long[0];
    private long[] places = new long[0];
    private boolean areLeasesRead;

    private Alive(LiveKeys keys) {
      this.keys = keys;
    }

    static Alive of(BackendView base) throws FormatException {
      return switch (LiveKeys.at(base, RevisionBounds.CURRENT, KeyRange.ALL)) {
        case RevisionAnswer.Found<LiveKeys>(LiveKeys found) -> new Alive(found);
        case RevisionAnswer.Compacted<LiveKeys> _, RevisionAnswer.Future<LiveKeys> _ ->
            throw new IllegalStateException("no current revision");
      };
    }

    Optional<Current> get(Bytes key) {
      long place = keys.ceiling(key);
      return place < keys.size() && keys.key(place).equals(key)
          ? Optional.of(Current.of(keys.at(place).value()))
          : Optional.empty();
    }

    void keys(KeyRange range, Predicate<Bytes> isWanted, List<Bytes> into) {
      for (long place = keys.ceiling(range.start()); place < keys.size(); place++) {
        Bytes key = keys.key(place);
        if (!range.contains(key)) {
          return;
        }
        if (isWanted.test(key)) {
          into.add(key);
        }
      }
    }

    void attachedTo(long lease, Predicate<Bytes> isWanted, SortedSet<Bytes> into) {
      readLeases();
      for (int i = 0; i < leases.length; i++) {
        if (leases[i] == lease) {
          Bytes key = keys.key(places[i]);
          if (isWanted.test(key)) {
            into.add(key);
          }
        }
      }
    }

    private void readLeases() {
      if (areLeasesRead) {
        return;
      }
      int count = 0;
      for (long place = 0; place < keys.size(); place++) {
        long lease = keys.lease(place);
        if (lease == Leases.NONE) {
          continue;
        }
        if (count == leases.length) {
          leases = Arrays.copyOf(leases, Math.max(64, 2 * count));
          places = Arrays.copyOf(places, leases.length);
        }
        leases[count] = lease;
        places[count++] = place;
      }
      leases = Arrays.copyOf(leases, count);
      places = Arrays.copyOf(places, count);
      areLeasesRead = true;
    }

    @Override
    public void close() {
      keys.close();
    }
  }
}
