package io.drydock.formats.bolt.salvage;

import io.drydock.formats.bolt.LeafElement;

/** Whether an element of a leaf is a row of the bucket that is read. */
@FunctionalInterface
public interface RowTest {

  /**
   * True when it is, by its content alone.
   *
   * @param element key and value lie in their page; nothing else is known of them
   */
  boolean passes(LeafElement element);
}
