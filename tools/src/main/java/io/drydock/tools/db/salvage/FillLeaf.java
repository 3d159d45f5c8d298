package io.drydock.tools.db.salvage;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.bolt.BoltFile;
import io.drydock.formats.bolt.LeafElement;
import io.drydock.formats.bolt.LeafPage;
import io.drydock.formats.bolt.salvage.KeySpan;
import io.drydock.formats.bolt.salvage.LeafRows;
import io.drydock.formats.bolt.salvage.RowTest;
import io.drydock.formats.bytes.Bytes;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * A leaf with rows for a hole. There may be one for each page of the file, so of its keys only the
 * beginnings are kept: it may begin a little later and end a little earlier than they say.
 *
 * @param pageId its page; 0 for the inline page of a bucket
 * @param inline that page
 * @param ownBytes what of it is its own
 * @param source where it was found
 * @param first the beginning of its first key
 * @param last the beginning of its last key
 */
record FillLeaf(
    long pageId,
    Optional<LeafPage> inline,
    long ownBytes,
    Source source,
    Beginning first,
    Beginning last) {

  /** Why a leaf is looked at; the nearer to the truth comes first. */
  enum Source {
    /** The tree of another commit leads to it. */
    COMMIT,
    /** Nothing leads to it. */
    STRAY
  }

  /**
   * The first 16 bytes of a key, as big-endian numbers, with zeros behind a shorter one. Of a
   * revision that is all but the last byte of the sub revision.
   */
  record Beginning(long high, long low) implements Comparable<Beginning> {

    private static final int BYTES = 2 * Long.BYTES;

    static Beginning of(MemorySegment key) {
      var bytes = ByteBuffer.allocate(BYTES);
      MemorySegment.ofBuffer(bytes).copyFrom(key.asSlice(0, Math.min(BYTES, key.byteSize())));
      return new Beginning(bytes.getLong(0), bytes.getLong(Long.BYTES));
    }

    /** The least key that begins so: without zeros at its end. */
    Bytes least() {
      byte[] bytes = ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
      int length = BYTES;
      while (length > 0 && bytes[length - 1] == 0) {
        length--;
      }
      return Bytes.copyOf(bytes, 0, length);
    }

    /** The one that follows; absent behind the last. */
    Optional<Beginning> next() {
      long carried = low == -1 ? high + 1 : high;
      return low == -1 && high == -1
          ? Optional.empty()
          : Optional.of(new Beginning(carried, low + 1));
    }

    @Override
    public int compareTo(Beginning other) {
      int byHigh = Long.compareUnsigned(high, other.high);
      return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }
  }

  /**
   * Of a page, so far with this row alone.
   *
   * @param ownBytes what of the page is its own
   */
  static FillLeaf of(LeafPage page, LeafElement row, long ownBytes, Source source) {
    long id = page.header().id();
    Beginning key = Beginning.of(row.key());
    Optional<LeafPage> inline = id == 0 ? Optional.of(page) : Optional.empty();
    return new FillLeaf(id, inline, ownBytes, source, key, key);
  }

  /** From before its first row to behind its last. */
  KeySpan span() {
    return new KeySpan(first.least(), last.next().map(Beginning::least));
  }

  /** True when its first row may come before this one, or be it. */
  boolean mayBeginBy(LeafElement row) {
    return first.compareTo(Beginning.of(row.key())) <= 0;
  }

  /** True when it is of this page. */
  boolean isOf(LeafPage page) {
    return page.header().id() == pageId;
  }

  /** With a row behind the last one. */
  FillLeaf upTo(LeafElement row) {
    return new FillLeaf(pageId, inline, ownBytes, source, first, Beginning.of(row.key()));
  }

  /** Its rows that can be believed. */
  List<LeafElement> rows(BoltFile file, RowTest test) {
    return LeafRows.of(page(file), span(), RowForms.within(ownBytes, test));
  }

  private LeafPage page(BoltFile file) {
    if (inline.isPresent()) {
      return inline.get();
    }
    try {
      if (file.page(pageId) instanceof LeafPage leaf) {
        file.source().visited(leaf.at().length());
        return leaf;
      }
    } catch (CorruptFileException damage) {
      throw new IllegalStateException("was read before", damage);
    }
    throw new IllegalStateException("was a leaf before: page " + pageId);
  }
}
