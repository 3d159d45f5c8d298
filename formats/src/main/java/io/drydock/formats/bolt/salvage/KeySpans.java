package io.drydock.formats.bolt.salvage;

import io.drydock.formats.bolt.KeyOrder;
import io.drydock.formats.bytes.Bytes;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Ranges of keys in their order, none of which touches another. */
public final class KeySpans {

  /** No key. */
  public static final KeySpans NONE = new KeySpans(List.of());

  /** Every key. */
  public static final KeySpans ALL = new KeySpans(List.of(KeySpan.ALL));

  private final List<KeySpan> spans;

  private KeySpans(List<KeySpan> spans) {
    this.spans = spans;
  }

  /** The ranges. */
  public List<KeySpan> list() {
    return spans;
  }

  /** True when there is none. */
  public boolean isEmpty() {
    return spans.isEmpty();
  }

  /** True when the last one has no end. */
  public boolean isOpenEnded() {
    return !spans.isEmpty() && spans.getLast().high().isEmpty();
  }

  /** True when the key lies in one of them. */
  public boolean contains(MemorySegment key) {
    int behind = firstBehind(key);
    return behind > 0 && spans.get(behind - 1).isBelowEnd(key);
  }

  /** True when a key lies in this range and in one of them. */
  public boolean touches(KeySpan span) {
    if (span.isEmpty() || spans.isEmpty()) {
      return false;
    }
    int behind = firstBehind(span.low().segment());
    boolean isInOneBefore = behind > 0 && spans.get(behind - 1).isBelowEnd(span.low().segment());
    return isInOneBefore
        || behind < spans.size() && span.isBelowEnd(spans.get(behind).low().segment());
  }

  /** The first one that begins behind the key. */
  private int firstBehind(MemorySegment key) {
    int low = 0;
    int high = spans.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (KeyOrder.compare(spans.get(middle).low().segment(), key) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The keys that are in both. */
  public KeySpans and(KeySpans other) {
    var both = new Builder();
    for (int i = 0, j = 0; i < spans.size() && j < other.spans.size(); ) {
      KeySpan a = spans.get(i);
      KeySpan b = other.spans.get(j);
      both.add(a.and(b));
      if (endsBefore(a.high(), b.high())) {
        i++;
      } else {
        j++;
      }
    }
    return both.build();
  }

  private static boolean endsBefore(Optional<Bytes> a, Optional<Bytes> b) {
    return a.isPresent() && (b.isEmpty() || a.get().compareTo(b.get()) < 0);
  }

  /** Collects ranges in the order of their ends; those that touch become one. */
  public static final class Builder {

    private final List<KeySpan> spans = new ArrayList<>();

    /** Adds a range, unless it is empty. */
    public void add(KeySpan span) {
      if (span.isEmpty()) {
        return;
      }
      KeySpan whole = span;
      while (!spans.isEmpty() && !endsBefore(spans.getLast().high(), Optional.of(whole.low()))) {
        KeySpan last = spans.removeLast();
        whole =
            new KeySpan(
                last.low().compareTo(whole.low()) <= 0 ? last.low() : whole.low(),
                endsBefore(last.high(), whole.high()) ? whole.high() : last.high());
      }
      spans.add(whole);
    }

    /** What was added. */
    public KeySpans build() {
      return new KeySpans(List.copyOf(spans));
    }
  }
}
