package io.drydock.tools.fsck.examine;

import io.drydock.formats.backend.ReleaseLine;
import io.drydock.formats.datadir.MemberDirectory;
import io.drydock.formats.raft.LogPosition;
import io.drydock.formats.wal.WalSegment;
import io.drydock.formats.wal.replay.LogReplay;
import io.drydock.tools.fsck.examine.SnapExamination.Store;
import io.drydock.tools.member.MemberFacts.BackendFacts;
import io.drydock.tools.member.MembershipFacts;
import io.drydock.tools.member.OwnerProof;
import java.util.List;
import java.util.Optional;

/**
 * Everything that was read of a member, before its parts are related.
 *
 * @param directory its files
 * @param line the release line that is to start on it
 * @param log empty without a segment
 * @param snaps the raft snapshot files
 * @param store the v2 store of the one that a server starts from; empty when it is damaged or none
 * @param db the database
 * @param members who is in the cluster; empty when nothing tells
 * @param boot what a start takes; empty without a log
 */
record Parts(
    MemberDirectory directory,
    ReleaseLine line,
    Optional<LogExamination> log,
    SnapExamination snaps,
    Optional<Store> store,
    DbExamination db,
    Optional<MembershipFacts> members,
    Optional<Boot> boot) {

  /** A server holds log or database. */
  boolean isLive() {
    return db.isLive() || log.map(part -> part.reading().isLive()).orElse(false);
  }

  Optional<LogReplay> replay() {
    return log.map(part -> part.reading().replay());
  }

  /** The segments that a start reads entries from. */
  List<WalSegment> startSegments() {
    long index = boot.map(Boot::index).orElse(0L);
    return log.map(part -> part.directory().from(index)).orElse(List.of());
  }

  /** A start finds out from the log which member it is. */
  boolean isNamedAtStart() {
    return log.map(part -> part.heads().isNamedIn(startSegments())).orElse(false);
  }

  /** Whose the log is, by its records, or by a damaged one that the members prove right. */
  Optional<LogReplay.Owner> owner() {
    Optional<LogReplay.Owner> claimed = log.flatMap(part -> part.heads().claimed());
    return replay()
        .flatMap(LogReplay::owner)
        .or(() -> OwnerProof.of(claimed, members.map(MembershipFacts::membership)));
  }

  /** There is a log, and nothing in it tells what it held. */
  boolean isLogUnread() {
    return replay().map(read -> read.owner().isEmpty() && read.entryRecords() == 0).orElse(false);
  }

  Optional<BackendFacts> backend() {
    return db.facts();
  }

  /** The raft index that the database has applied; 0 for nothing. */
  long applied() {
    return backend().map(facts -> facts.state().meta().consistentIndex().orElse(0)).orElse(0L);
  }

  /** What is proved to be committed: by the log's last state, or by what was applied. */
  long committed() {
    long commit = replay().map(LogReplay::commit).orElse(0L);
    return Long.compareUnsigned(commit, applied()) >= 0 ? commit : applied();
  }

  /** The log has every entry from the first to the last one. */
  boolean isLogWholeFromFirst() {
    if (replay().isEmpty()) {
      return false;
    }
    long next = 1;
    for (LogReplay.Span span : replay().get().fates(0, replay().get().commit()).spans()) {
      if (Long.compareUnsigned(span.first(), next) > 0) {
        return false;
      }
      next = span.last() + 1;
    }
    return next > 1;
  }

  /** The database has applied every entry that is in the log. */
  boolean hasDatabaseAll() {
    long last =
        log.flatMap(part -> part.reading().facts().last()).map(LogPosition::index).orElse(0L);
    return backend().isPresent() && Long.compareUnsigned(applied(), last) >= 0;
  }

  /** How many members the cluster has; 0 when nothing tells. */
  int memberCount() {
    return members.map(known -> known.membership().members().size()).orElse(0);
  }

  /** Whether this line is that or a later one. */
  boolean isFrom(ReleaseLine first) {
    return line.compareTo(first) >= 0;
  }
}
