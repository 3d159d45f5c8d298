package io.drydock.node.storage;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.member.ClusterId;
import io.drydock.formats.member.MemberId;
import io.drydock.formats.proto.etcdserverpb.Metadata;
import io.drydock.formats.proto.raftpb.Entry;
import io.drydock.formats.proto.raftpb.HardState;
import io.drydock.formats.proto.raftpb.Snapshot;
import io.drydock.formats.raft.LogPosition;
import io.drydock.formats.raft.RaftMessages;
import io.drydock.formats.wal.WalChain;
import io.drydock.formats.wal.WalCursor;
import io.drydock.formats.wal.WalDirectory;
import io.drydock.formats.wal.WalEnvelope;
import io.drydock.formats.wal.WalSegment;
import io.drydock.formats.wal.WalTail;
import io.drydock.formats.wal.replay.LogReplay;
import io.drydock.formats.wal.write.ResumableFiles;
import io.drydock.formats.wal.write.WalWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes a new member's log, or finds an existing one again. {@link DataDirLock} is to be held.
 *
 * <p>A log that a killed server left is mended only where its last record is torn; everything else
 * that is wrong is refused, because a server cannot know what it would lose.
 */
public final class StorageBoot {

  private final StorageOptions options;
  private final ResumableFiles files;
  private final SnapStore snaps;
  private final List<String> notes = new ArrayList<>();

  /** On the real file system. */
  public StorageBoot(StorageOptions options) {
    this(options, ResumableFiles.onDisk());
  }

  /** On a file system of the caller's, for what it writes; reading is always from the real one. */
  StorageBoot(StorageOptions options, ResumableFiles files) {
    this.options = options;
    this.files = files;
    this.snaps = new SnapStore(files, options.snapFolder(), options.maxSnapshots());
  }

  /**
   * True when there is a log to go on with; only then does a member start without being told its
   * cluster. A log in which a new member was killed before its first entries does not count.
   */
  public boolean hasLog() throws IOException {
    return hasSegments() && hasContent(WalDirectory.list(options.walFolder()));
  }

  /**
   * Makes the log of a member of a new cluster: the first entries, committed in term 1, nothing
   * applied. Durable on return. Goes on where an earlier attempt was killed.
   *
   * @throws UnbootableException when there is a log already, or one of another member
   * @throws IOException when an operation fails
   */
  public Booted create(Bootstrap bootstrap) throws IOException, UnbootableException {
    snaps.createFolder();
    var owner = new LogReplay.Owner(bootstrap.self().value(), bootstrap.cluster().value());
    WalWriter writer = hasSegments() ? resumeBlank(owner) : createWal(owner);
    HardState state = RaftMessages.hardState(Bootstrap.TERM, 0, bootstrap.members().size());
    List<Entry> entries = bootstrap.entries();
    boolean isDone = false;
    try {
      writer.append(Optional.of(state), entries);
      isDone = true;
    } finally {
      if (!isDone) {
        writer.close();
      }
    }
    return booted(owner, state, writer, new LogTail(Optional.empty(), entries));
  }

  /**
   * Finds the log and the newest snapshot again.
   *
   * @throws UnbootableException when they are damaged, contradict each other, or are not all there
   * @throws IOException when an operation fails, or an etcd runs on them
   */
  public Booted open() throws IOException, UnbootableException {
    snaps.createFolder();
    LogReplay replay = repaired();
    WalDirectory directory = WalDirectory.list(options.walFolder());
    requireSequence(directory);
    LogReplay.Owner owner =
        replay.owner().orElseThrow(() -> unbootable("it does not say whose log it is"));
    List<LogPosition> known =
        replay.validSnapshots().stream().map(LogReplay.Snapshot::position).toList();
    Optional<Snapshot> snapshot = snaps.loadNewest(known, notes::add);
    var tail = new LogTail(snapshot, entries(directory, owner, snapshot));
    HardState state =
        replay
            .state()
            .map(it -> RaftMessages.hardState(it.term(), it.vote(), it.commit()))
            .orElse(HardState.getDefaultInstance());
    if (Long.compareUnsigned(state.getCommit(), tail.lastIndex()) > 0) {
      throw unbootable(
          "index %d is committed, but the entries end at %d"
              .formatted(state.getCommit(), tail.lastIndex()));
    }
    return booted(owner, state, resume(directory, tail.firstIndex() - 1), tail);
  }

  private Booted booted(LogReplay.Owner owner, HardState state, WalWriter writer, LogTail tail) {
    var storage = new RaftStorage(options, new WalLog(files, options, writer), snaps, tail);
    return new Booted(
        storage,
        new MemberId(owner.nodeId()),
        new ClusterId(owner.clusterId()),
        state,
        tail.snapshot(),
        notes);
  }

  private boolean hasSegments() throws IOException {
    return Files.isDirectory(options.walFolder())
        && !WalDirectory.list(options.walFolder()).segments().isEmpty();
  }

  /** True when there is more than what every new log begins with. */
  private static boolean hasContent(WalDirectory directory) throws IOException {
    try (var chain = WalChain.open(directory.segments())) {
      while (chain.advance()) {
        WalCursor cursor = chain.cursor();
        boolean isHead =
            cursor.type() == WalEnvelope.CRC
                || cursor.type() == WalEnvelope.METADATA
                || cursor.type() == WalEnvelope.SNAPSHOT && cursor.snapshotIndex() == 0;
        if (!isHead) {
          return true;
        }
      }
      return false;
    }
  }

  private WalWriter createWal(LogReplay.Owner owner) throws IOException {
    var metadata =
        Metadata.newBuilder().setNodeID(owner.nodeId()).setClusterID(owner.clusterId()).build();
    return WalWriter.create(files, options.walFolder(), options.segmentBytes(), metadata);
  }

  /** The log of a member that was killed between making it and its first entries. */
  private WalWriter resumeBlank(LogReplay.Owner owner) throws IOException, UnbootableException {
    LogReplay replay = repaired();
    WalDirectory directory = WalDirectory.list(options.walFolder());
    if (hasContent(directory)) {
      throw unbootable("there is a log already");
    }
    if (!replay.owner().equals(Optional.of(owner))) {
      throw unbootable("it was made for another member or cluster");
    }
    return resume(directory, 0);
  }

  private WalWriter resume(WalDirectory directory, long snapshotIndex)
      throws IOException, UnbootableException {
    List<WalSegment> needed = directory.from(snapshotIndex);
    var rest = new WalDirectory(directory.folder(), needed, directory.ignored());
    try {
      return WalWriter.resume(files, rest, options.segmentBytes());
    } catch (CorruptFileException damage) {
      throw unbootable(damage.getMessage());
    }
  }

  /** What the log comes to, once a torn record at its end is mended; other damage is refused. */
  private LogReplay repaired() throws IOException, UnbootableException {
    WalDirectory directory = WalDirectory.list(options.walFolder());
    if (directory.segments().isEmpty()) {
      throw unbootable("no segment in it");
    }
    try (var chain = WalChain.open(directory.segments())) {
      LogReplay replay = LogReplay.of(chain);
      boolean isNewest = chain.segment().equals(directory.segments().getLast());
      switch (chain.tail().orElseThrow()) {
        case WalTail.TornTail torn when isNewest ->
            notes.add(TornEnd.repair(files, chain.segment().path(), torn));
        case WalTail.TornTail torn -> throw unbootable("a torn record within, at " + torn.at());
        case WalTail.CorruptTail corrupt ->
            throw unbootable(corrupt.reason() + " at " + corrupt.at());
        case WalTail.CleanEnd _, WalTail.PreallocatedTail _ -> {
          // As a server leaves it.
        }
      }
      return replay;
    }
  }

  private void requireSequence(WalDirectory directory) throws UnbootableException {
    for (WalDirectory.SequenceGap gap : directory.gaps()) {
      throw unbootable("no segment between " + gap.before().name() + " and " + gap.after().name());
    }
  }

  private List<Entry> entries(
      WalDirectory directory, LogReplay.Owner owner, Optional<Snapshot> snapshot)
      throws IOException, UnbootableException {
    try {
      return LogReading.entries(directory, owner, snapshot);
    } catch (LogReading.Refusal refusal) {
      throw unbootable(refusal.getMessage());
    }
  }

  private UnbootableException unbootable(String why) {
    return new UnbootableException(
        options.walFolder()
            + ": the log cannot be used: "
            + why
            + "; `drydock fsck` on the data directory says what can be done");
  }
}
