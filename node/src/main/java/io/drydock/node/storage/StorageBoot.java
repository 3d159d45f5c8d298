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
import io.drydock.formats.wal.WalDirectory;
import io.drydock.formats.wal.WalSegment;
import io.drydock.formats.wal.WalTail;
import io.drydock.formats.wal.replay.LogReplay;
import io.drydock.formats.wal.write.ResumableFiles;
import io.drydock.formats.wal.write.WalWriter;
import io.drydock.node.DiskTimes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes a new member's log, or finds an existing one again: {@link #look} reads and judges and
 * changes nothing, {@link #open} mends and goes on, and is given what was found.
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

  /** The same, whose log tells how long its writes and syncs take. */
  public StorageBoot(StorageOptions options, DiskTimes times) {
    this.options = options;
    this.files = new TimedFiles(ResumableFiles.onDisk(), times);
    this.snaps =
        new SnapStore(ResumableFiles.onDisk(), options.snapFolder(), options.maxSnapshots());
  }

  /** On a file system of the caller's, for what it writes; reading is always from the real one. */
  StorageBoot(StorageOptions options, ResumableFiles files) {
    this.options = options;
    this.files = files;
    this.snaps = new SnapStore(files, options.snapFolder(), options.maxSnapshots());
  }

  /**
   * Reads what is there, and changes nothing. {@link DataDirLock#takeExisting} comes before.
   *
   * @return empty when there is no log at all
   * @throws UnbootableException when log and snapshots are damaged, contradict each other, or are
   *     not all there
   * @throws IOException when a file cannot be read
   */
  public Optional<FoundLog> look() throws IOException, UnbootableException {
    if (!Files.isDirectory(options.walFolder())) {
      return Optional.empty();
    }
    WalDirectory directory = WalDirectory.list(options.walFolder());
    return directory.segments().isEmpty() ? Optional.empty() : Optional.of(read(directory));
  }

  private FoundLog read(WalDirectory directory) throws IOException, UnbootableException {
    requireSequence(directory);
    Map<Path, String> broken = new LinkedHashMap<>();
    // Nearly always the one that counts; the log says so only at its end.
    Optional<Snapshot> snapshot = snaps.newest(_ -> true, broken);
    LogReading reading = LogReading.of(directory, position(snapshot));
    Set<LogPosition> known = known(reading.replay());
    if (!snapshot.map(LogTail::position).map(known::contains).orElse(true)) {
      snapshot = snaps.newest(known::contains, broken);
      reading = LogReading.of(directory, position(snapshot));
    }
    LogReplay.Owner owner =
        reading.replay().owner().orElseThrow(() -> unbootable("it does not say whose log it is"));
    Optional<WalTail.TornTail> torn = torn(directory, reading);
    if (reading.objection().isPresent()) {
      throw unbootable(reading.objection().get());
    }
    var found =
        new FoundLog(
            new MemberId(owner.nodeId()),
            new ClusterId(owner.clusterId()),
            reading.isBlank(),
            state(reading.replay()),
            snapshot,
            reading.entries(),
            new FoundLog.Remains(directory, torn, broken));
    requireCommitted(found);
    return found;
  }

  private static LogPosition position(Optional<Snapshot> snapshot) {
    return snapshot.map(LogTail::position).orElse(LogPosition.ZERO);
  }

  private static Set<LogPosition> known(LogReplay replay) {
    return replay.validSnapshots().stream()
        .map(LogReplay.Snapshot::position)
        .collect(Collectors.toSet());
  }

  private static HardState state(LogReplay replay) {
    return replay
        .state()
        .map(it -> RaftMessages.hardState(it.term(), it.vote(), it.commit()))
        .orElse(HardState.getDefaultInstance());
  }

  private Optional<WalTail.TornTail> torn(WalDirectory directory, LogReading reading)
      throws UnbootableException {
    boolean isNewest = reading.last().equals(directory.segments().getLast());
    return switch (reading.tail()) {
      case WalTail.TornTail torn when isNewest -> Optional.of(torn);
      case WalTail.TornTail torn -> throw unbootable("a torn record within, at " + torn.at());
      case WalTail.CorruptTail corrupt ->
          throw unbootable(corrupt.reason() + " at " + corrupt.at());
      case WalTail.CleanEnd _, WalTail.PreallocatedTail _ -> Optional.empty();
    };
  }

  private void requireSequence(WalDirectory directory) throws UnbootableException {
    for (WalDirectory.SequenceGap gap : directory.gaps()) {
      throw unbootable("no segment between " + gap.before().name() + " and " + gap.after().name());
    }
  }

  private void requireCommitted(FoundLog found) throws UnbootableException {
    long commit = found.hardState().getCommit();
    if (Long.compareUnsigned(commit, found.lastIndex()) > 0) {
      throw unbootable(
          "index %d is committed, but the entries end at %d".formatted(commit, found.lastIndex()));
    }
  }

  /**
   * Makes the log of a member of a new cluster: the first entries, committed in term 1, nothing
   * applied. Durable on return. {@link DataDirLock} is to be held.
   *
   * @throws IOException when an operation fails
   */
  public Booted create(Bootstrap bootstrap) throws IOException {
    snaps.createFolder();
    var metadata =
        Metadata.newBuilder()
            .setNodeID(bootstrap.self().value())
            .setClusterID(bootstrap.cluster().value())
            .build();
    return begin(
        bootstrap, WalWriter.create(files, options.walFolder(), options.segmentBytes(), metadata));
  }

  /**
   * Goes on where {@link #create} was killed; otherwise the same.
   *
   * @param blank of this member
   */
  public Booted create(Bootstrap bootstrap, FoundLog blank)
      throws IOException, UnbootableException {
    requireOwn(bootstrap, blank);
    snaps.createFolder();
    mend(blank.remains());
    return begin(bootstrap, resume(blank.remains().directory()));
  }

  /**
   * Whether that can be.
   *
   * @throws UnbootableException when the log is not blank, or another member's
   */
  public void requireOwn(Bootstrap bootstrap, FoundLog blank) throws UnbootableException {
    if (!blank.isBlank()) {
      throw unbootable("there is a log already");
    }
    if (!blank.member().equals(bootstrap.self()) || !blank.cluster().equals(bootstrap.cluster())) {
      throw unbootable("it was made for another member or cluster");
    }
  }

  private Booted begin(Bootstrap bootstrap, WalWriter writer) throws IOException {
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
    var tail = new LogTail(Optional.empty(), entries);
    return new Booted(
        storage(writer, tail),
        bootstrap.self(),
        bootstrap.cluster(),
        state,
        tail.snapshot(),
        notes);
  }

  /**
   * Mends what a killed server left, and goes on with the log. {@link DataDirLock} is to be held.
   *
   * @param found by {@link #look}; nobody has written since
   * @throws UnbootableException when it has changed all the same
   * @throws IOException when an operation fails, or an etcd runs on it
   */
  public Booted open(FoundLog found) throws IOException, UnbootableException {
    snaps.createFolder();
    mend(found.remains());
    var tail = new LogTail(found.snapshot(), found.entries());
    WalWriter writer = resume(needed(tail.firstIndex() - 1));
    return new Booted(
        storage(writer, tail),
        found.member(),
        found.cluster(),
        found.hardState(),
        found.snapshot(),
        notes);
  }

  private void mend(FoundLog.Remains remains) throws IOException {
    if (remains.torn().isPresent()) {
      Path segment = remains.directory().segments().getLast().path();
      notes.add(TornEnd.repair(files, segment, remains.torn().get()));
    }
    for (Map.Entry<Path, String> broken : remains.broken().entrySet()) {
      Path aside = snaps.setAside(broken.getKey());
      notes.add(broken.getValue() + "; kept as " + aside.getFileName());
    }
  }

  private RaftStorage storage(WalWriter writer, LogTail tail) {
    return new RaftStorage(options, new WalLog(files, options, writer), snaps, tail);
  }

  private WalDirectory needed(long snapshotIndex) throws IOException {
    WalDirectory directory = WalDirectory.list(options.walFolder());
    List<WalSegment> needed = directory.from(snapshotIndex);
    return new WalDirectory(directory.folder(), needed, directory.ignored());
  }

  private WalWriter resume(WalDirectory directory) throws IOException, UnbootableException {
    try {
      return WalWriter.resume(files, directory, options.segmentBytes());
    } catch (CorruptFileException damage) {
      throw unbootable(damage.getMessage());
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
