package io.drydock.tools.repair;

import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.wal.WalCursor;
import io.drydock.formats.wal.WalDirectory;
import io.drydock.formats.wal.WalEnvelope;
import io.drydock.formats.wal.WalSegment;
import io.drydock.testdata.Directories;
import io.drydock.tools.fsck.Damage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Damages records of a sound log. */
final class Harm {

  private static final int HEADER_BYTES = 8;

  /** Behind the fields of the type, and the tag. */
  private static final int CRC_AT = 3;

  private static final int SECTOR_BYTES = 512;
  private static final int ZEROS_BYTES = 1 << 13;

  private final Path data;
  private final List<Frame> frames = new ArrayList<>();

  /**
   * A record.
   *
   * @param index of an entry; 0 for other records
   */
  private record Frame(Path file, long type, long index, long offset, long bytes) {}

  /** Copies a member without the zeros that its log and the next segment are preallocated with. */
  static Path trimmed(Path kept, Path to) throws IOException {
    Path data = Directories.copy(kept, to);
    Files.deleteIfExists(data.resolve("member/wal/0.tmp"));
    Frame last = new Harm(data).frames.getLast();
    Damage.cut(last.file(), last.offset() + last.bytes() + ZEROS_BYTES);
    return data;
  }

  /** Of the log of this data directory. */
  Harm(Path data) throws IOException {
    this.data = data;
    for (WalSegment segment : WalDirectory.list(data.resolve("member/wal")).segments()) {
      try (ByteSource source = ByteSource.map(segment.path())) {
        WalCursor cursor = WalCursor.atStart(source, 0, true);
        while (cursor.next()) {
          long index = cursor.type() == WalEnvelope.ENTRY ? cursor.entryIndex() : 0;
          frames.add(
              new Frame(
                  segment.path(), cursor.type(), index, cursor.offset(), cursor.frameBytes()));
        }
      }
    }
  }

  private Frame entry(long index) {
    return frames.stream().filter(one -> one.index() == index).toList().getLast();
  }

  /** Index of the last entry. */
  long last() {
    return frames.stream().mapToLong(Frame::index).max().orElseThrow();
  }

  /** A bit of the entry's data. */
  void flip(long index) throws IOException {
    Damage.flip(entry(index).file(), entry(index).offset() + entry(index).bytes() - 9);
  }

  /** A length that the file does not have in the place of the entry's, and other data. */
  void stretch(long index) throws IOException {
    flip(index);
    byte[] length =
        ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(1L << 40).array();
    Damage.write(entry(index).file(), entry(index).offset(), length);
  }

  /** One bit of the entry's length, by which it ends in the zeros behind the last record. */
  void flipLength(long index) throws IOException {
    Frame entry = entry(index);
    Damage.write(entry.file(), entry.offset() + 1, (byte) (entry.bytes() - HEADER_BYTES >> 8 ^ 16));
  }

  /** Zeros in the place of the whole entry. */
  void zero(long index) throws IOException {
    byte[] zeros = new byte[(int) entry(index).bytes()];
    Damage.write(entry(index).file(), entry(index).offset(), zeros);
  }

  /** Zeros in the next whole sector that begins in the entry or behind it. */
  void zeroSector(long index) throws IOException {
    long sector = (entry(index).offset() / SECTOR_BYTES + 1) * SECTOR_BYTES;
    Damage.write(entry(index).file(), sector, new byte[SECTOR_BYTES]);
  }

  /** The file ends within the last record. */
  void tear() throws IOException {
    Frame last = frames.getLast();
    Damage.cut(last.file(), last.offset() + last.bytes() / 2 + 4);
  }

  /** A bit of the term of the last state before an entry. */
  void flipStateBefore(long index) throws IOException {
    Frame state =
        frames.stream()
            .filter(one -> one.type() == WalEnvelope.STATE)
            .filter(one -> one.offset() < entry(index).offset())
            .toList()
            .getLast();
    Damage.flip(state.file(), state.offset() + state.bytes() - 9);
  }

  /** A bit of the checksum of the first record that says whose log it is. */
  void flipMetadata() throws IOException {
    Frame first =
        frames.stream().filter(one -> one.type() == WalEnvelope.METADATA).findFirst().orElseThrow();
    Damage.flip(first.file(), first.offset() + HEADER_BYTES + CRC_AT);
  }

  /** A bit in the middle of every raft snapshot file. */
  void rotSnapshots() throws IOException {
    try (var files = Files.list(data.resolve("member/snap"))) {
      for (Path file : files.filter(one -> one.toString().endsWith(".snap")).toList()) {
        Damage.flip(file, Files.size(file) / 2);
      }
    }
  }
}
