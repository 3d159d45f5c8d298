package io.drydock.tools.wal.stats;

import io.drydock.formats.wal.WalCursor;
import io.drydock.formats.wal.WalEnvelope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The entries of a log along the raft index, in slices of one width, at most {@link #SLICES_MAX} of
 * them: the width doubles as the log gets longer. An entry that was written twice counts twice.
 *
 * <p>Filled by one thread, in whatever order the log has its entries.
 */
public final class LogTimeline {

  /** More than a screen has room for. */
  static final int SLICES_MAX = 256;

  private static final int DAMAGES_MAX = 64;

  private final TreeMap<Long, Slice> slices = new TreeMap<>();
  private final List<Long> damages = new ArrayList<>();
  private long lastIndex;
  private int shift;

  /** Without an entry. */
  public LogTimeline() {}

  /**
   * The entries whose indexes lie in one slice.
   *
   * @param entries how many records
   * @param bytes of their records
   * @param lowestTerm of them
   * @param highestTerm of them
   */
  public record Slice(long entries, long bytes, long lowestTerm, long highestTerm) {

    Slice with(Slice other) {
      return new Slice(
          entries + other.entries,
          bytes + other.bytes,
          Math.min(lowestTerm, other.lowestTerm),
          Math.max(highestTerm, other.highestTerm));
    }
  }

  /** Takes the record in that the cursor is at, if it is an entry. */
  void add(WalCursor cursor) {
    if (cursor.type() == WalEnvelope.ENTRY && cursor.isDecoded()) {
      add(cursor.entryIndex(), cursor.entryTerm(), cursor.frameBytes());
    }
  }

  /** Notes that something behind the entry before cannot be read. */
  void addDamage() {
    if (damages.size() < DAMAGES_MAX) {
      damages.add(lastIndex);
    }
  }

  void add(long index, long term, long bytes) {
    lastIndex = index;
    slices.merge(index >>> shift, new Slice(1, bytes, term, term), Slice::with);
    while (slices.size() > SLICES_MAX) {
      shift++;
      var wider = new TreeMap<Long, Slice>();
      slices.forEach((at, slice) -> wider.merge(at >>> 1, slice, Slice::with));
      slices.clear();
      slices.putAll(wider);
    }
  }

  /** The indexes of the entries before damaged places, the first ones; 0 for the beginning. */
  public List<Long> damages() {
    return List.copyOf(damages);
  }

  /** How many indexes make a slice. */
  public long width() {
    return 1L << shift;
  }

  /** Slices by their first index; what has no entry is not there. */
  public SortedMap<Long, Slice> slices() {
    var byIndex = new TreeMap<Long, Slice>();
    for (Map.Entry<Long, Slice> each : slices.entrySet()) {
      byIndex.put(each.getKey() << shift, each.getValue());
    }
    return byIndex;
  }
}
