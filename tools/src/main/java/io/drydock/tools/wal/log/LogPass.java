package io.drydock.tools.wal.log;

import io.drydock.formats.wal.WalChain;
import io.drydock.formats.wal.WalCursor;
import io.drydock.formats.wal.WalDirectory;
import io.drydock.formats.wal.WalGap;
import io.drydock.formats.wal.WalSegment;
import io.drydock.formats.wal.WalTail;
import io.drydock.tools.source.Changes;
import io.drydock.tools.source.WalFiles;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * One way through the log: every record that can be read, across damage.
 *
 * <p>A server writes while this reads. What looks torn or wrong at the very end of the newest
 * segment is therefore read again; only what stays wrong although something follows it, or although
 * nobody writes, is a gap.
 *
 * <p>Records stay valid until this is closed, or until {@link #forget} is called.
 */
public final class LogPass implements AutoCloseable {

  /** What {@link #next} has come to. */
  public enum Step {
    /** A good record: {@link #cursor}. */
    RECORD,
    /** Damage was stepped over: {@link #gap}, {@link #damage}. */
    GAP,
    /** Nothing more can be read now: {@link #tail}, {@link #isUnfinished}. */
    END
  }

  /** A write that is under way is over within this time, or the writer is gone. */
  private static final long WRITE_MILLIS = 100;

  /** Reads of a changing end before it counts as under way. */
  private static final int ATTEMPTS = 20;

  private final WalDirectory directory;
  private final boolean isLive;
  private final List<WalSegment> segments = new ArrayList<>();
  private final Deque<WalChain> open = new ArrayDeque<>();
  private WalChain chain;
  private int base;
  private Optional<WalGap> gap = Optional.empty();
  private Optional<WalTail> damage = Optional.empty();
  private int damagedOrdinal;
  private boolean isUnfinished;

  private LogPass(WalDirectory directory, boolean isLive) {
    this.directory = directory;
    this.isLive = isLive;
  }

  /**
   * Begins at the oldest segment.
   *
   * @throws NoSuchFileException when there is no segment
   * @throws IOException when one cannot be opened
   */
  public static LogPass over(WalFiles files) throws IOException {
    return from(files, files.segments());
  }

  /**
   * Begins at the first of these segments.
   *
   * @throws IOException when one cannot be opened
   */
  public static LogPass from(WalFiles files, List<WalSegment> segments) throws IOException {
    return open(files.directory(), files.isLive(), segments);
  }

  /**
   * As {@link #from}, to go on with {@link #refresh} for as long as a server writes, or will: the
   * end of the newest segment is never taken for damaged.
   *
   * @throws IOException when a segment cannot be opened
   */
  public static LogPass following(WalFiles files, List<WalSegment> segments) throws IOException {
    return open(files.directory(), true, segments);
  }

  private static LogPass open(WalDirectory directory, boolean isLive, List<WalSegment> segments)
      throws IOException {
    var pass = new LogPass(directory, isLive);
    pass.use(WalChain.open(segments));
    pass.segments.addAll(pass.chain.segments());
    return pass;
  }

  /** Goes on; after END it finds what was written since. */
  public Step next() throws IOException {
    gap = Optional.empty();
    damage = Optional.empty();
    isUnfinished = false;
    if (chain.advance()) {
      return Step.RECORD;
    }
    if (isBroken()) {
      return isNewest() ? settle() : stepOver();
    }
    return isHiding() ? stepOver() : Step.END;
  }

  /** The record, after RECORD. */
  public WalCursor cursor() {
    return chain.cursor();
  }

  /** The segment that the pass is in. */
  public WalSegment segment() {
    return chain.segment();
  }

  /** Its place among {@link #segments}. */
  public int ordinal() {
    return base + chain.ordinal();
  }

  /** The segments that this pass goes over, those included that have come up since. */
  public List<WalSegment> segments() {
    return segments;
  }

  /** What was stepped over, after GAP. */
  public WalGap gap() {
    return gap.orElseThrow();
  }

  /** What was wrong there, after GAP. */
  public WalTail damage() {
    return damage.orElseThrow();
  }

  /** The place among {@link #segments} of the one that is damaged, after GAP. */
  public int damagedOrdinal() {
    return damagedOrdinal;
  }

  /** How the records end, after END. */
  public WalTail tail() {
    return chain.tail().orElseThrow();
  }

  /** After END: a record at the end is being written, or was when the server died a moment ago. */
  public boolean isUnfinished() {
    return isUnfinished;
  }

  /** Where the records end so far. */
  public WalChain.Position position() {
    return chain.position();
  }

  /**
   * Looks for what was written since END: in the newest segment, and in segments that were cut
   * since.
   *
   * @throws NoSuchFileException when the segment that this pass is in has been purged
   */
  public void refresh() throws IOException {
    WalDirectory now = WalDirectory.list(directory.folder());
    resume(now.segments(), chain.position());
  }

  /** Unmaps what earlier calls of {@link #refresh} left open; older records become invalid. */
  public void forget() {
    while (open.size() > 1) {
      open.removeFirst().close();
    }
  }

  @Override
  public void close() {
    open.forEach(WalChain::close);
    open.clear();
  }

  /** Finds out what a broken end of the newest segment is: damage, or a write under way. */
  private Step settle() throws IOException {
    WalChain.Position end = chain.position();
    if (isLive) {
      boolean isFollowed = chain.resync().isPresent() && chain.advance();
      if (isGoodNow(end)) {
        return Step.RECORD;
      }
      isUnfinished = !isFollowed;
      return isFollowed ? stepOver() : Step.END;
    }
    try (Changes changes = Changes.in(directory.folder())) {
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        if (isGoodNow(end)) {
          return Step.RECORD;
        }
        if (!changes.await(WRITE_MILLIS)) {
          return stepOver();
        }
      }
    }
    isUnfinished = true;
    return Step.END;
  }

  /** Reads on from there as the file is now. */
  private boolean isGoodNow(WalChain.Position from) throws IOException {
    resume(List.copyOf(segments.subList(ordinal(), segments.size())), from);
    return chain.advance();
  }

  private Step stepOver() {
    damage = chain.tail();
    damagedOrdinal = ordinal();
    gap = chain.resync();
    return gap.isPresent() ? Step.GAP : Step.END;
  }

  private boolean isNewest() {
    return ordinal() == segments.size() - 1;
  }

  /** Behind the zeros that end a log which nobody writes something lies: it may be records. */
  private boolean isHiding() {
    return !isLive
        && tail() instanceof WalTail.PreallocatedTail zeros
        && chain.cursor().firstNotZero(zeros.at().offset()) < zeros.at().end();
  }

  private boolean isBroken() {
    return chain
        .tail()
        .filter(tail -> tail instanceof WalTail.TornTail || tail instanceof WalTail.CorruptTail)
        .isPresent();
  }

  private void use(WalChain opened) {
    chain = opened;
    open.addLast(opened);
  }

  private void resume(List<WalSegment> listed, WalChain.Position from) throws IOException {
    base += chain.ordinal();
    use(WalChain.resume(listed, from));
    segments.subList(base, segments.size()).clear();
    segments.addAll(chain.segments());
    if (!segment().name().equals(from.segment())) {
      throw new NoSuchFileException(from.segment().toString());
    }
  }
}
