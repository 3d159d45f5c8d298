package io.drydock.node.engine;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.Extent;
import io.drydock.formats.FormatException;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.backend.CompactionMark;
import io.drydock.formats.backend.MetaState;
import io.drydock.formats.backend.RevisionKey;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.member.MemberId;
import io.drydock.formats.proto.raftpb.Snapshot;
import io.drydock.formats.rocks.KvDirectory;
import io.drydock.formats.snap.SnapDirectory;
import io.drydock.formats.v2store.V2Replay;
import io.drydock.formats.v2store.V2Rules;
import io.drydock.formats.v2store.V2Store;
import io.drydock.node.DiskTimes;
import io.drydock.node.StopException;
import io.drydock.node.alarm.Alarms;
import io.drydock.node.apply.Leases;
import io.drydock.node.apply.Stores;
import io.drydock.node.backend.EtcdDatabase;
import io.drydock.node.backend.RocksStore;
import io.drydock.node.backend.StoreOptions;
import io.drydock.node.lease.Lessor;
import io.drydock.node.membership.Cluster;
import io.drydock.node.mvcc.KvStore;
import io.drydock.node.raft.RaftConfig;
import io.drydock.node.raft.RawNode;
import io.drydock.node.storage.Bootstrap;
import io.drydock.node.storage.DataDirLock;
import io.drydock.node.storage.FoundLog;
import io.drydock.node.storage.StorageBoot;
import io.drydock.node.storage.StorageOptions;
import io.drydock.node.storage.UnbootableException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Opens a member's directory, or makes it.
 *
 * <pre>
 * member/wal   raft's log, in etcd's form
 * member/snap  raft's snapshots, in etcd's form
 * member/kv    the backend
 * </pre>
 */
final class Boot {

  private static final int CACHED_RECORDS = 1 << 14;

  private final Path dataDir;
  private final Path member;
  private final Path kv;
  private final StorageOptions storage;
  private final EngineSettings settings;
  private final RandomGenerator random;
  private final DiskTimes times;
  private final List<String> notes = new ArrayList<>();

  /**
   * For one start.
   *
   * @param random draws election timeouts
   * @param times is told how long the log takes
   */
  Boot(
      Path dataDir,
      StorageOptions storage,
      EngineSettings settings,
      RandomGenerator random,
      DiskTimes times) {
    this.dataDir = dataDir;
    this.member = dataDir.resolve("member");
    this.kv = member.resolve(KvDirectory.NAME);
    this.storage = storage;
    this.settings = settings;
    this.random = random;
    this.times = times;
  }

  /**
   * Opens it. What must not be started on is refused before anything is changed.
   *
   * @param bootstrap the cluster to make when there is no log yet
   * @throws UnbootableException when a server must not start on what is there
   * @throws FormatException when the backend is newer than this release
   */
  Booted open(Bootstrap bootstrap) throws IOException, UnbootableException, FormatException {
    try (var undo = new Undo()) {
      var start = new Start(undo);
      Optional<FoundLog> found = start.boot.look();
      Booted booted =
          found.map(FoundLog::isBlank).orElse(true)
              ? create(start, found, bootstrap)
              : goOn(start, found.get());
      undo.forget();
      return booted;
    } catch (CorruptFileException | StopException damage) {
      throw new UnbootableException(
          damage.getMessage() + "; `drydock fsck " + dataDir + "` says what can be done", damage);
    }
  }

  /** A start under way: what it holds already. */
  private final class Start {

    private final StorageBoot boot = new StorageBoot(storage, times);
    private final Undo undo;
    private Optional<DataDirLock> held;

    Start(Undo undo) throws IOException {
      this.undo = undo;
      this.held = DataDirLock.takeExisting(member, storage.walFolder());
      held.ifPresent(undo::add);
    }

    /** From here on the directory is changed. */
    DataDirLock lock(Optional<FoundLog> found) throws IOException, UnbootableException {
      if (held.isEmpty()) {
        makeFolder(dataDir);
        makeFolder(member);
        held = Optional.of(DataDirLock.takeNew(member, storage.walFolder()));
        held.ifPresent(undo::add);
        if (found.isPresent() && !found.get().isUnchanged()) {
          throw new UnbootableException(
              storage.walFolder() + ": somebody wrote to the log while it was read");
        }
      }
      return held.get();
    }
  }

  private Booted create(Start start, Optional<FoundLog> blank, Bootstrap bootstrap)
      throws IOException, UnbootableException, FormatException {
    requireNoRemains();
    if (blank.isPresent()) {
      start.boot.requireOwn(bootstrap, blank.get());
    }
    DataDirLock lock = start.lock(blank);
    var log =
        blank.isPresent()
            ? start.boot.create(bootstrap, blank.get())
            : start.boot.create(bootstrap);
    start.undo.add(log.storage());
    RocksStore backend = RocksStore.create(kv, StoreOptions.DEFAULT);
    start.undo.add(backend::close);
    var cluster = new Cluster(log.cluster(), log.member(), v2(Optional.empty()), new HashSet<>());
    return booted(lock, log, backend, stores(backend, cluster));
  }

  /** A log that is gone must not be begun anew over what it has led to. */
  private void requireNoRemains() throws IOException, UnbootableException {
    Path snap = storage.snapFolder();
    var remains = new ArrayList<Path>(List.of(kv, EtcdDatabase.in(member)));
    if (Files.isDirectory(snap)) {
      SnapDirectory.list(snap).raftSnapshots().forEach(it -> remains.add(it.path()));
    }
    Optional<Path> first = remains.stream().filter(Files::exists).findFirst();
    if (first.isPresent()) {
      throw new UnbootableException(
          "%s: a member ran here, and its log in %s is gone; `drydock fsck %s` says what can be"
                  .formatted(first.get(), storage.walFolder(), dataDir)
              + " done");
    }
  }

  private Booted goOn(Start start, FoundLog found)
      throws IOException, UnbootableException, FormatException {
    var check = new StartCheck(dataDir, found);
    if (!Files.exists(kv)) {
      makeBackend(start, found, check);
    }
    RocksStore backend = RocksStore.look(kv, StoreOptions.DEFAULT);
    start.undo.add(backend::close);
    check.require(StartCheck.Backend.of(backend), cluster(found, Set.of()));
    Stores stores = stores(backend, cluster(found, storedMembers(backend)));
    DataDirLock lock = start.lock(Optional.of(found));
    var log = start.boot.open(found);
    start.undo.add(log.storage());
    backend.beginWriting();
    if (Files.isRegularFile(EtcdDatabase.in(member))) {
      notes.add("the database of etcd is kept as " + EtcdDatabase.putAside(member));
    }
    return booted(lock, log, backend, stores);
  }

  /** Rows from the database of etcd, or none yet where the log has everything from its start. */
  private void makeBackend(Start start, FoundLog found, StartCheck check)
      throws IOException, UnbootableException, FormatException {
    Path database = EtcdDatabase.in(member);
    if (Files.isRegularFile(database)) {
      check.require(StartCheck.Backend.ofEtcd(database), cluster(found, Set.of()));
      start.lock(Optional.of(found));
      long rows = EtcdDatabase.takeOver(member, _ -> {});
      start.undo.add(() -> EtcdDatabase.giveUp(member));
      notes.add("took " + rows + " rows over from the database of etcd");
      return;
    }
    if (found.snapshot().isPresent()) {
      throw new UnbootableException(
          "%s: the backend of the member is missing, and the log begins behind index %d;"
                  .formatted(kv, found.lastIndex() - found.entries().size())
              + " `drydock fsck "
              + dataDir
              + "` says what can be done");
    }
    check.require(StartCheck.Backend.none(kv), cluster(found, Set.of()));
    start.lock(Optional.of(found));
    RocksStore.create(kv, StoreOptions.DEFAULT).close();
  }

  private Booted booted(
      DataDirLock lock, io.drydock.node.storage.Booted log, RocksStore backend, Stores stores) {
    var raft =
        new RawNode(
            RaftConfig.etcd(log.member().value(), settings.electionTicks()),
            log.fromSnapshot(),
            log.storage().log(),
            random);
    long snapshotIndex = log.snapshot().map(it -> it.getMetadata().getIndex()).orElse(0L);
    notes.addAll(log.notes());
    return new Booted(lock, log.storage(), backend, raft, stores, snapshotIndex, random, notes);
  }

  private Stores stores(RocksStore backend, Cluster cluster) throws FormatException {
    List<byte[]> alarms = new ArrayList<>();
    backend.scan(Bucket.ALARM, (key, _) -> alarms.add(key));
    var leases = Leases.restore(backend, leases());
    var keys = KvStore.restore(backend, marks(backend), leases, CACHED_RECORDS);
    return new Stores(keys, leases, Alarms.of(alarms), cluster);
  }

  private static Cluster cluster(FoundLog found, Set<MemberId> stored) throws FormatException {
    return new Cluster(found.cluster(), found.member(), v2(found.snapshot()), stored);
  }

  private static Set<MemberId> storedMembers(RocksStore backend) {
    Set<MemberId> stored = new HashSet<>();
    backend.scan(
        Bucket.MEMBERS,
        (key, _) -> {
          MemberId.parse(Bytes.copyOf(key).toUtf8()).ifPresent(stored::add);
          return true;
        });
    return stored;
  }

  private Lessor.Settings leases() {
    long min = Lessor.minTtlSeconds(settings.electionTicks(), settings.tickMillis());
    return new Lessor.Settings(min, 0, false);
  }

  private static V2Replay v2(Optional<Snapshot> snapshot) throws FormatException {
    var at = new Extent("raft snapshot", 0, 0);
    V2Store store =
        snapshot.isPresent()
            ? V2Store.read(Bytes.copyOf(snapshot.get().getData()).segment(), at)
            : V2Store.empty();
    return new V2Replay(store, V2Rules.ETCD_3_5, at);
  }

  private static KvStore.Marks marks(RocksStore backend) throws CorruptFileException {
    return new KvStore.Marks(
        mark(backend, CompactionMark.SCHEDULED), mark(backend, CompactionMark.FINISHED));
  }

  private static long mark(RocksStore backend, CompactionMark mark) throws CorruptFileException {
    Optional<byte[]> row = backend.get(Bucket.META, mark.key().toByteArray());
    if (row.isEmpty()) {
      return MetaState.NEVER_COMPACTED;
    }
    if (row.get().length < RevisionKey.VERSION_BYTES) {
      throw new CorruptFileException(
          new Extent(backend.directory().toString(), 0, 0),
          "bucket meta: " + mark.key().toUtf8() + " is no revision");
    }
    return RevisionKey.main(MemorySegment.ofArray(row.get()), 0);
  }

  private static void makeFolder(Path folder) throws IOException {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new NotDirectoryException(folder.toString());
    }
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
  }
}
