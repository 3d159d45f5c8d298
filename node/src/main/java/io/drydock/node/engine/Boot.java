package io.drydock.node.engine;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.Extent;
import io.drydock.formats.FormatException;
import io.drydock.formats.backend.BackendState;
import io.drydock.formats.backend.BoltView;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.backend.CompactionMark;
import io.drydock.formats.backend.MetaState;
import io.drydock.formats.backend.RevisionKey;
import io.drydock.formats.bolt.BoltFile;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.member.MemberId;
import io.drydock.formats.proto.raftpb.Snapshot;
import io.drydock.formats.rocks.KvDirectory;
import io.drydock.formats.v2store.V2Replay;
import io.drydock.formats.v2store.V2Rules;
import io.drydock.formats.v2store.V2Store;
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
import io.drydock.node.storage.StorageBoot;
import io.drydock.node.storage.StorageOptions;
import io.drydock.node.storage.UnbootableException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
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
  private final StorageOptions storage;
  private final EngineSettings settings;
  private final RandomGenerator random;
  private final List<String> notes = new ArrayList<>();

  /**
   * For one start.
   *
   * @param random draws election timeouts
   */
  Boot(Path dataDir, StorageOptions storage, EngineSettings settings, RandomGenerator random) {
    this.dataDir = dataDir;
    this.storage = storage;
    this.settings = settings;
    this.random = random;
  }

  /**
   * Opens it.
   *
   * @param bootstrap the cluster to make when there is no log yet
   * @throws UnbootableException when a server must not start on what is there
   * @throws FormatException when the backend is damaged, or newer than this release
   */
  Booted open(Bootstrap bootstrap) throws IOException, UnbootableException, FormatException {
    Path member = dataDir.resolve("member");
    makeFolder(dataDir);
    makeFolder(member);
    DataDirLock lock = DataDirLock.acquire(member, storage.walFolder());
    boolean isDone = false;
    try {
      var boot = new StorageBoot(storage);
      var log = boot.hasLog() ? boot.open() : boot.create(bootstrap);
      notes.addAll(log.notes());
      takeOver(member);
      Booted booted = open(lock, log, member.resolve(KvDirectory.NAME));
      isDone = true;
      return booted;
    } finally {
      if (!isDone) {
        lock.close();
      }
    }
  }

  /** Etcd's database, where it was etcd that ran here. */
  private void takeOver(Path member) throws IOException, UnbootableException, FormatException {
    Path database = member.resolve("snap").resolve("db");
    if (Files.isRegularFile(database)) {
      requireOpen(database);
    }
    EtcdDatabase.takeOver(member, bytes -> {})
        .ifPresent(taken ->
            notes.add(
                "took "
                    + taken.rows()
                    + " rows over from the database of etcd, which is kept as "
                    + taken.keptAs()));
  }

  /** Whoever may not read here today must not be able to because another server runs. */
  private static void requireOpen(Path database)
      throws IOException, UnbootableException, FormatException {
    try (ByteSource source = ByteSource.map(database)) {
      if (BackendState.read(BoltView.of(BoltFile.open(source))).auth().isEnabled()) {
        throw new UnbootableException(
            database
                + ": authentication is enabled, and users and roles are not served yet: everybody"
                + " could read and write; nothing was changed");
      }
    }
  }

  private Booted open(DataDirLock lock, io.drydock.node.storage.Booted log, Path kv)
      throws IOException, UnbootableException, FormatException {
    RocksStore backend = backend(kv, log.snapshot());
    boolean isDone = false;
    try {
      requireBehindLog(backend, log);
      var raft =
          new RawNode(
              RaftConfig.etcd(log.member().value(), settings.electionTicks()),
              log.fromSnapshot(),
              log.storage().log(),
              random);
      Stores stores = stores(backend, log);
      long snapshotIndex = log.snapshot().map(it -> it.getMetadata().getIndex()).orElse(0L);
      isDone = true;
      return new Booted(lock, log.storage(), backend, raft, stores, snapshotIndex, random, notes);
    } finally {
      if (!isDone) {
        backend.close();
        log.storage().close();
      }
    }
  }

  private RocksStore backend(Path kv, Optional<Snapshot> snapshot)
      throws IOException, UnbootableException, FormatException {
    if (Files.exists(kv)) {
      return RocksStore.open(kv, StoreOptions.DEFAULT);
    }
    if (snapshot.isPresent()) {
      throw new UnbootableException(
          kv
              + ": the backend of the member is missing, and the log begins at index "
              + snapshot.get().getMetadata().getIndex()
              + "; `drydock fsck "
              + dataDir
              + "` says what can be done");
    }
    return RocksStore.create(kv, StoreOptions.DEFAULT);
  }

  private void requireBehindLog(RocksStore backend, io.drydock.node.storage.Booted log)
      throws UnbootableException {
    long index = backend.applied().index();
    long last = log.storage().log().lastIndex();
    if (Long.compareUnsigned(index, last) > 0) {
      throw new UnbootableException(
          "%s: the backend has applied index %d, the log ends at %d; `drydock fsck %s` says what"
                  .formatted(backend.directory(), index, last, dataDir)
              + " can be done");
    }
  }

  private Stores stores(RocksStore backend, io.drydock.node.storage.Booted log)
      throws FormatException {
    List<byte[]> alarms = new ArrayList<>();
    backend.scan(Bucket.ALARM, (key, _) -> alarms.add(key));
    Set<MemberId> stored = new HashSet<>();
    backend.scan(
        Bucket.MEMBERS,
        (key, _) -> {
          MemberId.parse(Bytes.copyOf(key).toUtf8()).ifPresent(stored::add);
          return true;
        });
    var cluster = new Cluster(log.cluster(), log.member(), v2(log.snapshot()), stored);
    var leases = Leases.restore(backend, leases());
    var keys = KvStore.restore(backend, marks(backend), leases, CACHED_RECORDS);
    return new Stores(keys, leases, Alarms.of(alarms), cluster);
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
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
  }
}
