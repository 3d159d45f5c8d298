package io.drydock.tools.fsck.examine;

import io.drydock.formats.Severity;
import io.drydock.formats.backend.BackendRow;
import io.drydock.formats.backend.EtcdVersion;
import io.drydock.formats.backend.MetaState;
import io.drydock.formats.backend.ReleaseLine;
import io.drydock.formats.datadir.MemberDirectory;
import io.drydock.formats.member.MemberId;
import io.drydock.formats.member.Membership;
import io.drydock.formats.proto.raftpb.ConfState;
import io.drydock.formats.snap.SnapDirectory;
import io.drydock.formats.snap.SnapItem;
import io.drydock.formats.wal.replay.LogReplay;
import io.drydock.tools.fsck.examine.SnapExamination.Snap;
import io.drydock.tools.fsck.examine.SnapExamination.Store;
import io.drydock.tools.member.MemberFacts.BackendFacts;
import io.drydock.tools.member.MembershipFacts;
import io.drydock.tools.member.Relations;
import io.drydock.tools.output.Texts;
import io.drydock.tools.write.Target;
import java.util.List;
import java.util.Optional;

/** Whether the parts of a member fit each other; the findings of all that do not. */
final class PartChecks {

  private final Parts parts;
  private final long quotaBytes;
  private final Ledger ledger;

  private PartChecks(Parts parts, long quotaBytes, Ledger ledger) {
    this.parts = parts;
    this.quotaBytes = quotaBytes;
    this.ledger = ledger;
  }

  /** Checks; findings go to the ledger. */
  static void run(Parts parts, long quotaBytes, Ledger ledger) {
    var checks = new PartChecks(parts, quotaBytes, ledger);
    checks.missing();
    parts.boot().ifPresent(checks::boot);
    parts.backend().ifPresent(checks::backend);
    checks.snapshots();
    checks.v2();
    checks.self();
    checks.leftovers();
  }

  private void missing() {
    MemberDirectory directory = parts.directory();
    if (directory.wal().isEmpty()) {
      ledger.accept(FsckCode.LOG_MISSING.at(directory.walPath(), "no folder of the log"));
    }
    if (directory.snap().isEmpty()) {
      ledger.accept(
          FsckCode.SNAP_MISSING.at(directory.snapPath(), "no folder of snapshots and database"));
    }
  }

  private void boot(Boot boot) {
    if (boot.isConnected()) {
      boolean isBlank = boot.snapshot().isEmpty() && boot.firstBehind().isEmpty();
      if (isBlank && parts.isNamedAtStart() && !parts.isLive()) {
        ledger.accept(
            FsckCode.LOG_NO_MEMBERS.at(
                parts.directory().walPath(), "neither an entry nor a raft snapshot to start from"));
      }
      return;
    }
    boolean isWithout = boot.snapshot().isEmpty() && boot.line() != ReleaseLine.V3_7;
    FsckCode code = isWithout ? FsckCode.SNAP_NONE_USABLE : FsckCode.LOG_HOLE;
    String start =
        boot.snapshot()
            .map(position -> "a start goes by the snapshot " + position)
            .orElse("no snapshot can be used, so a start needs entry 1");
    String found =
        boot.firstBehind()
            .map(span -> "the first entry behind it is " + Long.toUnsignedString(span.first()))
            .orElse("no segment begins at or before it");
    ledger.accept(code.at(parts.directory().walPath(), start + ", but " + found));
  }

  private void backend(BackendFacts backend) {
    ledger.acceptAll(Relations.ofBackend(backend));
    parts.boot().ifPresent(boot -> behindSnapshot(backend, boot));
    parts
        .log()
        .ifPresent(log -> {
          ledger.acceptAll(Relations.aheadOfLog(backend, log.reading().facts()));
          term(backend, log.reading().replay());
        });
    confState(backend);
    versions(backend);
    if (backend.allocatedBytes() > quotaBytes) {
      ledger.accept(
          FsckCode.DB_QUOTA.at(
              backend.file(),
              Texts.exactBytes(backend.allocatedBytes())
                  + " of pages, more than the quota of "
                  + Texts.exactBytes(quotaBytes)));
    }
  }

  /** A database that came with the snapshot and waits for a start is put into place by it. */
  private void behindSnapshot(BackendFacts backend, Boot boot) {
    if (received().stream().noneMatch(item -> item.raftIndex() == boot.index())) {
      ledger.acceptAll(Relations.behindSnapshot(backend, boot.index()));
    }
  }

  private List<SnapItem.ReceivedBackend> received() {
    return parts.directory().snap().stream()
        .flatMap(snap -> snap.items().stream())
        .filter(SnapItem.ReceivedBackend.class::isInstance)
        .map(SnapItem.ReceivedBackend.class::cast)
        .toList();
  }

  /** Servers since 3.5 note the term of the entry that they applied last. */
  private void term(BackendFacts backend, LogReplay replay) {
    MetaState meta = backend.state().meta();
    if (meta.term().isEmpty() || meta.consistentIndex().isEmpty()) {
      return;
    }
    long applied = meta.consistentIndex().getAsLong();
    long noted = meta.term().getAsLong();
    replay.fates(0, replay.commit()).spans().stream()
        .filter(span -> Long.compareUnsigned(span.first(), applied) <= 0)
        .filter(span -> Long.compareUnsigned(applied, span.last()) <= 0)
        .filter(span -> span.term() != noted)
        .findFirst()
        .ifPresent(span ->
            ledger.accept(
                FsckCode.DB_TERM.at(
                    backend.file(),
                    "term of entry %s: the log says %s, the database %s"
                        .formatted(
                            Long.toUnsignedString(applied),
                            Long.toUnsignedString(span.term()),
                            Long.toUnsignedString(noted)))));
  }

  private void confState(BackendFacts backend) {
    Optional<ConfState> noted = backend.state().meta().confState();
    boolean isComparable =
        parts.members().filter(known -> known.raftIndex() == parts.applied()).isPresent();
    if (noted.isPresent() && isComparable) {
      Conf members = Conf.of(parts.members().get().membership());
      if (!members.all().equals(Conf.of(noted.get()).all())) {
        ledger.accept(
            FsckCode.DB_CONF.at(
                backend.file(), "noted are " + Conf.of(noted.get()) + ", members are " + members));
      }
    }
  }

  private void versions(BackendFacts backend) {
    Optional<ReleaseLine> storage = line(backend.state().meta().storageVersion());
    Optional<ReleaseLine> cluster = line(backend.state().cluster().clusterVersion());
    boolean isDowngrading =
        backend.state().cluster().downgrade().map(BackendRow.Downgrade::isEnabled).orElse(false);
    if (storage.isPresent()
        && cluster.isPresent()
        && storage.get().compareTo(cluster.get()) < 0
        && !isDowngrading) {
      ledger.accept(
          FsckCode.DB_VERSION.at(
              backend.file(),
              "storage version " + storage.get() + ", cluster version " + cluster.get()));
    }
  }

  private static Optional<ReleaseLine> line(Optional<String> version) {
    return version.flatMap(EtcdVersion::parse).flatMap(ReleaseLine::of);
  }

  private void snapshots() {
    if (parts.log().isEmpty()) {
      return;
    }
    LogReplay replay = parts.log().get().reading().replay();
    // A running server writes the file first, then the record: what is new since is no finding.
    if (!parts.isLive() && !parts.isFrom(ReleaseLine.V3_7)) {
      ledger.acceptAll(
          Relations.ofSnapshots(
              parts.directory(), parts.snaps().newest(), parts.log().get().reading().facts()));
    }
    for (Snap snap : parts.snaps().sound()) {
      Optional<LogReplay.Snapshot> record =
          replay.snapshots().stream()
              .filter(one -> one.position().equals(snap.position()))
              .findFirst();
      record.ifPresentOrElse(one -> conf(snap, one), () -> noRecord(snap));
    }
    parts.store().ifPresent(this::storeMembers);
  }

  private void conf(Snap snap, LogReplay.Snapshot record) {
    Optional<Conf> logged = record.confState().map(Conf::of);
    Conf own = Conf.of(snap.confState());
    if (logged.isPresent() && !logged.get().equals(own)) {
      ledger.accept(
          FsckCode.SNAP_CONF.at(
              snap.path(), "the file has " + own + ", the log's record of it " + logged.get()));
    }
  }

  /** Old ones outlive the segment with their record; a server would want a newer one. */
  private void noRecord(Snap snap) {
    long index = parts.boot().map(Boot::index).orElse(0L);
    if (Long.compareUnsigned(snap.position().index(), index) > 0) {
      ledger.accept(
          FsckCode.SNAP_NO_RECORD.at(
              snap.path(), "no record of snapshot " + snap.position() + " in the log"));
    }
  }

  private void storeMembers(Store store) {
    Optional<Snap> snap = parts.boot().flatMap(Boot::snapshot).flatMap(parts.snaps()::at);
    if (snap.isPresent() && store.members().isPresent()) {
      Conf members = Conf.of(store.members().get());
      Conf raft = Conf.of(snap.get().confState());
      String message = "raft has " + raft + ", the v2 store " + members;
      if (!members.all().equals(raft.all())) {
        ledger.accept(FsckCode.SNAP_MEMBERS.at(store.at(), message));
      } else if (!members.equals(raft)) {
        ledger.accept(FsckCode.SNAP_LEARNER.at(store.at(), message));
      }
    }
  }

  private void v2() {
    Severity severity =
        parts.isFrom(ReleaseLine.V3_6)
            ? Severity.ERROR
            : parts.isFrom(ReleaseLine.V3_5) ? Severity.WARNING : Severity.INFO;
    parts
        .store()
        .filter(store -> !store.custom().isEmpty())
        .ifPresent(store ->
            ledger.accept(
                FsckCode.V2_CONTENT.at(
                    store.at(),
                    parts.isFrom(ReleaseLine.V3_7) ? Severity.WARNING : severity,
                    "v2 keys in " + String.join(", ", store.custom()))));
    long index = parts.boot().map(Boot::index).orElse(0L);
    parts
        .log()
        .flatMap(log ->
            parts.isFrom(ReleaseLine.V3_7)
                ? log.v2().foreignTo37(index)
                : log.v2().foreignTo36(index))
        .ifPresent(last ->
            ledger.accept(
                FsckCode.V2_REQUESTS.at(
                    last.at(),
                    severity,
                    "the last one is entry "
                        + Long.toUnsignedString(last.raftIndex())
                        + ", "
                        + last.what())));
  }

  /** Whether the member that wrote the log is one of the members. */
  private void self() {
    Optional<Membership> members = parts.members().map(MembershipFacts::membership);
    Optional<MemberId> own =
        parts.replay().flatMap(LogReplay::owner).map(owner -> new MemberId(owner.nodeId()));
    if (members.isEmpty() || own.isEmpty() || members.get().members().isEmpty()) {
      return;
    }
    if (members.get().removed().contains(own.get())) {
      ledger.accept(
          FsckCode.MEMBER_SELF_REMOVED.at(
              parts.directory().member(), "member " + own.get() + " was removed"));
    } else if (members.get().member(own.get()).isEmpty()) {
      ledger.accept(
          FsckCode.MEMBER_SELF_UNKNOWN.at(
              parts.directory().member(),
              "the log is of member " + own.get() + ", members are " + Conf.of(members.get())));
    }
  }

  private void leftovers() {
    for (MemberDirectory.Other other : parts.directory().others()) {
      String what =
          switch (other.kind()) {
            case WAL_IN_CREATION -> "a log that was being created";
            case WAL_SET_ASIDE -> "a log that a server set aside";
            case ROWS_IN_CREATION ->
                "rows that were being imported; the next start of the node removes them";
            case UNUSED_WAL -> "a log that is not used: --wal-dir names another";
            case FOREIGN -> foreign(other.path().getFileName().toString());
          };
      ledger.accept(FsckCode.DIR_LEFTOVER.at(other.path(), what));
    }
    parts.directory().snap().map(SnapDirectory::items).stream()
        .flatMap(List::stream)
        .forEach(this::leftover);
  }

  private static String foreign(String name) {
    if (name.startsWith("wal" + Target.BEFORE)) {
      return "the log as it was before a repair";
    }
    return name.startsWith("wal" + Target.DURING)
        ? "a log that an interrupted repair left: the mended one, or the one before it, whichever"
            + " is not the log now"
        : "nothing that etcd puts here";
  }

  private void leftover(SnapItem item) {
    Optional<String> what =
        switch (item) {
          case SnapItem.RaftSnapshot _, SnapItem.ReceivedBackend _ -> Optional.empty();
          case SnapItem.Backend _ ->
              parts
                  .directory()
                  .rows()
                  .map(rows -> "a database that is not read: the backend is " + rows);
          case SnapItem.ImportedBackend _ ->
              Optional.of("the database of etcd that a node's rows were imported from");
          case SnapItem.OddSnapshot _ -> Optional.of("not named as a raft snapshot");
          case SnapItem.BrokenSnapshot _ ->
              Optional.of("a raft snapshot that a server could not read");
          case SnapItem.PartialReceive _ -> Optional.of("a database that did not arrive whole");
          case SnapItem.DefragLeftover _ -> Optional.of("a defragmentation that did not finish");
          case SnapItem.Foreign _ -> Optional.of("nothing that etcd puts here");
        };
    what.ifPresent(text -> ledger.accept(FsckCode.SNAP_LEFTOVER.at(item.path(), text)));
    if (item instanceof SnapItem.ReceivedBackend received) {
      ledger.accept(
          FsckCode.SNAP_RECEIVED.at(
              received.path(),
              "a database from the leader, of index "
                  + Long.toUnsignedString(received.raftIndex())));
    }
  }
}
