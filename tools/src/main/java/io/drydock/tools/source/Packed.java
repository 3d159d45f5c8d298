package io.drydock.tools.source;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.Extent;
import io.drydock.formats.bytes.ByteSource;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.compress.compressors.zstandard.ZstdCompressorInputStream;

/** A compressed file, told by its first bytes; its name does not matter. */
public enum Packed {
  /** RFC 8878. */
  ZSTD(0x28, 0xb5, 0x2f, 0xfd),
  /** RFC 1952. */
  GZIP(0x1f, 0x8b);

  private static final int HEAD_BYTES = 4;
  private static final int BUFFER_BYTES = 1 << 20;

  /** The file loses its name as soon as it is open. */
  private static final Set<OpenOption> NAMELESS =
      Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);

  private final byte[] magic;

  Packed(int... magic) {
    this.magic = new byte[magic.length];
    for (int i = 0; i < magic.length; i++) {
      this.magic[i] = (byte) magic[i];
    }
  }

  /**
   * How a file is compressed; empty for one that is not, and for a folder.
   *
   * @throws IOException when it cannot be read
   */
  public static Optional<Packed> of(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    byte[] head;
    try (InputStream in = Files.newInputStream(file)) {
      head = in.readNBytes(HEAD_BYTES);
    }
    return Arrays.stream(values()).filter(form -> form.begins(head)).findFirst();
  }

  private boolean begins(byte[] head) {
    return head.length >= magic.length
        && Arrays.equals(magic, 0, magic.length, head, 0, magic.length);
  }

  /**
   * Unpacks into a nameless file and maps it: it is gone when the source is closed or the process
   * ends, however it ends.
   *
   * @param scratch a folder with room for the content
   * @throws IOException when the file cannot be read, or there is no room
   * @throws CorruptFileException when the file is damaged or cut
   */
  ByteSource unpack(Path file, Path scratch) throws IOException, CorruptFileException {
    Path plain = Files.createTempFile(scratch, "drydock-unpacked-", ".db");
    try (var in = new Counting(Files.newInputStream(file));
        FileChannel out = FileChannel.open(plain, NAMELESS)) {
      copy(file, in, out);
      return ByteSource.map(out, file.toString());
    }
  }

  private void copy(Path file, Counting in, FileChannel out)
      throws IOException, CorruptFileException {
    byte[] chunk = new byte[BUFFER_BYTES];
    try (InputStream content = reading(file, in, () -> open(new BufferedInputStream(in)))) {
      int length = reading(file, in, () -> content.read(chunk));
      while (length >= 0) {
        ByteBuffer bytes = ByteBuffer.wrap(chunk, 0, length);
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
        length = reading(file, in, () -> content.read(chunk));
      }
    }
  }

  /**
   * The content, as a stream.
   *
   * @throws IOException when the beginning is not of this form, or cannot be read
   */
  public InputStream open(InputStream in) throws IOException {
    return switch (this) {
      case ZSTD -> new ZstdCompressorInputStream(in);
      case GZIP ->
          GzipCompressorInputStream.builder()
              .setInputStream(in)
              .setDecompressConcatenated(true)
              .get();
    };
  }

  /** One step of unpacking; it fails because of the file's content, unless the disk failed. */
  private <T> T reading(Path file, Counting in, Step<T> step)
      throws IOException, CorruptFileException {
    try {
      return step.run();
    } catch (IOException failure) {
      if (in.hasFailed) {
        throw failure;
      }
      String reason = failure.getMessage() == null ? failure.toString() : failure.getMessage();
      throw new CorruptFileException(
          new Extent(file.toString(), in.offset, 0),
          "cannot be unpacked as " + this + " (" + reason + "), read up to here");
    }
  }

  @FunctionalInterface
  private interface Step<T> {
    T run() throws IOException;
  }

  /** Knows how far it was read, and whether it was the disk that failed. */
  private static final class Counting extends FilterInputStream {

    private long offset;
    private boolean hasFailed;

    Counting(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int at, int length) throws IOException {
      hasFailed = true;
      int read = in.read(into, at, length);
      hasFailed = false;
      offset += Math.max(read, 0);
      return read;
    }
  }

  /** {@code zstd}, {@code gzip}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
