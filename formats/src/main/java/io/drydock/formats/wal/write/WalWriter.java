package io.drydock.formats.wal.write;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.proto.etcdserverpb.Metadata;
import io.drydock.formats.proto.raftpb.Entry;
import io.drydock.formats.proto.raftpb.HardState;
import io.drydock.formats.proto.walpb.Snapshot;
import io.drydock.formats.wal.WalDirectory;
import io.drydock.formats.wal.WalEncoder;
import io.drydock.formats.wal.WalEnvelope;
import io.drydock.formats.wal.WalFileName;
import io.drydock.formats.wal.WalRecord;
import io.drydock.formats.wal.WalSegment;
import io.drydock.formats.wal.write.WalFiles.WalFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Writes a WAL as etcd 3.4 to 3.7 do: the same bytes, the same order of operations ({@code
 * wal/wal.go}: {@code Create}, {@code Save}, {@code SaveSnapshot}, {@code cut}).
 *
 * <p>Mutable, owned by one thread. It holds a lock on the segment that it writes. When an operation
 * fails nothing more can be written: what is on disk then is a prefix of what was appended, with
 * everything that was durable before, and perhaps a torn end, which a server repairs.
 */
public final class WalWriter implements Closeable {

  private final WalFiles files;
  private final Path folder;
  private final long segmentBytes;
  private final WalEncoder encoder;
  private final Bytes metadata;
  private Optional<Bytes> state = Optional.empty();
  private HardState lastState = HardState.getDefaultInstance();
  private WalFileName name;
  private WalFile segment;
  private long lastIndex;
  private long cuts;
  private boolean isBroken;

  WalWriter(WalFiles files, Path folder, long segmentBytes, Bytes metadata, int runningCrc) {
    this.files = files;
    this.folder = folder;
    this.segmentBytes = segmentBytes;
    this.metadata = metadata;
    this.encoder = new WalEncoder(runningCrc);
  }

  /**
   * Makes a WAL with one segment: checksum, metadata, snapshot {0, 0}; 64,000,000 bytes, most of
   * them a hole, so a full disk shows at the write that fills it. It is made in a folder beside,
   * {@code NAME.tmp}, and then renamed: it is there whole, and durable, or not at all.
   *
   * @param folder the WAL directory; there must be nothing of that name, or an empty folder
   * @throws FileAlreadyExistsException when there is something in the folder
   * @throws IOException when an operation fails
   */
  public static WalWriter create(Path folder, Metadata metadata) throws IOException {
    return create(new DiskFiles(), folder, metadata);
  }

  /** As {@link #create(Path, Metadata)}, on a file system of the caller's. */
  public static WalWriter create(WalFiles files, Path folder, Metadata metadata)
      throws IOException {
    return create(files, folder, WalSegment.NOMINAL_BYTES, metadata);
  }

  /**
   * As {@link #create(Path, Metadata)}, on a file system of the caller's.
   *
   * @param segmentBytes size that a segment is made with, and at which it is cut
   */
  public static WalWriter create(WalFiles files, Path folder, long segmentBytes, Metadata metadata)
      throws IOException {
    if (Files.exists(folder) && !isEmpty(folder)) {
      throw new FileAlreadyExistsException(folder.toString(), null, "not an empty folder");
    }
    Path temporary = folder.resolveSibling(folder.getFileName() + ".tmp");
    files.deleteFolder(temporary);
    files.createFolder(temporary);
    var bytes = Bytes.copyOf(metadata.toByteString());
    var writer = new WalWriter(files, folder, segmentBytes, bytes, 0);
    writer.name = WalFileName.FIRST;
    writer.segment = files.create(temporary.resolve(writer.name.toString()), segmentBytes);
    var isDone = false;
    try {
      writer.putHead();
      writer.encoder.append(Snapshot.newBuilder().setIndex(0).setTerm(0).build());
      writer.segment.write(writer.encoder.drain());
      writer.segment.sync();
      files.syncFolder(temporary);
      files.rename(temporary, folder);
      files.syncFolder(folder.toAbsolutePath().getParent());
      isDone = true;
      return writer;
    } finally {
      if (!isDone) {
        writer.segment.close();
      }
    }
  }

  /**
   * Goes on behind the last record of a WAL. Stale bytes behind it are made zeros.
   *
   * @throws CorruptFileException when the WAL does not end regularly: a torn end must be repaired
   *     first
   * @throws IOException when an operation fails, or a running server holds the newest segment
   */
  public static WalWriter resume(WalDirectory directory) throws IOException, CorruptFileException {
    return resume(new DiskFiles(), directory, WalSegment.NOMINAL_BYTES);
  }

  /**
   * As {@link #resume(WalDirectory)}, on a file system of the caller's.
   *
   * @param segmentBytes size that a segment is made with, and at which it is cut
   */
  public static WalWriter resume(ResumableFiles files, WalDirectory directory, long segmentBytes)
      throws IOException, CorruptFileException {
    WalEnd end = WalEnd.of(directory);
    var writer =
        new WalWriter(files, directory.folder(), segmentBytes, end.metadata(), end.runningCrc());
    writer.state = end.state();
    writer.lastState = end.hardState();
    writer.name = end.segment().name();
    writer.lastIndex = end.lastIndex();
    writer.segment = files.open(end.segment().path(), end.offset());
    var isDone = false;
    try {
      writer.segment.truncate();
      writer.segment.extend(segmentBytes);
      writer.segment.sync();
      isDone = true;
      return writer;
    } finally {
      if (!isDone) {
        writer.segment.close();
      }
    }
  }

  /**
   * Appends what raft hands out at once: entries, then the state, in one write. Durable on return
   * when there are entries or the state's term or vote is new; a new commit alone is not made
   * durable. Then cuts the segment, when it has grown to 64,000,000 bytes.
   *
   * @param hardState absent when it has not changed; one without any value is not written
   * @throws IOException when an operation fails
   */
  public void append(Optional<HardState> hardState, List<Entry> entries) throws IOException {
    var changed = hardState.filter(one -> !isZero(one));
    begin();
    encode(entries);
    changed.ifPresent(one -> {
      encoder.append(one);
      state = Optional.of(Bytes.copyOf(one.toByteString()));
    });
    segment.write(encoder.drain());
    boolean mustSync = !entries.isEmpty() || changed.filter(this::isNewVote).isPresent();
    lastState = changed.orElse(lastState);
    if (segment.offset() >= segmentBytes) {
      cutSegment();
    } else if (mustSync) {
      segment.sync();
    }
    isBroken = false;
  }

  /**
   * Appends some of the entries of a batch that is too large for the memory; {@link
   * #append(Optional, List)} ends it. Neither durable on return nor a reason to cut.
   *
   * @throws IOException when an operation fails
   */
  public void appendPart(List<Entry> entries) throws IOException {
    begin();
    encode(entries);
    segment.write(encoder.drain());
    isBroken = false;
  }

  private void encode(List<Entry> entries) {
    for (Entry entry : entries) {
      encoder.append(entry);
      lastIndex = entry.getIndex();
    }
  }

  /**
   * Appends that a snapshot exists, which must be durable already. Durable on return.
   *
   * @throws IOException when an operation fails
   */
  public void append(Snapshot snapshot) throws IOException {
    begin();
    encoder.append(snapshot);
    if (Long.compareUnsigned(snapshot.getIndex(), lastIndex) > 0) {
      lastIndex = snapshot.getIndex();
    }
    segment.write(encoder.drain());
    segment.sync();
    isBroken = false;
  }

  /**
   * Appends a record that was read from another WAL, with this one's checksum; all else is kept.
   * The records at the head of a segment are not to be copied: creation and {@link #cut()} write
   * them. Neither durable on return nor a reason to cut.
   *
   * @throws IOException when an operation fails
   */
  public void copy(WalRecord record) throws IOException {
    begin();
    encoder.append(record);
    switch (record) {
      case WalRecord.EntryRecord entry -> lastIndex = entry.index();
      case WalRecord.HardStateRecord it -> state = Optional.of(it.envelope().data());
      case WalRecord.SnapshotRecord it -> {
        if (Long.compareUnsigned(it.position().index(), lastIndex) > 0) {
          lastIndex = it.position().index();
        }
      }
      case WalRecord.MetadataRecord _, WalRecord.CrcRecord _, WalRecord.UnknownRecord _ -> {
        // Nothing that a later segment repeats.
      }
    }
    segment.write(encoder.drain());
    isBroken = false;
  }

  /**
   * Makes all that was appended durable.
   *
   * @throws IOException when the operation fails; how much is durable is then unknown
   */
  public void sync() throws IOException {
    begin();
    segment.sync();
    isBroken = false;
  }

  /**
   * Ends the segment at its last record and begins the next one. All is durable on return. A
   * process that dies meanwhile leaves the old segment, perhaps without zeros at its end, or both.
   *
   * @throws IOException when an operation fails
   */
  public void cut() throws IOException {
    begin();
    cutSegment();
    isBroken = false;
  }

  /** The segment that is written. */
  public WalFileName segment() {
    return name;
  }

  /** Where in the segment the next record goes. */
  public long offset() {
    return segment.offset();
  }

  /** Gives up the lock. What was not synced is left to the system. */
  @Override
  public void close() throws IOException {
    segment.close();
  }

  private void cutSegment() throws IOException {
    segment.truncate();
    segment.sync();
    Path temporary = folder.resolve(cuts % 2 + ".tmp");
    WalFileName nextName = name.next(lastIndex + 1);
    WalFile next = files.create(temporary, segmentBytes);
    var isDone = false;
    try {
      putHead();
      state.ifPresent(one -> encoder.append(WalEnvelope.STATE, one.toByteArray()));
      next.write(encoder.drain());
      next.sync();
      files.rename(temporary, folder.resolve(nextName.toString()));
      files.syncFolder(folder);
      isDone = true;
    } finally {
      (isDone ? segment : next).close();
    }
    cuts++;
    segment = next;
    name = nextName;
  }

  private void putHead() {
    encoder.appendCrc();
    encoder.append(WalEnvelope.METADATA, metadata.toByteArray());
  }

  /** Broken until the operation has come to its end. */
  private void begin() {
    if (isBroken) {
      throw new IllegalStateException("an earlier operation failed: read the WAL again first");
    }
    isBroken = true;
  }

  private boolean isNewVote(HardState next) {
    return next.getTerm() != lastState.getTerm() || next.getVote() != lastState.getVote();
  }

  private static boolean isZero(HardState one) {
    return one.getTerm() == 0 && one.getVote() == 0 && one.getCommit() == 0;
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (var entries = Files.newDirectoryStream(folder)) {
      return !entries.iterator().hasNext();
    }
  }
}
