package io.drydock.tools.db.salvage;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.bolt.BoltFile;
import io.drydock.formats.bolt.LeafElement;
import io.drydock.formats.bolt.LeafPage;
import io.drydock.formats.bolt.salvage.KeySpan;
import io.drydock.formats.bolt.salvage.KeySpans;
import io.drydock.formats.bolt.salvage.LeafRows;
import io.drydock.formats.bolt.salvage.RowTest;
import io.drydock.formats.bytes.Bytes;
import java.util.List;
import java.util.Optional;

/**
 * A leaf with rows for a hole.
 *
 * @param span from the first of these rows to the last
 * @param pageId its page; 0 for the inline page of a bucket
 * @param inline that page
 * @param ownBytes what of it is its own
 * @param source where it was found
 */
record FillLeaf(
    KeySpan span, long pageId, Optional<LeafPage> inline, long ownBytes, Source source) {

  /** Why a leaf is looked at; the nearer to the truth comes first. */
  enum Source {
    /** The tree of another commit leads to it. */
    COMMIT,
    /** Nothing leads to it. */
    STRAY
  }

  /** Of a page, so far with this row alone. */
  static FillLeaf of(LeafPage page, LeafElement row, long ownBytes, Source source) {
    long id = page.header().id();
    Bytes key = Bytes.copyOf(row.key());
    return new FillLeaf(
        new KeySpan(key, Optional.of(KeySpan.after(key))),
        id,
        id == 0 ? Optional.of(page) : Optional.empty(),
        ownBytes,
        source);
  }

  /** With a row behind the last one. */
  FillLeaf upTo(LeafElement row) {
    Bytes end = KeySpan.after(Bytes.copyOf(row.key()));
    return new FillLeaf(
        new KeySpan(span.low(), Optional.of(end)), pageId, inline, ownBytes, source);
  }

  /** Its rows that lie in these holes. */
  List<LeafElement> rows(BoltFile file, KeySpans holes, RowTest test) {
    return LeafRows.of(page(file), span, RowForms.within(ownBytes, test)).stream()
        .filter(row -> holes.contains(row.key()))
        .toList();
  }

  private LeafPage page(BoltFile file) {
    if (inline.isPresent()) {
      return inline.get();
    }
    try {
      if (file.page(pageId) instanceof LeafPage leaf) {
        file.source().visited((leaf.header().overflow() + 1) * file.pageSize());
        return leaf;
      }
    } catch (CorruptFileException damage) {
      throw new IllegalStateException("was read before", damage);
    }
    throw new IllegalStateException("was a leaf before: page " + pageId);
  }
}
