package io.drydock.tools.source;

import io.drydock.formats.bolt.Meta;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Commits to a database of {@link io.drydock.tools.db.LargeStore} as bbolt does: changes a byte in
 * a leaf, writes that leaf and the pages above it under free numbers, then the older meta; and uses
 * the numbers that it freed again two commits later.
 */
final class PageWriter {

  private static final int PAGE = 4096;
  private static final int BUCKET = 1;
  private static final int BRANCH = 1;

  private final Path db;
  private final Deque<Long> free = new ArrayDeque<>();
  private List<Long> freedLast = new ArrayList<>();
  private long root;
  private long highWaterMark;
  private long txid;
  private int commits;

  PageWriter(Path db) throws IOException {
    this.db = db;
    try (FileChannel file = FileChannel.open(db, StandardOpenOption.READ)) {
      ByteBuffer meta = read(file, 0);
      root = meta.getLong(32);
      highWaterMark = meta.getLong(56);
      txid = 2;
    }
  }

  int commits() {
    return commits;
  }

  void commit() throws IOException {
    try (FileChannel file =
        FileChannel.open(db, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      free.addAll(freedLast);
      freedLast = new ArrayList<>();
      txid++;
      commits++;
      root = rewriteTop(file);
      ByteBuffer page = ByteBuffer.allocate(PAGE);
      new Meta(PAGE, 0, root, 0, Meta.NO_FREELIST, highWaterMark, txid)
          .encode((int) (txid & 1), MemorySegment.ofBuffer(page));
      write(file, txid & 1, page);
    }
  }

  /** The leaf of buckets, in which that of the keys is the largest. */
  private long rewriteTop(FileChannel file) throws IOException {
    ByteBuffer page = read(file, root);
    for (int i = 0; i < count(page); i++) {
      int element = 16 + i * 16;
      int value = element + page.getInt(element + 4) + page.getInt(element + 8);
      boolean isTree = page.getInt(element) == BUCKET && page.getLong(value) != 0;
      if (isTree && page.getInt(element + 8) == "key".length()) {
        page.putLong(value, rewrite(file, page.getLong(value)));
      }
    }
    return move(file, root, page);
  }

  /** Another leaf each time. */
  private long rewrite(FileChannel file, long id) throws IOException {
    ByteBuffer page = read(file, id);
    if (page.getShort(8) == BRANCH) {
      int child = 16 + commits * 7 % count(page) * 16 + 8;
      page.putLong(child, rewrite(file, page.getLong(child)));
    } else {
      // The last byte of the last value.
      int element = 16 + (count(page) - 1) * 16;
      int end = element + page.getInt(element + 4) + page.getInt(element + 8);
      int last = end + page.getInt(element + 12) - 1;
      page.put(last, (byte) (page.get(last) + 1));
    }
    return move(file, id, page);
  }

  private long move(FileChannel file, long from, ByteBuffer page) throws IOException {
    long to = free.isEmpty() ? highWaterMark++ : free.remove();
    freedLast.add(from);
    page.putLong(0, to);
    write(file, to, page);
    return to;
  }

  private static int count(ByteBuffer page) {
    return page.getShort(10) & 0xffff;
  }

  private static ByteBuffer read(FileChannel file, long id) throws IOException {
    ByteBuffer page = ByteBuffer.allocate(PAGE).order(ByteOrder.LITTLE_ENDIAN);
    while (page.hasRemaining() && file.read(page, id * PAGE + page.position()) >= 0) {
      continue;
    }
    return page.rewind();
  }

  private static void write(FileChannel file, long id, ByteBuffer page) throws IOException {
    page.rewind();
    while (page.hasRemaining()) {
      file.write(page, id * PAGE + page.position());
    }
  }
}
