package io.drydock.tools.source;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.Extent;
import io.drydock.formats.FormatException;
import io.drydock.formats.UnsupportedFormatException;
import io.drydock.formats.bolt.BoltFile;
import io.drydock.formats.bolt.Meta;
import io.drydock.formats.bolt.MetaSlot;
import io.drydock.formats.bolt.salvage.PageSizes;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.dbsnapshot.SnapshotTrailer;
import io.drydock.formats.rocks.KvDirectory;
import io.drydock.tools.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** A database or snapshot file of which nothing need be sound, stopped, read where it lies. */
public final class DamagedDb implements AutoCloseable {

  private final Path file;
  private final ByteSource source;
  private final int pageSize;
  private final List<MetaSlot.Valid> metas;
  private final Optional<BoltFile> opened;

  private DamagedDb(Path file, ByteSource source, int pageSize, Optional<BoltFile> opened) {
    this.file = file;
    this.source = source;
    this.pageSize = pageSize;
    this.opened = opened;
    this.metas =
        opened.stream()
            .flatMap(bolt -> bolt.slots().stream())
            .flatMap(slot -> slot instanceof MetaSlot.Valid valid ? Stream.of(valid) : Stream.of())
            .sorted(Comparator.comparing(valid -> valid.meta().txid(), DamagedDb::newestFirst))
            .toList();
  }

  private static int newestFirst(long a, long b) {
    return Long.compareUnsigned(b, a);
  }

  /**
   * Opens it.
   *
   * @throws IOException when there is nothing of that name, or it cannot be read
   * @throws CorruptFileException when no page of it can be told
   * @throws UnsupportedFormatException when it is of a version that is not read
   * @throws HeldException when a running server holds it
   */
  public static DamagedDb open(Path named) throws IOException, FormatException {
    Path file = DbSource.locate(named);
    if (KvDirectory.isMarked(file)) {
      throw new UnsupportedFormatException(
          new Extent(file.toString(), 0, 0), "salvage of", "a node's rows", "pages of bbolt");
    }
    if (Packed.of(file).isPresent()) {
      throw new UsageException(file + ": is compressed; unpack it first");
    }
    if (Files.isRegularFile(file) && FileLocks.now().holdsMemberOf(file)) {
      throw new HeldException(file);
    }
    ByteSource source = ByteSource.map(file);
    try {
      return of(file, source);
    } catch (FormatException failure) {
      source.close();
      throw failure;
    }
  }

  private static DamagedDb of(Path file, ByteSource source) throws FormatException {
    Optional<BoltFile> opened = opened(source);
    if (opened.isPresent()) {
      return new DamagedDb(file, source, opened.get().pageSize(), opened);
    }
    OptionalInt guess = PageSizes.guess(source);
    if (guess.isEmpty()) {
      throw new CorruptFileException(
          source.extent(0, source.size()),
          source.size() == 0
              ? "the file is empty"
              : "neither of its metas is sound and no page names itself: nothing can be salvaged");
    }
    return new DamagedDb(file, source, guess.getAsInt(), opened);
  }

  private static Optional<BoltFile> opened(ByteSource source) throws FormatException {
    try {
      return Optional.of(BoltFile.open(source));
    } catch (FormatException failure) {
      return switch (failure) {
        case CorruptFileException _ -> Optional.empty();
        case UnsupportedFormatException unsupported -> throw unsupported;
      };
    }
  }

  /** The database file. */
  public Path file() {
    return file;
  }

  /** Its length in bytes. */
  public long fileBytes() {
    return source.size();
  }

  /** In bytes; from a meta, or from the numbers that the pages have. */
  public int pageSize() {
    return pageSize;
  }

  /** The metas that can be used, the newer one first; at most two. */
  public List<MetaSlot.Valid> metas() {
    return metas;
  }

  /** Pages that the file has bytes for, the last perhaps cut. */
  public long pageCount() {
    long bytes = source.size() - (hasTrailer() ? SnapshotTrailer.BYTES : 0);
    return Math.ceilDiv(bytes, pageSize);
  }

  private boolean hasTrailer() {
    return SnapshotTrailer.isPresent(source.size());
  }

  /** The file as of this meta. */
  public BoltFile asOf(Meta meta) {
    return BoltFile.assuming(source, meta);
  }

  /**
   * The file with all of its pages, as of a tree of buckets that begins at a page.
   *
   * @param rootPageId 0 for no tree
   */
  public BoltFile from(long rootPageId) {
    long txid = metas.isEmpty() ? 1 : metas.getFirst().meta().txid();
    return asOf(new Meta(pageSize, 0, rootPageId, 0, Meta.NO_FREELIST, pageCount(), txid));
  }

  /**
   * Makes sure that no server was started on it while it was read.
   *
   * @throws ChangingException when one was
   * @throws HeldException when one holds it
   */
  public void checkUnchanged() throws IOException {
    if (FileLocks.now().holdsMemberOf(file)) {
      throw new HeldException(file);
    }
    if (Files.size(file) != source.size() || opened.isPresent() && !opened.get().metasUnchanged()) {
      throw new ChangingException(file.toString(), 1);
    }
  }

  @Override
  public void close() {
    source.close();
  }
}
