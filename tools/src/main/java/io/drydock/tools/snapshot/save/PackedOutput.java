package io.drydock.tools.snapshot.save;

import io.drydock.formats.bytes.Bytes;
import io.drydock.tools.snapshot.manifest.Compression;
import io.drydock.tools.snapshot.manifest.Sha256;
import io.drydock.tools.source.Packed;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.zstandard.ZstdCompressorOutputStream;

/** Compresses into a file while the snapshot arrives, and reads the result back. */
final class PackedOutput implements AutoCloseable {

  private static final int BUFFER_BYTES = 1 << 16;

  private final FileChannel channel;
  private final OutputStream packed;

  private PackedOutput(FileChannel channel, OutputStream packed) {
    this.channel = channel;
    this.packed = packed;
  }

  /** Takes the channel over. */
  static PackedOutput to(FileChannel channel, Compression form) throws IOException {
    var out = new BufferedOutputStream(new KeptOpen(channel), BUFFER_BYTES);
    return new PackedOutput(
        channel,
        switch (form) {
          case ZSTD ->
              ZstdCompressorOutputStream.builder().setOutputStream(out).setChecksum(true).get();
          case GZIP -> new GzipCompressorOutputStream(out);
          case NONE -> out;
        });
  }

  void write(ByteBuffer bytes) throws IOException {
    packed.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
  }

  /** Writes the end of the compressed stream; durable on return, but for the name. */
  void finish() throws IOException {
    packed.close();
    channel.force(true);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** What is written last has to be synced, after the compressor was closed. */
  private static final class KeptOpen extends FilterOutputStream {

    KeptOpen(FileChannel channel) {
      super(Channels.newOutputStream(channel));
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      out.write(bytes, from, length);
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }

  /**
   * A compressed file, read to its end.
   *
   * @param packedSha256 of the file
   * @param contentSha256 of what is in it
   */
  record ReadBack(Bytes packedSha256, Bytes contentSha256) {

    /**
     * Unpacks and forgets.
     *
     * @throws IOException when it cannot be read or unpacked
     */
    static ReadBack of(Path file, Stop stop) throws IOException {
      Packed form = Packed.of(file).orElseThrow(() -> new IOException(file + ": not compressed"));
      var packed = new DigestInputStream(Files.newInputStream(file), Sha256.begin());
      MessageDigest content = Sha256.begin();
      try (var buffered = new BufferedInputStream(packed, BUFFER_BYTES);
          InputStream in = form.open(buffered)) {
        byte[] block = new byte[BUFFER_BYTES];
        for (int read = in.read(block); read >= 0; read = in.read(block)) {
          content.update(block, 0, read);
          stop.check();
        }
        buffered.transferTo(OutputStream.nullOutputStream());
      }
      return new ReadBack(
          Bytes.adopt(packed.getMessageDigest().digest()), Bytes.adopt(content.digest()));
    }
  }
}
