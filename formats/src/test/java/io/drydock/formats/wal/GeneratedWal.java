package io.drydock.formats.wal;

import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.proto.etcdserverpb.Metadata;
import io.drydock.formats.proto.raftpb.EntryType;
import io.drydock.formats.proto.walpb.Snapshot;
import io.drydock.formats.raft.LogPosition;
import io.drydock.formats.raft.RaftMessages;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Random;

/** A sound WAL of any size, written in constant memory: ten entries and a state, over and over. */
public final class GeneratedWal {

  private static final int BATCH = 10;

  private final Path folder;
  private final WalEncoder encoder = new WalEncoder(0);
  private final byte[] payload;
  private long index;
  private WalFileName name = WalFileName.FIRST;

  private GeneratedWal(Path folder, int payloadBytes) {
    this.folder = folder;
    this.payload = new byte[payloadBytes];
    new Random(payloadBytes).nextBytes(payload);
  }

  /**
   * Writes segments until they have that many bytes together.
   *
   * @param segmentBytes a segment is cut when it has these
   * @return number of entries
   */
  public static long write(Path folder, long bytes, long segmentBytes, int payloadBytes)
      throws IOException {
    var wal = new GeneratedWal(folder, payloadBytes);
    long written = 0;
    while (written < bytes) {
      written += wal.writeSegment(Math.min(segmentBytes, bytes - written));
    }
    return wal.index;
  }

  private long writeSegment(long atLeast) throws IOException {
    try (var out =
        FileChannel.open(
            folder.resolve(name.toString()),
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE)) {
      encoder.appendCrc();
      encoder.append(Metadata.newBuilder().setNodeID(1).setClusterID(2).build());
      if (name.sequence() == 0) {
        encoder.append(Snapshot.newBuilder().setIndex(0).setTerm(0).build());
      }
      encoder.append(RaftMessages.hardState(2, 1, index));
      while (out.position() < atLeast) {
        for (int batch = 0; batch < 200; batch++) {
          addBatch();
        }
        ByteBuffer frames = encoder.drain();
        while (frames.hasRemaining()) {
          out.write(frames);
        }
      }
      name = name.next(index + 1);
      return out.position();
    }
  }

  private void addBatch() {
    for (int i = 0; i < BATCH; i++) {
      index++;
      var position = new LogPosition(2, index);
      payload[(int) (index % payload.length)]++;
      encoder.append(
          RaftMessages.entry(EntryType.EntryNormal, position, Optional.of(Bytes.copyOf(payload))));
    }
    encoder.append(RaftMessages.hardState(2, 1, index));
  }
}
