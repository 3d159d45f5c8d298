package io.drydock.tools.inspect;

import io.drydock.formats.Extent;
import io.drydock.formats.Finding;
import io.drydock.formats.FormatException;
import io.drydock.formats.Severity;
import io.drydock.formats.backend.BackendCursor;
import io.drydock.formats.backend.BackendState;
import io.drydock.formats.backend.BackendView;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.backend.RevisionKey;
import io.drydock.formats.bolt.BoltFile;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.raft.LogPosition;
import io.drydock.formats.snap.SnapDirectory;
import io.drydock.formats.snap.SnapFile;
import io.drydock.formats.snap.SnapItem;
import io.drydock.formats.snap.SnapReader;
import io.drydock.formats.v2store.V2Node;
import io.drydock.formats.v2store.V2Store;
import io.drydock.formats.wal.WalChain;
import io.drydock.formats.wal.WalDirectory;
import io.drydock.formats.wal.WalSegment;
import io.drydock.formats.wal.WalTail;
import io.drydock.formats.wal.replay.EntryFates;
import io.drydock.formats.wal.replay.LogReplay;
import io.drydock.tools.inspect.MemberFacts.BackendFacts;
import io.drydock.tools.inspect.MemberFacts.LogFacts;
import io.drydock.tools.inspect.MemberFacts.SnapFacts;
import io.drydock.tools.source.DbSource;
import io.drydock.tools.source.FileLocks;
import io.drydock.tools.source.MemberPaths;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads the parts of one member; what cannot be read becomes a finding and the rest is read on. */
final class MemberInspection {

  private final MemberPaths paths;
  private final List<Finding> findings = new ArrayList<>();
  private boolean isLive;

  private MemberInspection(MemberPaths paths) {
    this.paths = paths;
  }

  /**
   * Inspects one member.
   *
   * @throws IOException when a file that is there cannot be read
   */
  static MemberFacts of(MemberPaths paths) throws IOException {
    return new MemberInspection(paths).read();
  }

  private MemberFacts read() throws IOException {
    Optional<LogFacts> log = log();
    SnapFacts snapshots = snapshots();
    Optional<BackendFacts> backend = backend();
    var facts =
        new MemberFacts(paths.named().toString(), isLive, log, snapshots, backend, findings);
    var all = new ArrayList<>(findings);
    all.addAll(Relations.of(paths, facts));
    return new MemberFacts(facts.directory(), isLive, log, snapshots, backend, all);
  }

  private Optional<LogFacts> log() throws IOException {
    if (!paths.hasWal()) {
      note("LOG-MISSING", Severity.ERROR, point(paths.wal()), "no WAL folder");
      return Optional.empty();
    }
    WalDirectory directory = WalDirectory.list(paths.wal());
    for (WalDirectory.SequenceGap gap : directory.gaps()) {
      note(
          "LOG-GAP",
          Severity.ERROR,
          point(gap.after().path()),
          "segments are missing between " + gap.before().path().getFileName() + " and this one");
    }
    if (directory.segments().isEmpty()) {
      note("LOG-MISSING", Severity.ERROR, point(paths.wal()), "no WAL segment");
      return Optional.empty();
    }
    FileLocks locks = FileLocks.now();
    for (WalSegment segment : directory.segments()) {
      isLive |= locks.holds(segment.path());
    }
    try (WalChain chain = WalChain.open(directory.segments())) {
      LogReplay replay = LogReplay.of(chain);
      chain.tail().ifPresent(this::judge);
      return Optional.of(facts(directory, replay, chain));
    }
  }

  private static LogFacts facts(WalDirectory directory, LogReplay replay, WalChain chain) {
    EntryFates fates = replay.fates();
    return new LogFacts(
        optional(replay.owner().map(LogReplay.Owner::nodeId)),
        optional(replay.owner().map(LogReplay.Owner::clusterId)),
        replay.state().map(s -> new LogFacts.State(s.term(), s.vote(), s.commit())),
        first(fates.spans()),
        last(fates.spans()),
        replay.newestSnapshot().map(LogReplay.Snapshot::position),
        directory.segments().size(),
        directory.segments().stream().mapToLong(WalSegment::bytes).sum(),
        replay.entryRecords(),
        chain.tail().map(MemberInspection::word).orElse("unknown"));
  }

  private static Optional<LogPosition> first(List<LogReplay.Span> spans) {
    return spans.isEmpty()
        ? Optional.empty()
        : Optional.of(new LogPosition(spans.getFirst().term(), spans.getFirst().first()));
  }

  private static Optional<LogPosition> last(List<LogReplay.Span> spans) {
    return spans.isEmpty()
        ? Optional.empty()
        : Optional.of(new LogPosition(spans.getLast().term(), spans.getLast().last()));
  }

  private static OptionalLong optional(Optional<Long> value) {
    return value.map(OptionalLong::of).orElse(OptionalLong.empty());
  }

  private static String word(WalTail tail) {
    return switch (tail) {
      case WalTail.CleanEnd end -> "clean";
      case WalTail.PreallocatedTail rest -> "preallocated";
      case WalTail.TornTail torn -> "torn";
      case WalTail.CorruptTail corrupt -> "corrupt";
    };
  }

  /** On a live member the last record may be half there: it is being written. */
  private void judge(WalTail tail) {
    switch (tail) {
      case WalTail.CleanEnd end -> {}
      case WalTail.PreallocatedTail rest -> {}
      case WalTail.TornTail torn -> {
        if (!isLive) {
          note(
              "LOG-TORN",
              Severity.WARNING,
              torn.at(),
              "the last record is torn; a server cuts it off when it starts");
        }
      }
      case WalTail.CorruptTail corrupt ->
          note("LOG-CORRUPT", Severity.ERROR, corrupt.at(), corrupt.reason());
    }
  }

  private SnapFacts snapshots() throws IOException {
    if (!paths.hasSnap()) {
      note("SNAP-MISSING", Severity.ERROR, point(paths.snap()), "no snap folder");
      return new SnapFacts(0, Optional.empty(), OptionalLong.empty(), List.of());
    }
    SnapDirectory directory = SnapDirectory.list(paths.snap());
    List<SnapItem.RaftSnapshot> files =
        directory.raftSnapshots().stream()
            .sorted(Comparator.comparing((SnapItem.RaftSnapshot s) -> s.path()).reversed())
            .toList();
    Optional<LogPosition> newest = Optional.empty();
    OptionalLong v2Keys = OptionalLong.empty();
    for (SnapItem.RaftSnapshot item : files) {
      try (ByteSource source = MemberPaths.open(item.path())) {
        SnapReader.Result result = SnapReader.inspect(source);
        findings.addAll(result.findings());
        if (result.isSound()) {
          SnapFile file = result.file().orElseThrow();
          newest = Optional.of(file.position());
          v2Keys = v2Keys(file);
          break;
        }
      } catch (NoSuchFileException purged) {
        // A running server purges old snapshots; the next one is read.
        isLive = true;
      }
    }
    return new SnapFacts(files.size(), newest, v2Keys, leftovers(directory));
  }

  /** Keys of users, not those of the cluster itself; hidden ones count. */
  private OptionalLong v2Keys(SnapFile file) {
    try {
      V2Store store = V2Store.read(file.storeView(), file.storeAt());
      List<V2Node> keys = new ArrayList<>();
      store
          .node(V2Store.KEYS)
          .ifPresent(root ->
              store.visit(
                  root,
                  true,
                  node -> {
                    if (!node.isDirectory()) {
                      keys.add(node);
                    }
                  }));
      return OptionalLong.of(keys.size());
    } catch (FormatException damage) {
      add(new Finding("SNAP-V2-STORE", Severity.ERROR, damage.at(), damage.getMessage()));
      return OptionalLong.empty();
    }
  }

  private static List<String> leftovers(SnapDirectory directory) {
    return directory.items().stream()
        .filter(item ->
            switch (item) {
              case SnapItem.RaftSnapshot sound -> false;
              case SnapItem.Backend database -> false;
              case SnapItem.OddSnapshot odd -> true;
              case SnapItem.BrokenSnapshot broken -> true;
              case SnapItem.ReceivedBackend received -> true;
              case SnapItem.PartialReceive partial -> true;
              case SnapItem.DefragLeftover leftover -> true;
              case SnapItem.Foreign foreign -> true;
            })
        .map(item -> item.path().getFileName().toString())
        .toList();
  }

  private Optional<BackendFacts> backend() throws IOException {
    Optional<Path> file = paths.database();
    if (file.isEmpty()) {
      note("DB-MISSING", Severity.ERROR, point(paths.snap().resolve("db")), "no database");
      return Optional.empty();
    }
    try (DbSource source = DbSource.open(file.get())) {
      isLive |= source.isLive();
      BackendFacts facts = facts(source);
      source.checkUnchanged();
      return Optional.of(facts);
    } catch (FormatException damage) {
      add(new Finding("DB-DAMAGED", Severity.ERROR, damage.at(), damage.getMessage()));
      return Optional.empty();
    }
  }

  private BackendFacts facts(DbSource source) throws FormatException {
    BoltFile bolt = source.bolt();
    BackendView view = source.view();
    BackendState state = BackendState.read(view);
    findings.addAll(state.findings());
    long allocated = bolt.pageCount() * bolt.pageSize();
    long free = bolt.freePages().pages().size() * bolt.pageSize();
    long records = 0;
    var key = bolt.bucket(Bucket.KEY.bucketName());
    if (key.isPresent()) {
      records = key.get().stats().keys();
    }
    return new BackendFacts(
        source.file().toString(),
        source.fileBytes(),
        allocated - free,
        allocated,
        Math.max(lastRevision(view), state.meta().compactRevision()),
        records,
        state,
        state.writer());
  }

  /** Revision 1 is that of a store nobody wrote to. */
  private static long lastRevision(BackendView view) throws FormatException {
    BackendCursor cursor = view.cursor(Bucket.KEY.bucketName());
    return cursor.last() ? RevisionKey.decode(cursor.key(), cursor.at()).revision().main() : 1;
  }

  private void note(String code, Severity severity, Extent at, String message) {
    add(new Finding(code, severity, at, message));
  }

  private void add(Finding finding) {
    findings.add(finding);
  }

  private static Extent point(Path path) {
    return new Extent(path.toString(), 0, 0);
  }
}
