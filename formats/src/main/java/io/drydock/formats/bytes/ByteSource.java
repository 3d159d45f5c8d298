package io.drydock.formats.bytes;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.Extent;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;

/**
 * The content of one file, read-only and addressed by offset.
 *
 * <p>A file is mapped, not read: no heap grows with it, and files over 2 GiB are ordinary. The size
 * is the one at opening; what is appended later is not seen. Every access is checked against that
 * size and throws {@link CorruptFileException} beyond it, because an offset that leads out of the
 * file was itself read from the file.
 *
 * <p>When somebody truncates a mapped file, touching the lost part makes the JVM throw {@link
 * InternalError}; the command line reports that as an input/output error.
 *
 * <p>Mapping keeps what was touched in the process's resident memory. A reader that goes over a
 * whole file calls {@link #touched(long)}, one that looks here and there {@link #visited(long)};
 * both give pages back to the system now and then.
 *
 * <p>Used by one thread; a second one reads through {@link #forAnotherThread()}.
 */
public final class ByteSource implements AutoCloseable {

  private static final ValueLayout.OfShort U16_LE =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt U32_LE =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong U64_LE =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final String name;
  private final MemorySegment content;
  private final Optional<Arena> owned;
  private final ResidentPages residentPages;

  private ByteSource(String name, MemorySegment content, Optional<Arena> owned) {
    this(name, content.asReadOnly(), owned, ResidentPages.of(content));
  }

  private ByteSource(
      String name, MemorySegment content, Optional<Arena> owned, ResidentPages residentPages) {
    this.name = Objects.requireNonNull(name, "name");
    this.content = content;
    this.owned = owned;
    this.residentPages = residentPages;
  }

  /**
   * Maps a file for reading. Takes no lock and writes nothing, not even a time of access where the
   * system allows to ask for that.
   *
   * @throws IOException when the file cannot be opened or mapped, or is not a regular file
   */
  public static ByteSource map(Path file) throws IOException {
    return map(file, file.toString());
  }

  /** As {@link #map(Path)}, for a file that stands in for another: extents name that one. */
  public static ByteSource map(Path file, String name) throws IOException {
    if (!Files.readAttributes(file, BasicFileAttributes.class).isRegularFile()) {
      throw new IOException(file + ": not a regular file");
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return map(channel, name);
    }
  }

  /**
   * Maps what a channel reads, which may be closed then; the file may have lost its name.
   *
   * @param name what extents name
   * @throws IOException when it cannot be mapped, or becomes shorter meanwhile
   */
  public static ByteSource map(FileChannel channel, String name) throws IOException {
    var arena = Arena.ofShared();
    try {
      long size = channel.size();
      MemorySegment mapped =
          size == 0
              ? MemorySegment.ofArray(new byte[0])
              : channel.map(FileChannel.MapMode.READ_ONLY, 0, size, arena);
      return new ByteSource(name, mapped, Optional.of(arena));
    } catch (IOException failure) {
      arena.close();
      throw new IOException(name + ": cannot be mapped: " + failure.getMessage(), failure);
    }
  }

  /** A source over bytes in memory; the array must not change any more. */
  public static ByteSource of(String name, byte[] bytes) {
    return new ByteSource(name, MemorySegment.ofArray(bytes), Optional.empty());
  }

  /** A copy, in memory off the heap, of the first bytes of another source; keeps its name. */
  public static ByteSource copyOf(ByteSource other, long bytes) {
    var arena = Arena.ofShared();
    MemorySegment copy = arena.allocate(bytes);
    MemorySegment.copy(other.content, 0, copy, 0, bytes);
    return new ByteSource(other.name, copy, Optional.of(arena));
  }

  /**
   * The same content for another thread, at no cost. It lives as long as this source does; closing
   * it does nothing. Whoever opened this one closes it when no other thread reads any more.
   */
  public ByteSource forAnotherThread() {
    return new ByteSource(name, content, Optional.empty(), residentPages.forAnotherThread());
  }

  /** The file as the caller named it. */
  public String name() {
    return name;
  }

  /** In bytes, at the time of opening. */
  public long size() {
    return content.byteSize();
  }

  /** An extent of this file. */
  public Extent extent(long offset, long length) {
    return new Extent(name, offset, length);
  }

  /** One byte, 0..255. */
  public int u8(long offset) throws CorruptFileException {
    check(offset, 1);
    return content.get(ValueLayout.JAVA_BYTE, offset) & 0xff;
  }

  /** Two bytes, little-endian, 0..65535. */
  public int u16(long offset) throws CorruptFileException {
    check(offset, 2);
    return content.get(U16_LE, offset) & 0xffff;
  }

  /** Four bytes, little-endian, 0..2^32-1. */
  public long u32(long offset) throws CorruptFileException {
    check(offset, 4);
    return content.get(U32_LE, offset) & 0xffffffffL;
  }

  /** Eight bytes, little-endian, to be read as unsigned. */
  public long u64(long offset) throws CorruptFileException {
    check(offset, 8);
    return content.get(U64_LE, offset);
  }

  /** A read-only view of {@code length} bytes; no copy, valid until this is closed. */
  public MemorySegment view(long offset, long length) throws CorruptFileException {
    check(offset, length);
    return content.asSlice(offset, length);
  }

  /** A copy of {@code length} bytes; at most {@link Integer#MAX_VALUE} - 8. */
  public Bytes bytes(long offset, int length) throws CorruptFileException {
    return Bytes.copyOf(view(offset, length));
  }

  /** True when all of the bytes are zero. */
  public boolean isZero(long offset, long length) throws CorruptFileException {
    check(offset, length);
    long at = offset;
    long end = offset + length;
    for (; at + 8 <= end; at += 8) {
      if (content.get(U64_LE, at) != 0) {
        return false;
      }
    }
    for (; at < end; at++) {
      if (content.get(ValueLayout.JAVA_BYTE, at) != 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * Notes that about so many bytes were read; now and then this returns the resident pages of the
   * mapping to the system. They come back from the page cache when touched again.
   */
  public void touched(long bytes) {
    residentPages.touched(bytes);
  }

  /** As {@link #touched(long)}, for bytes that do not follow those that were read before. */
  public void visited(long bytes) {
    residentPages.visited(bytes);
  }

  /** Notes that for now nothing more will be read, so that resident pages are not needed. */
  public void finished() {
    residentPages.finished();
  }

  /** Unmaps. Views handed out before throw {@link IllegalStateException} from now on. */
  @Override
  public void close() {
    owned.ifPresent(Arena::close);
  }

  private void check(long offset, long length) throws CorruptFileException {
    if (offset < 0 || length < 0 || offset > size() - length) {
      throw new CorruptFileException(
          new Extent(name, Math.max(offset, 0), Math.max(length, 0)),
          "reference out of the file",
          "at most " + size() + " bytes in all",
          Long.toUnsignedString(length) + " bytes from " + Long.toUnsignedString(offset));
    }
  }
}
