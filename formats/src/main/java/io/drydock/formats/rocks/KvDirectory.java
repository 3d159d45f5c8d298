package io.drydock.formats.rocks;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.Extent;
import io.drydock.formats.FormatException;
import io.drydock.formats.UnsupportedFormatException;
import io.drydock.formats.bytes.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/**
 * What lies in {@code member/kv}.
 *
 * <pre>
 * DRYDOCK             text "drydock kv 1\n": the layout, told without opening the database
 * CURRENT, MANIFEST-*  RocksDB: which files make up the database
 * *.sst                RocksDB: rows
 * LOCK, LOG, OPTIONS-*, IDENTITY  RocksDB: the writer's lock, its log, its options, its name
 * </pre>
 *
 * <p>Layout 1: a column family for each bucket, of the bucket's name; one that RocksDB has for
 * itself, {@code default}, is empty. A bucket whose name is {@code default}, or begins with {@code
 * =}, has a {@code =} before its name. Keys and values are those of the bucket, in bytewise
 * unsigned order. RocksDB's own write-ahead log is not used: what raft's log holds is not written
 * twice.
 */
public final class KvDirectory {

  /** Name of the directory in {@code member}. */
  public static final String NAME = "kv";

  /** The layout that is written here. */
  public static final int LAYOUT = 1;

  private static final String MARKER = "DRYDOCK";
  private static final String CURRENT = "CURRENT";
  private static final Pattern MARKED = Pattern.compile("drydock kv ([1-9][0-9]{0,8})\n");
  private static final int MARKER_LIMIT_BYTES = 64;
  private static final String DEFAULT_FAMILY = "default";
  private static final byte ESCAPE = '=';

  private KvDirectory() {}

  /**
   * The directory of rows below what the user named: a data directory, its {@code member}, or the
   * directory itself; empty when there is none.
   */
  public static Optional<Path> find(Path named) {
    return Stream.of(named, named.resolve(NAME), named.resolve("member").resolve(NAME))
        .filter(KvDirectory::isMarked)
        .findFirst();
  }

  /** True for a directory that says it is one of ours. */
  public static boolean isMarked(Path kv) {
    return Files.isRegularFile(kv.resolve(MARKER));
  }

  /**
   * Makes sure that the directory is one of ours, whole and of a layout that is known here.
   *
   * @throws IOException when it is none of ours, or cannot be read
   * @throws CorruptFileException when the marker says nothing that a marker says, or the database
   *     that it marks is gone
   * @throws FormatException when it is of a later layout
   */
  public static void check(Path kv) throws IOException, FormatException {
    Path marker = kv.resolve(MARKER);
    if (!Files.isRegularFile(marker)) {
      throw new IOException(kv + ": not written by Drydock: there is no file " + MARKER + " in it");
    }
    Extent at = new Extent(marker.toString(), 0, Files.size(marker));
    String text =
        at.length() > MARKER_LIMIT_BYTES
            ? ""
            : Files.readString(marker, StandardCharsets.ISO_8859_1);
    Matcher matcher = MARKED.matcher(text);
    if (!matcher.matches()) {
      throw new CorruptFileException(
          at, "marker", "\"drydock kv " + LAYOUT + "\"", "something else");
    }
    if (Integer.parseInt(matcher.group(1)) != LAYOUT) {
      throw new UnsupportedFormatException(
          at, "layout of the key-value directory", matcher.group(1), String.valueOf(LAYOUT));
    }
    if (!Files.isRegularFile(kv.resolve(CURRENT))) {
      throw new CorruptFileException(new Extent(kv.toString(), 0, 0), "no file " + CURRENT);
    }
  }

  /**
   * Marks a directory as ours, durably but for its own name.
   *
   * @param kv holds a complete database
   */
  static void mark(Path kv) throws IOException {
    byte[] text = ("drydock kv " + LAYOUT + "\n").getBytes(StandardCharsets.US_ASCII);
    try (FileChannel out =
        FileChannel.open(
            kv.resolve(MARKER), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(text);
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(true);
    }
    sync(kv);
  }

  /** Makes the names in a folder durable. */
  static void sync(Path folder) throws IOException {
    try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
      names.force(true);
    }
  }

  /**
   * Bytes of all files in the directory; what goes away meanwhile is left out.
   *
   * @throws IOException when it cannot be listed
   */
  public static long bytes(Path kv) throws IOException {
    long bytes = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(kv)) {
      for (Path file : files) {
        try {
          bytes += Files.size(file);
        } catch (NoSuchFileException replaced) {
          continue; // by the node that runs on it
        }
      }
    } catch (DirectoryIteratorException failure) {
      throw failure.getCause();
    }
    return bytes;
  }

  /**
   * Names of all column families of a database, whether or not it is open.
   *
   * @throws RocksDBException when the list of its files cannot be read: RocksDB's own listing says
   *     nothing then, so that it is opened to hear why
   */
  public static List<byte[]> families(Path kv) throws RocksDBException {
    try (var options = new Options()) {
      List<byte[]> names = RocksDB.listColumnFamilies(options, kv.toString());
      if (names.isEmpty()) {
        RocksDB.openReadOnly(options, kv.toString()).close();
        names = RocksDB.listColumnFamilies(options, kv.toString());
      }
      if (names.isEmpty()) {
        throw new RocksDBException("its column families cannot be listed");
      }
      return names;
    }
  }

  /** Name of the column family that holds a bucket. */
  public static byte[] family(Bytes bucket) {
    boolean isEscaped =
        bucket.equals(Bytes.ofUtf8(DEFAULT_FAMILY)) || !bucket.isEmpty() && bucket.at(0) == ESCAPE;
    if (!isEscaped) {
      return bucket.toByteArray();
    }
    return ByteBuffer.allocate(bucket.length() + 1).put(ESCAPE).put(bucket.toByteArray()).array();
  }

  /** The bucket that a column family holds; empty for RocksDB's own. */
  public static Optional<Bytes> bucket(byte[] family) {
    Bytes name = Bytes.copyOf(family);
    if (name.equals(Bytes.ofUtf8(DEFAULT_FAMILY))) {
      return Optional.empty();
    }
    boolean isEscaped = !name.isEmpty() && name.at(0) == ESCAPE;
    return Optional.of(isEscaped ? name.slice(1, name.length()) : name);
  }
}
