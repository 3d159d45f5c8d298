package io.drydock.formats.bolt.salvage;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.bolt.PageHeader;
import io.drydock.formats.bytes.ByteSource;
import java.util.OptionalInt;

/**
 * Tells the page size of a file without a valid meta: the one at which the most pages name
 * themselves by the number that their offset gives.
 *
 * <p>No page but the first names itself at two sizes: page 3 of 4 KiB lies where page 12 of 1 KiB
 * would.
 */
public final class PageSizes {

  /** Smallest and largest that are tried: those of the systems that etcd runs on, and around. */
  private static final int MIN_BYTES = 1 << 10;

  private static final int MAX_BYTES = 1 << 16;

  private PageSizes() {}

  /** The page size in bytes; empty when at no size any page names itself. */
  public static OptionalInt guess(ByteSource source) {
    int best = 0;
    long most = 0;
    for (int size = MIN_BYTES; size <= MAX_BYTES; size <<= 1) {
      long named = named(source, size);
      if (named > most) {
        most = named;
        best = size;
      }
    }
    return most == 0 ? OptionalInt.empty() : OptionalInt.of(best);
  }

  private static long named(ByteSource source, int size) {
    long named = 0;
    for (long id = 1; id < source.size() / size; id++) {
      try {
        PageHeader header = PageHeader.read(source, id * size);
        named += header.id() == id && Integer.bitCount(header.flags()) == 1 ? 1 : 0;
      } catch (CorruptFileException end) {
        return named;
      }
      source.touched(size);
    }
    return named;
  }
}
