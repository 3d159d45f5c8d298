package io.drydock.tools.inspect;

import io.drydock.formats.Extent;
import io.drydock.formats.Finding;
import io.drydock.formats.FormatException;
import io.drydock.formats.Severity;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.datadir.MemberDirectory;
import io.drydock.formats.raft.LogPosition;
import io.drydock.formats.snap.SnapDirectory;
import io.drydock.formats.snap.SnapFile;
import io.drydock.formats.snap.SnapItem;
import io.drydock.formats.snap.SnapReader;
import io.drydock.formats.v2store.V2Node;
import io.drydock.formats.v2store.V2Store;
import io.drydock.tools.member.LogReading;
import io.drydock.tools.member.MemberFacts;
import io.drydock.tools.member.MemberFacts.BackendFacts;
import io.drydock.tools.member.MemberFacts.SnapFacts;
import io.drydock.tools.member.MembershipFacts;
import io.drydock.tools.member.MembershipReading;
import io.drydock.tools.member.Relations;
import io.drydock.tools.source.ChangingException;
import io.drydock.tools.source.DbSource;
import io.drydock.tools.source.MemberFiles;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Reads the parts of one member; what cannot be read becomes a finding and the rest is read on. */
public final class MemberInspection {

  /** A server can write a file, or purge one, at the moment that it is read; not every time. */
  private static final int ATTEMPTS = 4;

  private final Path named;
  private final MemberDirectory directory;
  private final List<Finding> findings = new ArrayList<>();
  private boolean isLive;

  private MemberInspection(Path named, MemberDirectory directory) {
    this.named = named;
    this.directory = directory;
  }

  /**
   * Inspects one member. Of a running one errors count that stay when it is read again.
   *
   * @param named the data directory as the user named it
   * @param walFolder the log, when the server was told {@code --wal-dir}
   * @throws IOException when there is no such directory, or a file that is there cannot be read
   * @throws ChangingException when a server commits to the database faster than it can be read
   */
  public static MemberFacts of(Path named, Optional<Path> walFolder) throws IOException {
    return of(named, walFolder, true);
  }

  /** As {@link #of}, of one whose database changes faster than it can be read: all the rest. */
  static MemberFacts withoutDatabase(Path named, Optional<Path> walFolder) throws IOException {
    return of(named, walFolder, false);
  }

  private static MemberFacts of(Path named, Optional<Path> walFolder, boolean withDatabase)
      throws IOException {
    for (int attempt = 1; ; attempt++) {
      MemberDirectory directory = MemberDirectory.list(named, walFolder);
      try {
        var inspection = new MemberInspection(named, directory);
        inspection.isLive = !withDatabase;
        MemberFacts facts = inspection.read(withDatabase);
        if (attempt == ATTEMPTS || !facts.isLive() || facts.isSound()) {
          return facts;
        }
      } catch (NoSuchFileException purged) {
        if (attempt == ATTEMPTS) {
          throw purged;
        }
      }
    }
  }

  private MemberFacts read(boolean withDatabase) throws IOException {
    // The database first, and the log listed after it: a running server's log then has all that
    // the database has applied, because an entry is in the log before it is applied.
    Optional<BackendFacts> backend = withDatabase ? backend() : Optional.empty();
    SnapFacts snapshots = snapshots();
    Optional<LogReading> log = LogReading.of(directory, findings::add);
    isLive |= log.map(LogReading::isLive).orElse(false);
    Optional<MembershipFacts> members =
        new MembershipReading(
                directory.snap(), log, backend.map(BackendFacts::state), findings::add)
            .read();
    var facts =
        new MemberFacts(
            named.toString(),
            isLive,
            new MemberFacts.Parts(log.map(LogReading::facts), snapshots, backend, members),
            findings);
    return facts.with(Relations.of(directory, facts));
  }

  private SnapFacts snapshots() throws IOException {
    if (directory.snap().isEmpty()) {
      note("SNAP-MISSING", point(directory.snapPath()), "no snap folder");
      return new SnapFacts(0, Optional.empty(), OptionalLong.empty(), leftovers());
    }
    List<SnapItem.RaftSnapshot> files = directory.snap().get().raftSnapshots();
    Optional<LogPosition> newest = Optional.empty();
    OptionalLong v2Keys = OptionalLong.empty();
    for (SnapItem.RaftSnapshot item : files) {
      try (ByteSource source = MemberFiles.open(item.path())) {
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
    return new SnapFacts(files.size(), newest, v2Keys, leftovers());
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

  private List<String> leftovers() {
    Stream<Path> inSnap = directory.snap().stream().flatMap(MemberInspection::leftovers);
    Stream<Path> beside = directory.others().stream().map(MemberDirectory.Other::path);
    return Stream.concat(inSnap, beside).map(path -> path.getFileName().toString()).toList();
  }

  private static Stream<Path> leftovers(SnapDirectory snap) {
    return snap.items().stream()
        .filter(item ->
            switch (item) {
              case SnapItem.RaftSnapshot sound -> false;
              case SnapItem.Backend database -> false;
              case SnapItem.OddSnapshot odd -> true;
              case SnapItem.BrokenSnapshot broken -> true;
              case SnapItem.ReceivedBackend received -> true;
              case SnapItem.PartialReceive partial -> true;
              case SnapItem.DefragLeftover leftover -> true;
              case SnapItem.ImportedBackend imported -> true;
              case SnapItem.Foreign foreign -> true;
            })
        .map(SnapItem::path);
  }

  private Optional<BackendFacts> backend() throws IOException {
    Path file = directory.backendPath();
    if (!directory.hasBackend()) {
      note("DB-MISSING", point(file), "no database");
      return Optional.empty();
    }
    try (DbSource source = DbSource.open(file)) {
      isLive |= source.isLive();
      BackendFacts facts = BackendFacts.of(source);
      findings.addAll(facts.state().findings());
      source.checkUnchanged();
      return Optional.of(facts);
    } catch (FormatException damage) {
      add(new Finding("DB-DAMAGED", Severity.ERROR, damage.at(), damage.getMessage()));
      return Optional.empty();
    }
  }

  private void note(String code, Extent at, String message) {
    add(new Finding(code, Severity.ERROR, at, message));
  }

  private void add(Finding finding) {
    findings.add(finding);
  }

  private static Extent point(Path path) {
    return new Extent(path.toString(), 0, 0);
  }
}
