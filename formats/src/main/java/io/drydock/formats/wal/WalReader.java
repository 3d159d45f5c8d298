package io.drydock.formats.wal;

import io.drydock.formats.Located;
import io.drydock.formats.bytes.ByteSource;
import java.util.Optional;

/**
 * The records of one segment as located values, one at a time.
 *
 * <p>Records are views into the source and last as long as it is open. Owned by one thread; the
 * source stays the caller's to close. {@link WalCursor} gives the same without an object a record.
 */
public final class WalReader {

  private final WalCursor cursor;

  private WalReader(WalCursor cursor) {
    this.cursor = cursor;
  }

  /** Reads a segment by itself: the checksum begins with what the segment's first record says. */
  public static WalReader of(ByteSource segment, boolean isLast) {
    return new WalReader(WalCursor.atStart(segment, 0, isLast));
  }

  /** Reads on from where the cursor stands. */
  public static WalReader of(WalCursor cursor) {
    return new WalReader(cursor);
  }

  /** The next good record; empty at the end of the data and at damage: see {@link #tail()}. */
  public Optional<Located<WalRecord>> next() {
    return cursor.next() ? Optional.of(cursor.record()) : Optional.empty();
  }

  /** How the records end; empty while {@link #next()} gives records. */
  public Optional<WalTail> tail() {
    return cursor.tail();
  }

  /** Steps over damage: see {@link WalCursor#resync()}. */
  public Optional<WalGap> resync() {
    return cursor.resync();
  }
}
