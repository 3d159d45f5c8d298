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
public record LeafElement(LeafPage page, long flags, long keyFrom, long keyBytes, long valueBytes) {

  /** True when the value is a bucket. */
  public boolean isBucket() {
    return (flags & LeafPage.BUCKET_FLAG) != 0;
  }

  /** The key; a view of the file. */
  public MemorySegment key() {
    return page.bytes().asSlice(keyFrom, keyBytes);
  }

  /** The value; a view of the file. */
  public MemorySegment value() {
    return page.bytes().asSlice(keyFrom + keyBytes, valueBytes);
  }

  MemorySegment keyAndValue() {
    return page.bytes().asSlice(keyFrom, keyBytes + valueBytes);
  }

  /** Where the key begins in the file. */
  public long offset() {
    return page.at().offset() + keyFrom;
  }

  /** Key and value in the file. */
  public Extent at() {
    return new Extent(page.at().file(), offset(), keyBytes + valueBytes);
  }

  /** The value alone, in the file. */
  Extent valueAt() {
    return new Extent(page.at().file(), offset() + keyBytes, valueBytes);
  }
}
