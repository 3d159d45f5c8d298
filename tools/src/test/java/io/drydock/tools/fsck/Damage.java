package io.drydock.tools.fsck;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.drydock.formats.Extent;
import io.drydock.formats.FormatException;
import io.drydock.formats.backend.BackendCursor;
import io.drydock.formats.backend.BoltView;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.backend.RevisionKey;
import io.drydock.formats.bolt.BoltFile;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.mvcc.KeyScan;
import io.drydock.formats.proto.raftpb.EntryType;
import io.drydock.formats.proto.raftpb.Snapshot;
import io.drydock.formats.raft.LogPosition;
import io.drydock.formats.raft.RaftMessages;
import io.drydock.formats.snap.SnapEncoder;
import io.drydock.formats.snap.SnapReader;
import io.drydock.formats.wal.WalDirectory;
import io.drydock.formats.wal.write.WalWriter;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Damages a data directory in the ways that directories get damaged. */
public final class Damage {

  private static final int PAGE_BYTES = 4096;
  private static final int HEADER_BYTES = 8;

  private final Path data;

  Damage(Path data) {
    this.data = data;
  }

  Path data() {
    return data;
  }

  /** A record's frame in a segment. */
  record Frame(long offset, long bytes) {}

  Path db() {
    return data.resolve("member/snap/db");
  }

  List<Path> segments() throws IOException {
    return named("member/wal", ".wal");
  }

  List<Path> snapshots() throws IOException {
    return named("member/snap", ".snap");
  }

  private List<Path> named(String folder, String suffix) throws IOException {
    try (Stream<Path> files = Files.list(data.resolve(folder))) {
      return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    }
  }

  /** The frames of a segment up to the first length of 0. */
  static List<Frame> frames(Path segment) throws IOException {
    var frames = new ArrayList<Frame>();
    try (var file = new RandomAccessFile(segment.toFile(), "r")) {
      long offset = 0;
      while (offset + HEADER_BYTES <= file.length()) {
        file.seek(offset);
        long length = Long.reverseBytes(file.readLong());
        if (length == 0) {
          break;
        }
        long pad = length < 0 ? length >>> 56 & 7 : 0;
        long bytes = HEADER_BYTES + (length & 0x00ff_ffff_ffff_ffffL) + pad;
        frames.add(new Frame(offset, bytes));
        offset += bytes;
      }
    }
    return frames;
  }

  Frame last() throws IOException {
    return frames(segments().getLast()).getLast();
  }

  /** Changes a bit of the byte there. */
  public static void flip(Path path, long offset) throws IOException {
    try (var file = new RandomAccessFile(path.toFile(), "rw")) {
      file.seek(offset);
      int value = file.read();
      file.seek(offset);
      file.write(value ^ 4);
    }
  }

  /** Overwrites what lies there. */
  public static void write(Path path, long offset, byte... bytes) throws IOException {
    try (var file = new RandomAccessFile(path.toFile(), "rw")) {
      file.seek(offset);
      file.write(bytes);
    }
  }

  /** Ends the file there. */
  public static void cut(Path path, long bytes) throws IOException {
    try (var file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(bytes);
    }
  }

  /** Other content in the place of a segment. */
  void replace(int ordinal, byte[] content) throws IOException {
    Files.write(segments().get(ordinal), content);
  }

  /** Moves all that follows a record to its place. */
  void dropRecord(int ordinal, int number) throws IOException {
    Path segment = segments().get(ordinal);
    Frame frame = frames(segment).get(number);
    Path moved = segment.resolveSibling("moved");
    try (var from = FileChannel.open(segment, StandardOpenOption.READ);
        var to = FileChannel.open(moved, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      long end = frames(segment).getLast().offset() + frames(segment).getLast().bytes();
      from.transferTo(0, frame.offset(), to);
      from.transferTo(frame.offset() + frame.bytes(), end - frame.offset() - frame.bytes(), to);
    }
    cut(moved, Files.size(segment));
    Files.move(moved, segment, StandardCopyOption.REPLACE_EXISTING);
  }

  void flipSnapshot(Path snapshot) throws IOException {
    flip(snapshot, Files.size(snapshot) / 2);
  }

  /** A v2 store that is no JSON, in a raft snapshot file whose checksum is right. */
  public static void spoilStore(Path snapshot) throws IOException, FormatException {
    Snapshot content;
    try (ByteSource source = ByteSource.map(snapshot)) {
      content = SnapReader.read(source).raftSnapshot();
    }
    ByteString store = ByteString.copyFromUtf8("[").concat(content.getData().substring(1));
    Bytes spoilt = SnapEncoder.encode(content.toBuilder().setData(store).build());
    Files.write(snapshot, spoilt.toByteArray());
  }

  void deleteAll(List<Path> files) throws IOException {
    for (Path file : files) {
      Files.delete(file);
    }
  }

  /** Pages in use of the database, by the meta with the higher transaction. */
  long pages() throws IOException {
    ByteBuffer metas = metas();
    return metas.getLong(newestMeta() * PAGE_BYTES + 56);
  }

  /** Which of the two first pages the database goes by. */
  int newestMeta() throws IOException {
    ByteBuffer metas = metas();
    return metas.getLong(64) > metas.getLong(PAGE_BYTES + 64) ? 0 : 1;
  }

  private ByteBuffer metas() throws IOException {
    try (var in = Files.newInputStream(db())) {
      return ByteBuffer.wrap(in.readNBytes(2 * PAGE_BYTES)).order(ByteOrder.LITTLE_ENDIAN);
    }
  }

  void spoilMeta(int page) throws IOException {
    flip(db(), (long) page * PAGE_BYTES + 64);
  }

  /** Where the first record of the key space lies: in a page that is surely in use. */
  private Extent firstRecord() throws IOException, FormatException {
    try (ByteSource source = ByteSource.map(db())) {
      BackendCursor cursor = BoltView.of(BoltFile.open(source)).cursor(Bucket.KEY);
      assertTrue(cursor.next(), "a store with records");
      return cursor.at();
    }
  }

  /** Nonsense in the place of the page with the first record. */
  void spoilLeaf() throws IOException, FormatException {
    byte[] nonsense = new byte[PAGE_BYTES];
    for (int i = 0; i < nonsense.length; i++) {
      nonsense[i] = (byte) (i * 31 + 7);
    }
    write(db(), firstRecord().offset() / PAGE_BYTES * PAGE_BYTES, nonsense);
  }

  /** A wrong byte between main and sub revision of the first record. */
  void spoilRevision() throws IOException, FormatException {
    write(db(), firstRecord().offset() + Long.BYTES, (byte) '^');
  }

  /** A value of the first record that is no message. */
  void spoilValue() throws IOException, FormatException {
    byte[] nonsense = new byte[4];
    Arrays.fill(nonsense, (byte) 0xff);
    write(db(), firstRecord().offset() + RevisionKey.VERSION_BYTES, nonsense);
  }

  /** Changes the last byte of the value of the record of this ordinal, or of the next put. */
  void changeValue(long ordinal) throws IOException, FormatException {
    try (ByteSource source = ByteSource.map(db())) {
      KeyScan scan = KeyScan.of(BoltView.of(BoltFile.open(source)));
      while (scan.next() && (scan.ordinal() < ordinal || scan.isTombstone())) {
        continue;
      }
      flip(db(), scan.at().end() - 1);
    }
  }

  /** Changes the last byte of the value of the first record of this main revision. */
  void changeValueOf(long main) throws IOException, FormatException {
    try (ByteSource source = ByteSource.map(db())) {
      KeyScan scan = KeyScan.of(BoltView.of(BoltFile.open(source)));
      while (scan.next() && scan.main() < main) {
        continue;
      }
      flip(db(), scan.at().end() - 1);
    }
  }

  /** Another entry of an index that is committed; it replaces the one before and all behind. */
  void rewriteEntry(long raftIndex) throws IOException, FormatException {
    try (WalWriter writer = WalWriter.resume(WalDirectory.list(data.resolve("member/wal")))) {
      var entry =
          RaftMessages.entry(
              EntryType.EntryNormal,
              new LogPosition(9, raftIndex),
              Optional.of(Bytes.ofUtf8("another")));
      writer.append(Optional.empty(), List.of(entry));
      writer.sync();
    }
  }

  /** A log that was cut once more, without the segment that was the newest before. */
  void loseSegmentBetween() throws IOException, FormatException {
    Path newest = segments().getLast();
    try (WalWriter writer = WalWriter.resume(WalDirectory.list(data.resolve("member/wal")))) {
      writer.cut();
      writer.sync();
    }
    Files.delete(newest);
  }

  /** A log whose last state says that more is committed than there is. */
  void commitAhead() throws IOException, FormatException {
    Path wal = data.resolve("member/wal");
    try (WalWriter writer = WalWriter.resume(WalDirectory.list(wal))) {
      var state = RaftMessages.hardState(1_000, 0, 1_000_000);
      writer.append(Optional.of(state), List.of());
      writer.sync();
    }
  }

  /** Another consistent index, in every page that has one, used or not. */
  void setConsistentIndex(long raftIndex) throws IOException {
    byte[] name = "consistent_index".getBytes(StandardCharsets.US_ASCII);
    byte[] bytes = Files.readAllBytes(db());
    byte[] index = ByteBuffer.allocate(Long.BYTES).putLong(raftIndex).array();
    for (int at = 0; at + name.length + index.length <= bytes.length; at++) {
      if (Arrays.equals(bytes, at, at + name.length, name, 0, name.length)) {
        write(db(), at + name.length, index);
      }
    }
  }
}
