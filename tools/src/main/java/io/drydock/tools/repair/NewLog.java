package io.drydock.tools.repair;

import io.drydock.formats.FormatException;
import io.drydock.formats.backend.ReleaseLine;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.proto.etcdserverpb.Metadata;
import io.drydock.formats.raft.RaftMessages;
import io.drydock.formats.snap.SnapEncoder;
import io.drydock.formats.wal.WalCursor;
import io.drydock.formats.wal.WalEncoder;
import io.drydock.formats.wal.WalEnvelope;
import io.drydock.formats.wal.WalRecord;
import io.drydock.formats.wal.WalSegment;
import io.drydock.formats.wal.check.WalCheck;
import io.drydock.formats.wal.replay.EntryFates;
import io.drydock.formats.wal.write.WalWriter;
import io.drydock.tools.progress.Progress;
import io.drydock.tools.write.DirectoryCopy;
import io.drydock.tools.write.FileOps;
import io.drydock.tools.write.LogFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Writes the mended log into a folder of its own. Content and names are durable on return. */
final class NewLog {

  private final Survey survey;
  private final ReleaseLine line;
  private final FileOps ops;
  private final Progress progress;

  NewLog(Survey survey, ReleaseLine line, FileOps ops, Progress progress) {
    this.survey = survey;
    this.line = line;
    this.ops = ops;
    this.progress = progress;
  }

  /**
   * Writes it.
   *
   * @param folder must not exist
   * @throws IOException when the disk fails
   * @throws FormatException when a segment becomes shorter meanwhile
   * @throws IllegalStateException when there is no way to mend it
   */
  void write(Mending mending, Path folder) throws IOException, FormatException {
    switch (mending) {
      case Mending.Cut cut -> cut(cut, folder);
      case Mending.Rebuild made -> rebuild(made, folder);
      case Mending.Impossible(String reason) -> throw new IllegalStateException(reason);
    }
    ops.adopt(folder, survey.directory().folder());
    ops.syncFolder(folder);
  }

  private void cut(Mending.Cut cut, Path folder) throws IOException, FormatException {
    ops.createFolder(folder);
    List<WalSegment> segments = survey.directory().segments();
    for (WalSegment segment : segments.subList(0, cut.place().ordinal())) {
      DirectoryCopy.copy(segment.path(), in(folder, segment), ops, progress);
    }
    WalSegment newest = segments.get(cut.place().ordinal());
    try (ByteSource source = ByteSource.map(newest.path());
        FileChannel target = ops.create(in(folder, newest))) {
      long end = cut.place().offset();
      DirectoryCopy.copy(source, end, target, progress);
      var encoder = new WalEncoder(cut.place().runningCrc());
      cut.state().ifPresent(encoder::append);
      ByteBuffer more = encoder.drain();
      for (long at = end; more.hasRemaining(); ) {
        at += target.write(more, at);
      }
      if (target.size() < WalSegment.NOMINAL_BYTES) {
        target.write(ByteBuffer.allocate(1), WalSegment.NOMINAL_BYTES - 1);
      }
      target.force(true);
    }
    ops.adopt(in(folder, newest), newest.path());
  }

  private static Path in(Path folder, WalSegment segment) {
    return folder.resolve(segment.path().getFileName());
  }

  private void rebuild(Mending.Rebuild made, Path folder) throws IOException {
    var metadata =
        Metadata.newBuilder()
            .setNodeID(made.owner().nodeId())
            .setClusterID(made.owner().clusterId())
            .build();
    boolean hasConfState = line != ReleaseLine.V3_4;
    var snapshot =
        RaftMessages.walSnapshot(
            made.start(), hasConfState ? Optional.of(made.origin().confState()) : Optional.empty());
    try (var wal = WalWriter.create(new LogFiles(ops), folder, metadata)) {
      wal.append(Optional.of(made.stateAtStart()), List.of());
      wal.append(snapshot);
      copyEntries(made, wal);
      if (!made.state().equals(made.stateAtStart())) {
        wal.append(Optional.of(made.state()), List.of());
      }
      wal.sync();
    }
  }

  private void copyEntries(Mending.Rebuild made, WalWriter wal) throws IOException {
    EntryFates fates = survey.replay().fates(made.start().index(), made.state().getCommit());
    WalCheck.Observer copying =
        (ordinal, cursor) -> {
          if (isKept(made, fates, ordinal, cursor)) {
            copy(cursor.record().value(), wal);
          }
        };
    try {
      WalCheck.run(survey.directory(), WalCheck.Mode.STOPPED, finding -> {}, copying);
    } catch (UncheckedIOException failure) {
      throw failure.getCause();
    }
  }

  private static boolean isKept(
      Mending.Rebuild made, EntryFates fates, int ordinal, WalCursor cursor) {
    if (cursor.type() != WalEnvelope.ENTRY) {
      return false;
    }
    long index = cursor.entryIndex();
    return Long.compareUnsigned(index, made.start().index()) > 0
        && Long.compareUnsigned(index, made.last()) <= 0
        && fates.of(ordinal, cursor.offset(), index) != EntryFates.Fate.OVERWRITTEN;
  }

  private void copy(WalRecord record, WalWriter wal) {
    try {
      wal.copy(record);
      progress.advance(record.envelope().dataView().byteSize());
      if (wal.offset() >= WalSegment.NOMINAL_BYTES) {
        wal.cut();
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** What the {@code .snap} file of a rebuilt log holds. */
  static ByteBuffer raftSnapshot(Mending.Rebuild made) {
    return SnapEncoder.encode(
            SnapEncoder.snapshot(made.start(), made.origin().confState(), made.origin().store()))
        .segment()
        .asByteBuffer();
  }
}
