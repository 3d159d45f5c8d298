package io.drydock.tools.fsck.examine;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.FormatException;
import io.drydock.formats.bolt.BoltCheck;
import io.drydock.formats.bolt.BoltFile;
import io.drydock.formats.bolt.BoltReport;
import io.drydock.formats.datadir.MemberDirectory;
import io.drydock.formats.mvcc.check.MvccCheck;
import io.drydock.formats.mvcc.check.MvccReport;
import io.drydock.formats.snap.SnapDirectory;
import io.drydock.formats.snap.SnapItem;
import io.drydock.tools.member.MemberFacts.BackendFacts;
import io.drydock.tools.source.Aside;
import io.drydock.tools.source.DbSource;
import java.io.IOException;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * The database.
 *
 * @param facts what it says; empty when it is not there or too damaged
 * @param isLive a server holds it
 */
record DbExamination(Optional<BackendFacts> facts, boolean isLive) {

  private static final DbExamination NONE = new DbExamination(Optional.empty(), false);

  /**
   * Reads pages, trees and store; what is wrong is a finding.
   *
   * @param watcher told how many bytes were read since the last time
   * @throws IOException when the file is there and cannot be read
   * @throws io.drydock.tools.source.ChangingException when a server commits faster than it can be
   *     read
   */
  static DbExamination of(MemberDirectory member, Ledger ledger, LongConsumer watcher)
      throws IOException {
    Optional<SnapItem.Backend> file = member.snap().flatMap(SnapDirectory::backend);
    if (!member.hasBackend()) {
      if (member.snap().isPresent()) {
        ledger.accept(FsckCode.DB_MISSING.at(member.backendPath(), "no database"));
      }
      return NONE;
    }
    if (member.rows().isEmpty() && file.get().fileBytes() == 0) {
      ledger.accept(FsckCode.DB_EMPTY.at(file.get().path(), "a database of 0 bytes"));
      return NONE;
    }
    try (DbSource source = DbSource.open(member.backendPath())) {
      Optional<BackendFacts> facts = examine(source, ledger, watcher);
      source.checkUnchanged();
      return new DbExamination(facts, source.isLive());
    } catch (FormatException damage) {
      ledger.accept(FsckCode.DB_DAMAGED.at(damage.at(), damage.problem()));
      return NONE;
    }
  }

  /** Pages and store at the same time: each reads the whole file. */
  private static Optional<BackendFacts> examine(
      DbSource source, Ledger ledger, LongConsumer watcher) throws IOException, FormatException {
    BoltFile pages = source.boltForAnotherThread();
    try (var check =
        Aside.start("check pages", () -> BoltCheck.of(pages, BoltCheck.KEPT_FINDINGS))) {
      Optional<CorruptFileException> broken = Optional.empty();
      Optional<BackendFacts> facts = Optional.empty();
      var found = new Ledger();
      try {
        MvccReport store = MvccCheck.of(source.view().watchedBy(watcher));
        found.acceptAll(store.findings());
        long all = store.counts().values().stream().mapToLong(count -> count).sum();
        found.omit(all - store.findings().size());
        facts = Optional.of(BackendFacts.of(source));
      } catch (CorruptFileException damage) {
        broken = Optional.of(damage);
      }
      BoltReport report = check.result();
      ledger.acceptAll(report.findings());
      ledger.omit(report.omitted());
      ledger.take(found);
      if (broken.isPresent() && report.errors() == 0) {
        throw broken.get(); // else the pages' findings tell why
      }
      return facts;
    }
  }
}
