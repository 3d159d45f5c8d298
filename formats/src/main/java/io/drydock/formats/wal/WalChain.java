package io.drydock.formats.wal;

import io.drydock.formats.Extent;
import io.drydock.formats.Located;
import io.drydock.formats.bytes.ByteSource;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The records of several segments as one stream, with the checksum running through them.
 *
 * <p>All segments are mapped at opening and stay so until {@link #close()}: records of any of them
 * stay valid as long, and a running server may purge the files meanwhile. What a server appends to
 * the newest segment after the opening is not seen; take {@link #position()}, list the directory
 * again and {@link #resume} to follow it.
 *
 * <p>Owned by one thread.
 */
public final class WalChain implements AutoCloseable {

  /**
   * Where to read on, in a segment that may have grown by then.
   *
   * @param segment name of the segment
   * @param offset first offset after the last good record
   * @param crc the running checksum there
   */
  public record Position(WalFileName segment, long offset, int crc) {

    /** The start of the first segment that a server's creation writes. */
    public static final Position START = new Position(WalFileName.FIRST, 0, 0);
  }

  private final List<WalSegment> segments;
  private final List<ByteSource> sources;
  private int ordinal;
  private WalCursor cursor;

  private WalChain(List<WalSegment> segments, List<ByteSource> sources, long offset, int crc) {
    this.segments = segments;
    this.sources = sources;
    this.cursor = WalCursor.resume(sources.get(0), offset, crc, segments.size() == 1);
  }

  /**
   * Opens segments that follow each other; the last of them counts as the newest one. Those at the
   * front that are gone already, because a server purges them, are left out.
   *
   * @param segments at least one
   * @throws IOException when a segment cannot be opened
   */
  public static WalChain open(List<WalSegment> segments) throws IOException {
    return open(segments, 0, 0);
  }

  /**
   * Opens the segments from a position on.
   *
   * @param segments may include older ones, which are not opened
   * @throws NoSuchFileException when the segment of the position is not among them
   * @throws IOException when a segment cannot be opened
   */
  public static WalChain resume(List<WalSegment> segments, Position from) throws IOException {
    for (int i = 0; i < segments.size(); i++) {
      if (segments.get(i).name().equals(from.segment())) {
        return open(segments.subList(i, segments.size()), from.offset(), from.crc());
      }
    }
    throw new NoSuchFileException(from.segment().toString());
  }

  private static WalChain open(List<WalSegment> segments, long offset, int crc) throws IOException {
    var opened = new ArrayList<WalSegment>();
    var sources = new ArrayList<ByteSource>();
    var isDone = false;
    try {
      for (WalSegment segment : segments) {
        Optional<ByteSource> source = map(segment, opened.isEmpty() && offset == 0);
        source.ifPresent(found -> {
          opened.add(segment);
          sources.add(found);
        });
      }
      if (sources.isEmpty()) {
        throw new NoSuchFileException("no WAL segment");
      }
      isDone = true;
      return new WalChain(opened, sources, offset, crc);
    } finally {
      if (!isDone) {
        sources.forEach(ByteSource::close);
      }
    }
  }

  private static Optional<ByteSource> map(WalSegment segment, boolean mayBeGone)
      throws IOException {
    try {
      return Optional.of(ByteSource.map(segment.path()));
    } catch (NoSuchFileException purged) {
      if (mayBeGone) {
        return Optional.empty();
      }
      throw purged;
    }
  }

  /** Steps to the next good record of {@link #cursor()}; false at the end and at damage. */
  public boolean advance() {
    while (!cursor.next()) {
      if (ordinal == segments.size() - 1 || !isRegularEnd(cursor)) {
        return false;
      }
      enter(ordinal + 1);
    }
    return true;
  }

  /** The next good record; empty at the end and at damage: see {@link #tail()}. */
  public Optional<Located<WalRecord>> next() {
    return advance() ? Optional.of(cursor.record()) : Optional.empty();
  }

  /** The cursor over the current segment; another one after each step into a new segment. */
  public WalCursor cursor() {
    return cursor;
  }

  /** The segments that are open. */
  public List<WalSegment> segments() {
    return List.copyOf(segments);
  }

  /** The segment that the current record is in. */
  public WalSegment segment() {
    return segments.get(ordinal);
  }

  /** Its place among {@link #segments()}. */
  public int ordinal() {
    return ordinal;
  }

  /**
   * How the records end, and where; empty while {@link #advance()} gives records. A regular end is
   * that of the newest segment.
   */
  public Optional<WalTail> tail() {
    return cursor.tail();
  }

  /** Where to {@link #resume}: behind the last good record. */
  public Position position() {
    return new Position(segment().name(), cursor.endOffset(), cursor.runningCrc());
  }

  /**
   * Steps over damage, within the segment when something readable follows there, else into the next
   * segment. Empty at the end of the newest one.
   */
  public Optional<WalGap> resync() {
    Optional<WalTail> tail = cursor.tail();
    if (tail.isEmpty()) {
      return Optional.empty();
    }
    Optional<WalGap> within = cursor.resync();
    if (within.isPresent() || ordinal == segments.size() - 1) {
      return within;
    }
    long from = tail.get().at().offset();
    ByteSource source = sources.get(ordinal);
    Extent rest = source.extent(from, source.size() - from);
    enter(ordinal + 1);
    return Optional.of(new WalGap(rest, Optional.empty()));
  }

  /** Unmaps all segments; their records can no longer be reached. */
  @Override
  public void close() {
    sources.forEach(ByteSource::close);
  }

  private void enter(int next) {
    int crc = isRegularEnd(cursor) ? cursor.runningCrc() : 0;
    sources.get(ordinal).finished();
    ordinal = next;
    cursor = WalCursor.atStart(sources.get(next), crc, next == segments.size() - 1);
  }

  private static boolean isRegularEnd(WalCursor cursor) {
    return cursor
        .tail()
        .filter(
            tail -> tail instanceof WalTail.CleanEnd || tail instanceof WalTail.PreallocatedTail)
        .isPresent();
  }
}
