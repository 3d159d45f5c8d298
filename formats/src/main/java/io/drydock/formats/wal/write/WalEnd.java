package io.drydock.formats.wal.write;

import com.google.protobuf.InvalidProtocolBufferException;
import io.drydock.formats.CorruptFileException;
import io.drydock.formats.Extent;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.proto.raftpb.HardState;
import io.drydock.formats.wal.WalChain;
import io.drydock.formats.wal.WalCursor;
import io.drydock.formats.wal.WalDirectory;
import io.drydock.formats.wal.WalEnvelope;
import io.drydock.formats.wal.WalSegment;
import io.drydock.formats.wal.WalTail;
import java.io.IOException;
import java.util.Optional;

/**
 * Where and how a WAL ends, as far as going on needs it.
 *
 * @param segment the newest one
 * @param offset behind its last record
 * @param runningCrc the checksum there
 * @param metadata what each segment repeats
 * @param state the last state, if there is one
 * @param lastIndex of the last entry, or of the last snapshot when that is larger
 */
record WalEnd(
    WalSegment segment,
    long offset,
    int runningCrc,
    Bytes metadata,
    Optional<Bytes> state,
    long lastIndex) {

  static WalEnd of(WalDirectory directory) throws IOException, CorruptFileException {
    Optional<Bytes> metadata = Optional.empty();
    Optional<Bytes> state = Optional.empty();
    long lastIndex = 0;
    try (var chain = WalChain.open(directory.segments())) {
      while (chain.advance()) {
        WalCursor cursor = chain.cursor();
        if (cursor.type() == WalEnvelope.METADATA) {
          metadata = Optional.of(data(cursor));
        } else if (cursor.type() == WalEnvelope.STATE) {
          state = Optional.of(data(cursor));
        } else if (cursor.type() == WalEnvelope.ENTRY) {
          lastIndex = cursor.entryIndex();
        } else if (cursor.type() == WalEnvelope.SNAPSHOT
            && Long.compareUnsigned(cursor.snapshotIndex(), lastIndex) > 0) {
          lastIndex = cursor.snapshotIndex();
        }
      }
      Extent at = requireRegular(chain.tail().orElseThrow());
      if (metadata.isEmpty()) {
        throw new CorruptFileException(at, "no metadata before the end of the records");
      }
      var position = chain.position();
      return new WalEnd(
          chain.segment(), position.offset(), position.crc(), metadata.get(), state, lastIndex);
    }
  }

  HardState hardState() throws CorruptFileException {
    try {
      return state.isEmpty()
          ? HardState.getDefaultInstance()
          : HardState.parseFrom(state.get().toByteString());
    } catch (InvalidProtocolBufferException undecodable) {
      throw new CorruptFileException(
          new Extent(segment.path().toString(), offset, 0), "undecodable last state before");
    }
  }

  private static Bytes data(WalCursor cursor) {
    return cursor.record().value().envelope().data();
  }

  private static Extent requireRegular(WalTail tail) throws CorruptFileException {
    return switch (tail) {
      case WalTail.CleanEnd end -> end.at();
      case WalTail.PreallocatedTail end -> end.at();
      case WalTail.TornTail torn ->
          throw new CorruptFileException(torn.at(), "torn record (" + torn.tear() + ")");
      case WalTail.CorruptTail corrupt ->
          throw new CorruptFileException(corrupt.at(), corrupt.reason());
    };
  }
}
