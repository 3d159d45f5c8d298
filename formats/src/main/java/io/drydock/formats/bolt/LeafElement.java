package io.drydock.formats.bolt;

import io.drydock.formats.Extent;
import java.lang.foreign.MemorySegment;

/**
 * A key with its value, at its place in a leaf page.
 *
 * @param page the page that holds it
 * @param flags 1 when the value is a bucket, 0 when it is a value; nothing else is known
 * @param keyFrom where the key begins, from the start of the page
 * @param keyBytes length of the key
 * @param valueBytes length of the value, which follows the key
 */
record LeafElement(LeafPage page, long flags, long keyFrom, long keyBytes, long valueBytes) {

  boolean isBucket() {
    return (flags & LeafPage.BUCKET_FLAG) != 0;
  }

  MemorySegment key() {
    return page.bytes().asSlice(keyFrom, keyBytes);
  }

  MemorySegment value() {
    return page.bytes().asSlice(keyFrom + keyBytes, valueBytes);
  }

  MemorySegment keyAndValue() {
    return page.bytes().asSlice(keyFrom, keyBytes + valueBytes);
  }

  /** Where the key begins in the file. */
  long offset() {
    return page.at().offset() + keyFrom;
  }

  /** Key and value in the file. */
  Extent at() {
    return new Extent(page.at().file(), offset(), keyBytes + valueBytes);
  }

  /** The value alone, in the file. */
  Extent valueAt() {
    return new Extent(page.at().file(), offset() + keyBytes, valueBytes);
  }
}
