package io.drydock.formats.bolt.build;

import io.drydock.formats.bytes.Bytes;
import java.util.List;

/**
 * What a {@link TreeLayout} decides about one tree, in the order of the file.
 *
 * @param <X> what writing may throw
 */
interface PageWriter<X extends Exception> {

  /** The element at hand joins the open leaf. */
  void stage();

  /** The key of the first element of the open leaf. */
  Bytes firstKey();

  /** The open leaf becomes these pages; the next element opens another one. */
  void leaf(long pageId, long pages) throws X;

  /** These children become a branch of these pages. */
  void branch(long pageId, long pages, List<TreeLayout.Child> children) throws X;
}
