package io.drydock.formats.bolt.build;

import io.drydock.formats.bolt.BoltBucket;
import io.drydock.formats.bytes.Bytes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Tells the file that a {@link BoltBuilder} would write from the sizes of its elements alone,
 * exactly: the same layout decides for both.
 *
 * <p>The order of keys is not checked: it has no influence on the size.
 */
public final class BoltSizePrediction {

  private final FileLayout<RuntimeException> layout;
  private final Deque<Integer> nameLengths = new ArrayDeque<>();

  /** Nothing is written. */
  private enum NoPages implements PageWriter<RuntimeException> {
    INSTANCE;

    @Override
    public void stage() {}

    @Override
    public Bytes firstKey() {
      return Bytes.EMPTY;
    }

    @Override
    public void leaf(long pageId, long pages) {}

    @Override
    public void branch(long pageId, long pages, List<TreeLayout.Child> children) {}
  }

  /** As {@link BoltBuilder#BoltBuilder}. */
  public BoltSizePrediction(int pageSize) {
    this.layout = new FileLayout<>(pageSize, depth -> NoPages.INSTANCE);
  }

  /** Begins a bucket, in the open one if there is one. */
  public void openBucket(int nameBytes) {
    nameLengths.push(nameBytes);
    layout.openBucket();
  }

  /** An element of the open bucket. */
  public void add(int keyBytes, long valueBytes) {
    layout.add(keyBytes, valueBytes);
  }

  /** Ends the open bucket. */
  public void closeBucket() {
    TreeLayout.Root root = layout.closeBucket();
    layout.add(nameLengths.pop(), BoltBucket.HEADER_BYTES + root.inlineBytes());
  }

  /** All buckets are closed: the whole file. */
  public FileShape finish() {
    return layout.finish();
  }
}
