package io.drydock.tools.member;

import io.drydock.formats.Extent;
import io.drydock.formats.Finding;
import io.drydock.formats.FormatException;
import io.drydock.formats.Located;
import io.drydock.formats.Severity;
import io.drydock.formats.backend.BackendState;
import io.drydock.formats.backend.ReleaseLine;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.member.Membership;
import io.drydock.formats.raft.LogPosition;
import io.drydock.formats.request.EntryPayload;
import io.drydock.formats.snap.SnapDirectory;
import io.drydock.formats.snap.SnapFile;
import io.drydock.formats.snap.SnapItem;
import io.drydock.formats.snap.SnapReader;
import io.drydock.formats.v2store.V2Cluster;
import io.drydock.formats.v2store.V2Replay;
import io.drydock.formats.v2store.V2Result;
import io.drydock.formats.v2store.V2Rules;
import io.drydock.formats.v2store.V2Store;
import io.drydock.formats.wal.replay.LogReplay;
import io.drydock.tools.member.MembershipFacts.Source;
import io.drydock.tools.source.MemberFiles;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Finds out who is in the cluster, as a server of the directory's release does when it starts.
 *
 * <p>Up to 3.5 that is the v2 store of the {@code .snap} file it boots from, since 3.6 the bucket
 * {@code members}; then the committed entries behind it. The bucket of older releases is compared
 * with it, because a later release will believe it: 3.5.1 to 3.5.19 write each record once and
 * never again, and a restore by 3.4 keeps the members of the old cluster.
 */
public final class MembershipReading {

  private final Optional<SnapDirectory> snap;
  private final Optional<LogReading> log;
  private final Optional<BackendState> backend;
  private final Consumer<Finding> findings;
  private Optional<Long> fatalIndex = Optional.empty();

  /**
   * Of these parts, each of which may be missing.
   *
   * @param findings receives what is odd about the members
   */
  public MembershipReading(
      Optional<SnapDirectory> snap,
      Optional<LogReading> log,
      Optional<BackendState> backend,
      Consumer<Finding> findings) {
    this.snap = snap;
    this.log = log;
    this.backend = backend;
    this.findings = findings;
  }

  /** A membership on its way through the log. */
  private final class Walk {
    private final V2Replay replay;
    private long raftIndex;

    Walk(V2Replay replay, long raftIndex) {
      this.replay = replay;
      this.raftIndex = raftIndex;
    }

    /** Goes on to an index, or as far as the log goes without a gap. */
    void goTo(long target) {
      goTo(target, members -> {});
    }

    /**
     * As {@link #goTo(long)}.
     *
     * @param watcher is shown the members after each entry that may have changed them
     */
    void goTo(long target, Consumer<Membership> watcher) {
      if (log.isEmpty() || !log.get().changes().isComplete()) {
        return;
      }
      long end = reach(log.get().replay(), target);
      for (var entry : log.get().changes().between(raftIndex, end).entrySet()) {
        Located<EntryPayload> payload = entry.getValue();
        replay
            .apply(payload.value())
            .ifPresent(result -> note(entry.getKey(), payload.at(), result));
        watcher.accept(replay.membership());
      }
      raftIndex = end;
    }

    private long reach(LogReplay log, long target) {
      long end = raftIndex;
      for (LogReplay.Span span : log.fates(raftIndex, target).spans()) {
        boolean isNext = Long.compareUnsigned(span.first(), end + 1) <= 0;
        if (isNext && Long.compareUnsigned(end, target) < 0) {
          end = Long.compareUnsigned(span.last(), target) < 0 ? span.last() : target;
        }
      }
      return end;
    }

    Membership members() {
      return replay.membership();
    }
  }

  /**
   * The membership; empty when nothing tells.
   *
   * @throws IOException when a {@code .snap} file that is there cannot be read
   */
  public Optional<MembershipFacts> read() throws IOException {
    if (line().map(line -> line.compareTo(ReleaseLine.V3_6) >= 0).orElse(false)) {
      return Optional.of(ofDatabase());
    }
    Optional<Walk> start = v2Start();
    if (start.isPresent()) {
      return Optional.of(ofV2Store(start.get()));
    }
    if (backend.isEmpty() || backend.get().cluster().members().isEmpty()) {
      return Optional.empty();
    }
    finding(
        "MEMBERS-UNPROVEN",
        "the members shown are those of the database; a server up to 3.5 goes by the v2 store,"
            + " which cannot be had: no usable .snap file, and the log does not reach back to its"
            + " first entry");
    return Optional.of(ofDatabase());
  }

  private Optional<ReleaseLine> line() {
    return backend.flatMap(state -> state.writer().likely());
  }

  private MembershipFacts ofDatabase() {
    Membership stored = stored(backend.orElseThrow());
    var cluster = new V2Cluster(stored, backend.get().cluster().clusterVersion());
    var walk = new Walk(V2Replay.from(cluster, V2Rules.SINCE_3_6), applied());
    walk.goTo(committed());
    return new MembershipFacts(
        Source.DATABASE, walk.raftIndex, walk.members(), Optional.empty(), fatalIndex);
  }

  private MembershipFacts ofV2Store(Walk walk) {
    walk.goTo(applied());
    Optional<Comparison> comparison =
        backend
            .filter(state -> walk.raftIndex == applied())
            .map(state -> new Comparison(stored(state)));
    comparison.ifPresent(each -> each.see(walk.members()));
    Consumer<Membership> later =
        comparison
            .filter(each -> isBehindItsMembers())
            .<Consumer<Membership>>map(each -> each::see)
            .orElse(members -> {});
    walk.goTo(committed(), later);
    long raftIndex = walk.raftIndex;
    Membership members = walk.members();
    if (isBehindItsMembers()) {
      walk.goTo(last(), later);
    }
    Optional<Boolean> isStale = comparison.map(each -> !each.isEqual);
    comparison.filter(each -> !each.isEqual).ifPresent(each -> stale(each.first));
    return new MembershipFacts(Source.V2_STORE, raftIndex, members, isStale, fatalIndex);
  }

  /** Whether the members stored are those of one of the entries that are passed. */
  private static final class Comparison {
    private final Membership stored;
    private List<String> first = List.of();
    private boolean isEqual;

    Comparison(Membership stored) {
      this.stored = stored;
    }

    void see(Membership right) {
      List<String> differences = MembershipDifferences.of(right, stored);
      isEqual |= differences.isEmpty();
      first = first.isEmpty() ? differences : first;
    }
  }

  /**
   * Servers of 3.4 store members at once, and the index with the next write to a key only: the
   * members stored may be those of any later entry of the log. Such an entry may be beyond the
   * commit on the disk, which alone is not synced.
   */
  private boolean isBehindItsMembers() {
    return line().map(line -> line == ReleaseLine.V3_4).orElse(true);
  }

  private void stale(List<String> differences) {
    finding(
        "MEMBERS-STALE",
        "the database has other members than the v2 store, which servers up to 3.5 go by and which"
            + " is shown: "
            + String.join("; ", differences)
            + ". A 3.6 server would believe the database: run 3.5.26 or later before it");
  }

  /** The store that a server boots from; the empty one when the log has all from its start. */
  private Optional<Walk> v2Start() throws IOException {
    for (SnapItem.RaftSnapshot item : snap.map(SnapDirectory::raftSnapshots).orElse(List.of())) {
      if (isKnownToLog(item.name().position())) {
        Optional<Walk> start = v2Start(item);
        if (start.isPresent()) {
          return start;
        }
      }
    }
    boolean hasAll =
        log.flatMap(reading -> reading.facts().first())
            .map(first -> first.index() == 1)
            .orElse(false);
    return hasAll ? Optional.of(new Walk(empty(), 0)) : Optional.empty();
  }

  /** Servers since 3.4.8 take only a snapshot that the log has a record of. */
  private boolean isKnownToLog(LogPosition position) {
    return log.map(reading ->
            reading.replay().validSnapshots().stream()
                .anyMatch(known -> known.position().equals(position)))
        .orElse(true);
  }

  private Optional<Walk> v2Start(SnapItem.RaftSnapshot item) throws IOException {
    try (ByteSource source = MemberFiles.open(item.path())) {
      SnapFile file = SnapReader.read(source);
      V2Store store = V2Store.read(file.storeView(), file.storeAt());
      return Optional.of(
          new Walk(new V2Replay(store, rules(), file.storeAt()), file.position().index()));
    } catch (FormatException damage) {
      return Optional.empty(); // told where the snapshots are looked at; a server takes the next
    } catch (NoSuchFileException purged) {
      return Optional.empty();
    }
  }

  private V2Replay empty() {
    return V2Replay.from(new V2Cluster(Membership.EMPTY, Optional.empty()), rules());
  }

  private V2Rules rules() {
    return line().filter(line -> line == ReleaseLine.V3_4).isPresent()
        ? V2Rules.ETCD_3_4
        : V2Rules.ETCD_3_5;
  }

  private static Membership stored(BackendState state) {
    var members = state.cluster().members().stream().map(Located::value).toList();
    return new Membership(
        Membership.of(members).members(), new TreeSet<>(state.cluster().removedMembers()));
  }

  private long applied() {
    return backend.map(state -> state.meta().consistentIndex().orElse(0)).orElse(0L);
  }

  /** What the database has applied is committed, whatever the log's last state says. */
  private long committed() {
    long commit = log.map(reading -> reading.replay().commit()).orElse(0L);
    return Long.compareUnsigned(commit, applied()) >= 0 ? commit : applied();
  }

  private long last() {
    return log.flatMap(reading -> reading.facts().last()).map(LogPosition::index).orElse(0L);
  }

  /** Of an entry that is not committed nothing can be said. */
  private void note(long raftIndex, Extent at, V2Result result) {
    boolean isCommitted = Long.compareUnsigned(raftIndex, committed()) <= 0;
    if (isCommitted && result instanceof V2Result.Fatal(String reason)) {
      fatalIndex = fatalIndex.or(() -> Optional.of(raftIndex));
      findings.accept(
          new Finding(
              "LOG-ENTRY-FATAL",
              Severity.ERROR,
              at,
              "entry " + Long.toUnsignedString(raftIndex) + " stops a server: " + reason));
    }
  }

  private void finding(String code, String message) {
    String file = snap.map(folder -> folder.path().resolve("db").toString()).orElse("db");
    findings.accept(new Finding(code, Severity.WARNING, new Extent(file, 0, 0), message));
  }
}
