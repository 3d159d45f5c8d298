package io.drydock.tools.source;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.FormatException;
import io.drydock.formats.bolt.BoltFile;
import io.drydock.formats.bolt.PageHeader;
import io.drydock.formats.bolt.PageOutline;
import io.drydock.formats.bolt.PageSet;
import io.drydock.formats.bytes.ByteSource;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;

/**
 * Copies a database that a server writes to, so that the copy is one commit, by following the
 * server from commit to commit.
 *
 * <pre>
 * outline of commit t ─▶ copy its pages, piece by piece ─▶ newest commit still t? the piece counts
 *        ▲                                                       │ no
 *        └── what t and t+1 reach stays copied, the rest goes ◀────┘ it is t+1
 * </pre>
 *
 * <p>A piece that was read while t was the newest commit is right, for bbolt never writes to a page
 * of the newest commit; and a page that t+1 reaches under the same number is the same page ({@link
 * PageOutline}). So each commit takes away only what it replaced, and the copy is done when a
 * commit lasts until the pages that the one before it changed are copied. When commits are missed,
 * because this process had no processor for so long, the copy begins anew; what it may read in all
 * is three times the file.
 *
 * <p>Free pages are not copied: the file that is made has holes there.
 */
final class LiveCopy {

  /** Why there is a copy. */
  static final String HELD = "a server holds this database open, and the copy to read";

  private static final int PIECE_BYTES = 1 << 20;
  private static final int READ_FACTOR = 3;

  /** Beside the factor: for small files, which their server changes in large part each time. */
  private static final long SPARE_BYTES = 64L << 20;

  private static final int META_PAGES = 2;

  private final Path path;
  private final FileChannel to;
  private final Runnable afterPiece;
  private ByteBuffer piece = ByteBuffer.allocateDirect(PIECE_BYTES);
  private long readBytes;
  private Object fileKey = new Object();
  private long txid;
  private Optional<PageOutline> outline = Optional.empty();
  private PageSet copied = PageSet.none();

  private LiveCopy(Path path, FileChannel to, Runnable afterPiece) {
    this.path = path;
    this.to = to;
    this.afterPiece = afterPiece;
  }

  /**
   * Copies into a nameless file of this folder.
   *
   * @param afterPiece told after each piece was read, before it is known whether it counts
   * @return the copy under the name of the original; whoever closes it gives its room back
   * @throws IOException when it cannot be read, or the folder has no room for it
   * @throws CorruptFileException when the tree of the database is damaged
   * @throws ChangingException when three times the file did not suffice
   */
  static ByteSource of(Path path, Path folder, Runnable afterPiece)
      throws IOException, FormatException {
    Path file = Files.createTempFile(folder, "drydock-live-", ".db");
    try (var to = FileChannel.open(file, StandardOpenOption.WRITE)) {
      requireRoom(path, folder, Files.size(path), HELD);
      new LiveCopy(path, to, afterPiece).run();
      return ByteSource.map(file, path.toString());
    } finally {
      Files.delete(file);
    }
  }

  /**
   * Makes sure that a copy fits.
   *
   * @param why there is one, up to the word "needs"
   * @throws IOException when it does not
   */
  static void requireRoom(Path path, Path folder, long bytes, String why) throws IOException {
    long room = Files.getFileStore(folder).getUsableSpace();
    if (room < bytes) {
      throw new IOException(
          path
              + ": "
              + why
              + " needs "
              + bytes
              + " bytes where "
              + folder
              + " has "
              + room
              + "; set another folder with TMPDIR=DIR");
    }
  }

  private void run() throws IOException, FormatException {
    long limit = Files.size(path) * READ_FACTOR + SPARE_BYTES;
    while (readBytes < limit) {
      forgetIfReplaced();
      try (ByteSource live = ByteSource.map(path)) {
        BoltFile now = BoltFile.open(live);
        if (now.missingBytes() > 0 && Files.size(path) > live.size()) {
          continue; // a commit made the file longer after it was mapped
        }
        if (follow(now) && copyMissing(now) && finish(now)) {
          return;
        }
      }
    }
    throw new ChangingException(path.toString(), readBytes);
  }

  /** A defragmentation of the server puts another file in the place of the old one. */
  private void forgetIfReplaced() throws IOException {
    Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    if (!Objects.equals(fileKey, key)) {
      outline = Optional.empty();
    }
    fileKey = key;
  }

  /** Takes the outline of the newest commit; false when the next one came meanwhile. */
  private boolean follow(BoltFile now) throws FormatException {
    long newest = now.meta().txid();
    if (outline.isPresent() && newest == txid) {
      return true;
    }
    Optional<PageOutline> before = newest == txid + 1 ? outline : Optional.empty();
    outline = Optional.empty();
    readBytes += PIECE_BYTES;
    try {
      PageOutline next = PageOutline.of(now, before);
      if (!now.metasUnchanged()) {
        return false;
      }
      copied = before.isPresent() ? copied.intersection(next.pages()) : emptyFor(next);
      outline = Optional.of(next);
      txid = newest;
      return true;
    } catch (CorruptFileException damage) {
      if (now.metasUnchanged()) {
        throw damage;
      }
      return false;
    }
  }

  private static PageSet emptyFor(PageOutline outline) {
    return PageSet.none().intersection(outline.pages());
  }

  /** Copies the pages of the commit that are not there yet; false when the next one came. */
  private boolean copyMissing(BoltFile now) throws IOException, FormatException {
    PageSet wanted = outline.orElseThrow().pages();
    long limit = wanted.limit();
    for (long id = wanted.next(0); id < limit; id = wanted.next(id + 1)) {
      if (!copied.contains(id) && !copyPiece(now, id)) {
        return false;
      }
    }
    return true;
  }

  /** Copies this page and what follows it in the file, as far as a piece goes. */
  private boolean copyPiece(BoltFile now, long first) throws IOException, FormatException {
    int pageBytes = now.pageSize();
    long offset = first * pageBytes;
    long rest = now.pageCount() * pageBytes - offset;
    long pages = Math.min(rest, Math.max(piece.capacity(), pageBytes)) / pageBytes;
    read(now.source(), offset, pages * pageBytes);
    long whole = wholePages(first, pages, pageBytes);
    if (whole == 0) {
      whole = pagesOf(first, 0, pageBytes);
      read(now.source(), offset, whole * pageBytes);
    }
    afterPiece.run();
    if (!now.metasUnchanged()) {
      return false;
    }
    piece.position(0).limit(Math.toIntExact(whole * pageBytes));
    while (piece.hasRemaining()) {
      to.write(piece, offset + piece.position());
    }
    PageSet wanted = outline.orElseThrow().pages();
    for (long id = wanted.next(first); id < first + whole; id = wanted.next(id + 1)) {
      if (!copied.contains(id)) {
        copied.add(id);
      }
    }
    return true;
  }

  /** Fills the piece: with what is read again later nothing could be proven. */
  private void read(ByteSource live, long offset, long bytes) throws FormatException {
    if (bytes > piece.capacity()) {
      piece = ByteBuffer.allocateDirect(Math.toIntExact(bytes));
    }
    piece.clear().limit((int) bytes);
    MemorySegment.copy(live.view(offset, bytes), 0, MemorySegment.ofBuffer(piece), 0, bytes);
    live.touched(bytes);
    readBytes += bytes;
  }

  /** How many of the pages that were read end no wanted page, with what continues it, in two. */
  private long wholePages(long first, long pages, int pageBytes) {
    PageSet wanted = outline.orElseThrow().pages();
    long end = 0;
    for (long id = wanted.next(first); id < first + pages; id = wanted.next(id + 1)) {
      long next = id - first + pagesOf(id, id - first, pageBytes);
      if (next > pages) {
        return end;
      }
      end = next;
    }
    return end;
  }

  /** How many pages this one takes; a damaged one that says otherwise is taken for one. */
  private long pagesOf(long id, long place, int pageBytes) {
    MemorySegment page = MemorySegment.ofBuffer(piece.duplicate().clear());
    PageHeader header = PageHeader.decode(page.asSlice(place * pageBytes, PageHeader.BYTES));
    long limit = outline.orElseThrow().pages().limit();
    boolean isSound = header.id() == id && header.overflow() < limit - id;
    return isSound ? header.overflow() + 1 : 1;
  }

  /** Writes the metas that are there if they still are those of the copied commit. */
  private boolean finish(BoltFile now) throws IOException, FormatException {
    int pageBytes = now.pageSize();
    read(now.source(), 0, (long) META_PAGES * pageBytes);
    if (!now.metasUnchanged()) {
      return false;
    }
    while (piece.hasRemaining()) {
      to.write(piece, piece.position());
    }
    long bytes = now.pageCount() * pageBytes;
    if (to.size() < bytes) {
      to.write(ByteBuffer.allocate(1), bytes - 1);
    } else {
      to.truncate(bytes);
    }
    return true;
  }
}
