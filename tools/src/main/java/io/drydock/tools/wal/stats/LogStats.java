package io.drydock.tools.wal.stats;

import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.request.EntryDecoder;
import io.drydock.formats.request.EntryPayload;
import io.drydock.formats.request.RequestKeys;
import io.drydock.formats.request.RequestKeys.Access;
import io.drydock.formats.request.RequestKind;
import io.drydock.formats.wal.WalCursor;
import io.drydock.formats.wal.WalRecord.EntryRecord;
import io.drydock.formats.wal.WalSegment;
import io.drydock.tools.progress.Progress;
import io.drydock.tools.source.WalFiles;
import io.drydock.tools.wal.log.LogPass;
import io.drydock.tools.wal.log.RecordKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;

/**
 * Counts what a log consists of: every record that can be read, entries that were overwritten later
 * included. Of a txn the operations of both outcomes count, for the log does not tell which one
 * came to pass.
 */
public final class LogStats {

  /** Different keys, prefixes and leases that are counted exactly. */
  private static final int ROOM = 1 << 12;

  private static final int TERM_CHANGES_MAX = 10_000;

  /**
   * What is wanted.
   *
   * @param depth parts of a key that make a prefix
   * @param top rows of each list
   */
  public record Query(int depth, int top) {}

  /**
   * The first entry of a term.
   *
   * @param term that begins
   * @param index of the entry
   * @param segment that it is in
   * @param offset of its record
   */
  public record TermChange(long term, long index, String segment, long offset) {}

  /**
   * One of the biggest entries.
   *
   * @param bytes of its record
   */
  public record BigEntry(
      long bytes, long term, long index, RequestKind kind, String segment, long offset) {}

  private static final Comparator<BigEntry> SMALLEST_FIRST =
      Comparator.comparingLong(BigEntry::bytes)
          .thenComparing(BigEntry::index, Comparator.reverseOrder());

  private final Query query;
  private final Map<RecordKind, Tally> records = new EnumMap<>(RecordKind.class);
  private final Map<RequestKind, Tally> requests = new EnumMap<>(RequestKind.class);
  private final Map<WalSegment, Tally> segments = new TreeMap<>();
  private Optional<WalSegment> segment = Optional.empty();
  private String segmentName = "";
  private Tally inSegment = new Tally();
  private final Sketch<Bytes> prefixes = new Sketch<>(ROOM);
  private final Sketch<Bytes> keys = new Sketch<>(ROOM);
  private final Sketch<Long> leases = new Sketch<>(ROOM);
  private final List<TermChange> terms = new ArrayList<>();
  private final PriorityQueue<BigEntry> biggest = new PriorityQueue<>(SMALLEST_FIRST);
  private long entries;
  private long recordBytes;
  private long lastTerm;
  private long termChanges;
  private long damages;

  private LogStats(Query query) {
    this.query = query;
  }

  /**
   * Goes over all of the log.
   *
   * @throws IOException when it cannot be read
   */
  public static LogStats of(WalFiles files, Query query, Progress progress) throws IOException {
    return of(files, query, progress, new LogTimeline());
  }

  /**
   * As the other, and puts all into a timeline, too.
   *
   * @throws IOException when it cannot be read
   */
  public static LogStats of(WalFiles files, Query query, Progress progress, LogTimeline timeline)
      throws IOException {
    var stats = new LogStats(query);
    try (LogPass pass = LogPass.over(files)) {
      boolean isDone = false;
      while (!isDone) {
        switch (pass.next()) {
          case RECORD -> {
            stats.add(pass.cursor(), pass.segment());
            timeline.add(pass.cursor());
            progress.advance(pass.cursor().frameBytes());
          }
          case GAP -> {
            stats.damages++;
            timeline.addDamage();
          }
          case END -> isDone = true;
        }
      }
    }
    return stats;
  }

  private void add(WalCursor cursor, WalSegment in) {
    long bytes = cursor.frameBytes();
    recordBytes += bytes;
    records.computeIfAbsent(RecordKind.of(cursor), each -> new Tally()).add(bytes);
    enter(in);
    if (cursor.record().value() instanceof EntryRecord entry) {
      inSegment.add(bytes);
      add(entry, cursor);
    }
  }

  private void enter(WalSegment in) {
    if (segment.isEmpty() || segment.get() != in) {
      segment = Optional.of(in);
      segmentName = in.path().getFileName().toString();
      inSegment = segments.computeIfAbsent(in, each -> new Tally());
    }
  }

  private void add(EntryRecord entry, WalCursor cursor) {
    entries++;
    if (entry.term() != lastTerm) {
      lastTerm = entry.term();
      termChanges++;
      if (terms.size() < TERM_CHANGES_MAX) {
        terms.add(new TermChange(entry.term(), entry.index(), segmentName, cursor.offset()));
      }
    }
    EntryPayload payload = EntryDecoder.decode(entry.entryType(), entry.payload());
    RequestKind kind = payload.kind();
    requests.computeIfAbsent(kind, each -> new Tally()).add(cursor.frameBytes());
    addKeys(RequestKeys.of(payload));
    addIfBig(entry, kind, cursor);
  }

  private void addIfBig(EntryRecord entry, RequestKind kind, WalCursor cursor) {
    long bytes = cursor.frameBytes();
    boolean isFull = biggest.size() >= query.top();
    if (isFull && (biggest.isEmpty() || bytes < biggest.peek().bytes())) {
      return;
    }
    biggest.add(
        new BigEntry(bytes, entry.term(), entry.index(), kind, segmentName, cursor.offset()));
    if (biggest.size() > query.top()) {
      biggest.remove();
    }
  }

  private void addKeys(RequestKeys concerned) {
    long written = 0;
    for (RequestKeys.Touch touch : concerned.touches()) {
      boolean isDelete = touch.access() == Access.DELETE && touch.range().isSingle();
      if (touch.access() == Access.PUT || isDelete) {
        Bytes key = touch.range().key();
        long bytes = key.length() + touch.valueBytes();
        written += bytes;
        keys.add(key, 1, bytes);
        prefixes.add(prefix(key), bytes, 1);
      }
    }
    for (long lease : concerned.leases()) {
      leases.add(lease, 1, written);
    }
  }

  /** Through the last slash that the depth allows; one that begins the key is free. */
  private Bytes prefix(Bytes key) {
    int end = 0;
    int depth = query.depth();
    for (int i = 0; i < key.length() && depth > 0; i++) {
      if (key.at(i) == '/') {
        end = i + 1;
        depth -= i == 0 ? 0 : 1;
      }
    }
    return key.slice(0, end);
  }

  Query query() {
    return query;
  }

  /** How many entry records there are. */
  public long entries() {
    return entries;
  }

  /** Bytes of all records. */
  public long recordBytes() {
    return recordBytes;
  }

  /** By kind of record. */
  Map<RecordKind, Tally> records() {
    return records;
  }

  /** By kind of request. */
  public Map<RequestKind, Tally> requests() {
    return requests;
  }

  /** Entries of each segment. */
  Map<WalSegment, Tally> segments() {
    return segments;
  }

  /** By bytes; besides, the number of writes. */
  public Sketch<Bytes> prefixes() {
    return prefixes;
  }

  /** By writes; besides, their bytes. */
  public Sketch<Bytes> keys() {
    return keys;
  }

  /** By entries that name them; besides, the bytes that these write. */
  Sketch<Long> leases() {
    return leases;
  }

  /** The first ones of them. */
  List<TermChange> terms() {
    return terms;
  }

  /** How often the term changed from one entry to the next. */
  public long termChanges() {
    return termChanges;
  }

  /** The biggest first. */
  public List<BigEntry> biggest() {
    return biggest.stream().sorted(SMALLEST_FIRST.reversed()).toList();
  }

  /** How many places could not be read. */
  public long damages() {
    return damages;
  }
}
