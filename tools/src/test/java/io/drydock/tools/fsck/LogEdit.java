package io.drydock.tools.fsck;

import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.proto.etcdserverpb.Metadata;
import io.drydock.formats.proto.raftpb.Entry;
import io.drydock.formats.proto.raftpb.EntryType;
import io.drydock.formats.proto.raftpb.HardState;
import io.drydock.formats.raft.LogPosition;
import io.drydock.formats.raft.RaftMessages;
import io.drydock.formats.wal.WalChain;
import io.drydock.formats.wal.WalDirectory;
import io.drydock.formats.wal.WalEncoder;
import io.drydock.formats.wal.WalRecord;
import io.drydock.formats.wal.replay.LogReplay;
import io.drydock.formats.wal.write.WalWriter;
import io.drydock.testdata.Directories;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Changes what the log of a stopped member says; all checksums are right afterwards. */
final class LogEdit {

  private final Path wal;
  private final LogReplay read;

  LogEdit(Damage damage) throws Exception {
    this.wal = damage.data().resolve("member/wal");
    try (WalChain chain = WalChain.open(WalDirectory.list(wal).segments())) {
      this.read = LogReplay.of(chain);
    }
  }

  /** What it says as it is. */
  LogReplay read() {
    return read;
  }

  long last() {
    return read.lastWritten().orElseThrow().index();
  }

  long term() {
    return read.lastWritten().orElseThrow().term();
  }

  /** An entry without content. */
  static Entry entry(long term, long index) {
    return RaftMessages.entry(
        EntryType.EntryNormal, new LogPosition(term, index), Optional.<Bytes>empty());
  }

  HardState state(long term, long vote, long commit) {
    return RaftMessages.hardState(term, vote, commit);
  }

  void append(Optional<HardState> state, Entry... entries) throws Exception {
    try (WalWriter writer = WalWriter.resume(WalDirectory.list(wal))) {
      writer.append(state, List.of(entries));
      writer.sync();
    }
  }

  /** A record of a snapshot. */
  void appendSnapshot(LogPosition position) throws Exception {
    try (WalWriter writer = WalWriter.resume(WalDirectory.list(wal))) {
      writer.append(RaftMessages.walSnapshot(position, Optional.empty()));
      writer.sync();
    }
  }

  /** Writes what stands in the place of a record. */
  @FunctionalInterface
  interface Change {
    void write(int ordinal, WalRecord record, WalEncoder encoder);
  }

  /** Writes the log anew; the checksums at the heads of segments are as they must be then. */
  void rewrite(Change change) throws Exception {
    Path made = Files.createDirectory(wal.resolveSibling("made"));
    try (WalChain chain = WalChain.open(WalDirectory.list(wal).segments())) {
      var encoder = new WalEncoder(0);
      while (chain.advance()) {
        WalRecord record = chain.cursor().record().value();
        if (record instanceof WalRecord.CrcRecord) {
          encoder.appendCrc();
        } else {
          change.write(chain.ordinal(), record, encoder);
        }
        Path segment = made.resolve(chain.segment().name().toString());
        try (var file =
            FileChannel.open(segment, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
          file.write(encoder.drain());
        }
      }
    }
    Directories.delete(wal);
    Files.move(made, wal);
  }

  /** Leaves records out. */
  void drop(Predicate<WalRecord> dropped) throws Exception {
    rewrite((_, record, encoder) -> {
      if (!dropped.test(record)) {
        encoder.append(record);
      }
    });
  }

  /** Leaves the metadata of a segment out. */
  static void dropMetadata(Damage damage, int segment) throws Exception {
    new LogEdit(damage)
        .rewrite((ordinal, record, encoder) -> {
          if (ordinal != segment || !(record instanceof WalRecord.MetadataRecord)) {
            encoder.append(record);
          }
        });
  }

  /** Lets a segment name another member. */
  static void renameOwner(Damage damage, int segment) throws Exception {
    new LogEdit(damage)
        .rewrite((ordinal, record, encoder) -> {
          if (ordinal == segment && record instanceof WalRecord.MetadataRecord owner) {
            encoder.append(
                Metadata.newBuilder()
                    .setNodeID(owner.nodeId() + 1)
                    .setClusterID(owner.clusterId())
                    .build());
          } else {
            encoder.append(record);
          }
        });
  }
}
