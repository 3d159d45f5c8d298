package io.drydock.tools.snap;

import io.drydock.formats.Extent;
import io.drydock.formats.Finding;
import io.drydock.formats.FormatException;
import io.drydock.formats.Severity;
import io.drydock.formats.backend.MetaState;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.datadir.MemberDirectory;
import io.drydock.formats.raft.LogPosition;
import io.drydock.formats.snap.SnapDirectory;
import io.drydock.formats.snap.SnapFile;
import io.drydock.formats.snap.SnapItem;
import io.drydock.formats.snap.SnapReader;
import io.drydock.formats.wal.WalChain;
import io.drydock.formats.wal.WalDirectory;
import io.drydock.formats.wal.WalSegment;
import io.drydock.formats.wal.replay.LogReplay;
import io.drydock.tools.source.DbSource;
import io.drydock.tools.source.MemberFiles;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads all raft snapshots of a member and relates each to the log and the database. */
final class SnapListing {

  private final MemberDirectory member;
  private final List<Finding> findings = new ArrayList<>();

  private SnapListing(MemberDirectory member) {
    this.member = member;
  }

  /**
   * The answer for a member.
   *
   * @throws IOException when a file that is there cannot be read
   */
  static SnapReport of(MemberDirectory member) throws IOException {
    return new SnapListing(member).read();
  }

  private SnapReport read() throws IOException {
    Path folder = member.snapPath();
    if (member.snap().isEmpty()) {
      throw new NoSuchFileException(folder.toString());
    }
    SnapDirectory directory = member.snap().get();
    Optional<LogReplay> log = log();
    OptionalLong applied = applied();
    Set<LogPosition> records =
        log.map(LogReplay::snapshots).orElse(List.of()).stream()
            .map(LogReplay.Snapshot::position)
            .collect(Collectors.toSet());
    long commit = log.map(LogReplay::commit).orElse(0L);
    List<SnapEntry> entries = new ArrayList<>();
    boolean isUsedFound = false;
    for (SnapItem.RaftSnapshot item : directory.raftSnapshots()) {
      Optional<SnapFile> content = open(item.path());
      LogPosition position = item.name().position();
      boolean hasRecord = records.contains(position);
      boolean isCommitted = Long.compareUnsigned(position.index(), commit) <= 0;
      boolean isUsed = !isUsedFound && hasRecord && isCommitted && content.isPresent();
      isUsedFound |= isUsed;
      boolean isInBackend =
          applied.isPresent() && Long.compareUnsigned(position.index(), applied.getAsLong()) <= 0;
      var fit = new SnapEntry.Fit(hasRecord, isCommitted, isInBackend, isUsed);
      entries.add(
          new SnapEntry(
              item.path().getFileName().toString(), item.fileBytes(), position, content, fit));
    }
    judge(entries, applied);
    return new SnapReport(folder.toString(), entries, others(directory), findings);
  }

  /** Nothing for a damaged one, as a server renames it to {@code .broken} and takes the next. */
  private Optional<SnapFile> open(Path file) throws IOException {
    try (ByteSource source = MemberFiles.open(file)) {
      SnapReader.Result result = SnapReader.inspect(source);
      findings.addAll(result.findings());
      return result.isSound() ? result.file() : Optional.empty();
    } catch (NoSuchFileException purged) {
      return Optional.empty();
    }
  }

  private Optional<LogReplay> log() throws IOException {
    List<WalSegment> segments = member.wal().map(WalDirectory::segments).orElse(List.of());
    if (segments.isEmpty()) {
      return Optional.empty();
    }
    try (WalChain chain = WalChain.open(segments)) {
      return Optional.of(LogReplay.of(chain));
    }
  }

  private OptionalLong applied() throws IOException {
    if (!member.hasBackend()) {
      return OptionalLong.empty();
    }
    try (DbSource source = DbSource.open(member.backendPath())) {
      return MetaState.read(source.view()).consistentIndex();
    } catch (FormatException damage) {
      findings.add(new Finding("DB-DAMAGED", Severity.ERROR, damage.at(), damage.getMessage()));
      return OptionalLong.empty();
    }
  }

  private void judge(List<SnapEntry> entries, OptionalLong applied) {
    Path folder = member.snapPath();
    for (SnapEntry entry : entries) {
      Extent at = new Extent(folder.resolve(entry.name()).toString(), 0, entry.fileBytes());
      if (!entry.fits().hasRecord()) {
        findings.add(
            new Finding(
                "SNAP-NO-RECORD",
                Severity.INFO,
                at,
                "no snapshot record of this term and index in the WAL that is left; servers since"
                    + " 3.4.8 do not load it"));
      }
    }
    boolean isAhead =
        applied.isPresent()
            && entries.stream()
                .anyMatch(entry -> entry.fits().isUsed() && !entry.fits().isInBackend());
    if (isAhead) {
      findings.add(
          new Finding(
              "DB-BEHIND-SNAPSHOT",
              Severity.ERROR,
              new Extent(member.backendPath().toString(), 0, 0),
              "the database is behind the snapshot that a start loads; a server panics unless the"
                  + " snapshot's own database is there"));
    }
  }

  private static List<String> others(SnapDirectory directory) {
    return directory.items().stream()
        .filter(item -> !(item instanceof SnapItem.RaftSnapshot))
        .map(item -> item.path().getFileName().toString())
        .toList();
  }
}
