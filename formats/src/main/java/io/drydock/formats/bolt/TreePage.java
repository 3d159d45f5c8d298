package io.drydock.formats.bolt;

import io.drydock.formats.CorruptFileException;

/** A page of the tree of a bucket. */
public sealed interface TreePage extends Page permits BranchPage, LeafPage {

  /** Number of elements. */
  default int count() {
    return header().count();
  }

  /**
   * The bytes that header, element table, keys and values need together; the rest of the page is
   * room for more.
   *
   * @throws CorruptFileException when an element does not lie in the page, or all together need
   *     more than the page has, so that they must overlap
   */
  long bytesInUse() throws CorruptFileException;
}
