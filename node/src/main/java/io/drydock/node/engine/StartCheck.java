package io.drydock.node.engine;

import io.drydock.formats.FormatException;
import io.drydock.formats.backend.BackendRow;
import io.drydock.formats.backend.BackendState;
import io.drydock.formats.backend.BoltView;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.backend.EtcdVersion;
import io.drydock.formats.backend.ReleaseLine;
import io.drydock.formats.bolt.BoltFile;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.proto.raftpb.ConfState;
import io.drydock.formats.proto.raftpb.Entry;
import io.drydock.formats.request.EntryDecoder;
import io.drydock.formats.request.RequestKind;
import io.drydock.node.apply.LogTrial;
import io.drydock.node.backend.RocksStore;
import io.drydock.node.membership.Cluster;
import io.drydock.node.storage.FoundLog;
import io.drydock.node.storage.UnbootableException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether a member may start on what is there: what the log and the backend say must fit together,
 * and be of a kind that this release can go on with. Changes nothing.
 */
final class StartCheck {

  private static final byte[] AUTH_ENABLED = "authEnabled".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] DOWNGRADE = "downgrade".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] VERSION = "clusterVersion".getBytes(StandardCharsets.US_ASCII);

  private static final Set<RequestKind> ABOUT_KEYS =
      EnumSet.of(
          RequestKind.PUT,
          RequestKind.DELETE_RANGE,
          RequestKind.TXN,
          RequestKind.COMPACTION,
          RequestKind.LEASE_GRANT,
          RequestKind.LEASE_REVOKE);

  /** As etcd writes it. */
  private static final Pattern ENABLED_DOWNGRADE =
      Pattern.compile("\\{\"target-version\":\"([^\"]*)\",\"enabled\":true}");

  private final Path dataDir;
  private final FoundLog log;

  /**
   * What counts of a backend.
   *
   * @param path names it in sentences
   * @param applied index of the last entry in it
   * @param isAuthEnabled whether users are asked for
   * @param clusterVersion that the cluster has agreed on
   * @param downgradeTo version of a downgrade that is under way
   */
  record Backend(
      Path path,
      long applied,
      boolean isAuthEnabled,
      Optional<String> clusterVersion,
      Optional<String> downgradeTo) {

    /** Reads etcd's database. */
    static Backend ofEtcd(Path database) throws IOException, FormatException {
      try (ByteSource source = ByteSource.map(database)) {
        BackendState state = BackendState.read(BoltView.of(BoltFile.open(source)));
        return new Backend(
            database,
            state.meta().consistentIndex().orElse(0),
            state.auth().isEnabled(),
            state.cluster().clusterVersion(),
            state
                .cluster()
                .downgrade()
                .filter(BackendRow.Downgrade::isEnabled)
                .map(BackendRow.Downgrade::targetVersion));
      }
    }

    /** One that is made from the log. */
    static Backend none(Path kv) {
      return new Backend(kv, 0, false, Optional.empty(), Optional.empty());
    }

    /** Asks a store. */
    static Backend of(RocksStore store) {
      byte[] enabled = store.get(Bucket.AUTH, AUTH_ENABLED).orElse(new byte[1]);
      return new Backend(
          store.directory(),
          store.applied().index(),
          enabled.length > 0 && enabled[0] != 0,
          text(store, VERSION),
          text(store, DOWNGRADE)
              .map(ENABLED_DOWNGRADE::matcher)
              .filter(Matcher::matches)
              .map(json -> json.group(1)));
    }

    private static Optional<String> text(RocksStore store, byte[] key) {
      return store.get(Bucket.CLUSTER, key).map(it -> new String(it, StandardCharsets.UTF_8));
    }
  }

  /** For one start. */
  StartCheck(Path dataDir, FoundLog log) {
    this.dataDir = dataDir;
    this.log = log;
  }

  /**
   * Judges.
   *
   * @param backend that belongs to the log
   * @param start the cluster as the log's snapshot has it, for this check alone
   * @throws UnbootableException with the first thing that is in the way
   */
  void require(Backend backend, Cluster start) throws UnbootableException {
    requireOpen(backend);
    requireVersion(backend);
    requireFit(backend);
    requireEntries(backend.applied(), start);
  }

  /** Whoever may not read here today must not be able to because another server runs. */
  private static void requireOpen(Backend backend) throws UnbootableException {
    if (backend.isAuthEnabled()) {
      throw new UnbootableException(
          backend.path()
              + ": authentication is enabled, and users and roles are not served yet: everybody"
              + " could read and write");
    }
  }

  private static void requireVersion(Backend backend) throws UnbootableException {
    Optional<EtcdVersion> agreed = backend.clusterVersion().flatMap(EtcdVersion::parse);
    if (agreed.isPresent() && ReleaseLine.of(agreed.get()).isEmpty()) {
      throw new UnbootableException(
          "%s: the cluster has agreed on version %s, and this release knows 3.4 to 3.7"
              .formatted(backend.path(), backend.clusterVersion().get()));
    }
    Optional<EtcdVersion> target = backend.downgradeTo().flatMap(EtcdVersion::parse);
    if (target.isPresent() && !target.equals(agreed)) {
      throw new UnbootableException(
          "%s: a downgrade of the cluster to %s is under way, and this release cannot carry it out;"
                  .formatted(backend.path(), backend.downgradeTo().get())
              + " end it with etcd, or call it off with `etcdctl downgrade cancel`");
    }
  }

  private void requireFit(Backend backend) throws UnbootableException {
    long applied = backend.applied();
    long last = log.lastIndex();
    long first = last - log.entries().size();
    if (Long.compareUnsigned(applied, last) > 0) {
      throw unbootable(
          "%s: the backend has applied index %d, the log ends at %d"
              .formatted(backend.path(), applied, last));
    }
    if (Long.compareUnsigned(applied, first) < 0) {
      throw unbootable(
          "%s: the backend has applied index %d, the log begins behind index %d"
              .formatted(backend.path(), applied, first));
    }
  }

  private void requireEntries(long applied, Cluster start) throws UnbootableException {
    ConfState voters =
        log.snapshot()
            .map(it -> it.getMetadata().getConfState())
            .orElse(ConfState.getDefaultInstance());
    var trial = new LogTrial(start, voters);
    for (Entry entry : log.entries()) {
      boolean isNew = entry.getIndex() > applied;
      if (!isNew && isAboutKeys(entry)) {
        continue;
      }
      Optional<String> objection = trial.objection(EntryDecoder.decode(entry), isNew);
      if (objection.isPresent()) {
        throw unbootable(
            "%s: the log cannot be applied: index %d: %s"
                .formatted(dataDir, entry.getIndex(), objection.get()));
      }
    }
    requireAlone(trial.confState());
  }

  /** Plain to see from the outermost fields, which is quicker than to read a whole request. */
  private static boolean isAboutKeys(Entry entry) {
    var data = MemorySegment.ofBuffer(entry.getData().asReadOnlyByteBuffer());
    return ABOUT_KEYS.contains(EntryDecoder.peekKind(entry.getTypeValue(), data));
  }

  private void requireAlone(ConfState end) throws UnbootableException {
    boolean isAlone =
        end.getVotersList().equals(List.of(log.member().value())) && end.getLearnersCount() == 0;
    if (!isAlone) {
      throw new UnbootableException(
          ("%s: member %s belongs to a cluster of %d, and this release serves clusters of one;"
                  + " `drydock inspect %s` names them")
              .formatted(
                  dataDir,
                  log.member().hex(),
                  Set.copyOf(end.getVotersList()).size() + end.getLearnersCount(),
                  dataDir));
    }
  }

  private UnbootableException unbootable(String what) {
    return new UnbootableException(what + "; `drydock fsck " + dataDir + "` says what can be done");
  }
}
