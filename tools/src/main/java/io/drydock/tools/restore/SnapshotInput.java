package io.drydock.tools.restore;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.Extent;
import io.drydock.formats.Finding;
import io.drydock.formats.FormatException;
import io.drydock.formats.Severity;
import io.drydock.formats.backend.BackendState;
import io.drydock.formats.backend.BoltView;
import io.drydock.formats.bolt.BoltCheck;
import io.drydock.formats.bolt.BoltFile;
import io.drydock.formats.bolt.BoltReport;
import io.drydock.formats.dbsnapshot.SnapshotTrailer;
import io.drydock.formats.mvcc.RevisionBounds;
import io.drydock.formats.mvcc.check.MvccCheck;
import io.drydock.formats.mvcc.check.MvccReport;
import io.drydock.tools.output.Texts;
import io.drydock.tools.progress.Progress;
import io.drydock.tools.progress.Progresses;
import io.drydock.tools.source.Aside;
import io.drydock.tools.source.DbSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The snapshot, proven as far as it is asked to be.
 *
 * @param db its rows
 * @param state all but the keys
 * @param bounds its revisions
 * @param notes what the reader must know about it, one sentence each
 */
record SnapshotInput(DbSource db, BackendState state, RevisionBounds bounds, List<String> notes)
    implements AutoCloseable {

  SnapshotInput {
    notes = List.copyOf(notes);
  }

  /**
   * What may be wrong.
   *
   * @param hash a wrong or missing checksum is only noted
   * @param findings rows that break the rules of a store are only noted
   */
  record Lenience(boolean hash, boolean findings) {}

  /**
   * Opens and proves it.
   *
   * @param scratch where a compressed file is unpacked
   * @throws IOException when it cannot be read
   * @throws FormatException when its checksum is wrong or missing, its pages are damaged or what is
   *     in them breaks the rules of a store
   */
  static SnapshotInput open(Path file, Path scratch, Lenience lenience, Progresses progresses)
      throws IOException, FormatException {
    DbSource db = DbSource.open(file, scratch);
    boolean isGood = false;
    try (Progress progress = progresses.start("prove the snapshot", db.fileBytes());
        var store = Aside.start("check rows", () -> pagesAndRows(db))) {
      List<String> notes = new ArrayList<>();
      db.liveNote().ifPresent(notes::add);
      BackendState state = BackendState.read(db.view());
      checkTrailer(db, state, lenience.hash(), notes, progress);
      judge(db, store.result(), lenience.findings(), notes);
      isGood = true;
      return new SnapshotInput(db, state, RevisionBounds.of(db.view()), notes);
    } finally {
      if (!isGood) {
        db.close();
      }
    }
  }

  private static void checkTrailer(
      DbSource db, BackendState state, boolean skip, List<String> notes, Progress progress)
      throws FormatException {
    switch (db.checkTrailer(progress::advance)) {
      case SnapshotTrailer.State.Right _ -> notes.add("the SHA-256 at its end is right");
      case SnapshotTrailer.State.Wrong _ when skip ->
          notes.add("the SHA-256 at its end is WRONG: it is not what was saved");
      case SnapshotTrailer.State.Wrong(var at, var stored, var computed) ->
          throw new CorruptFileException(
              at, "SHA-256 of the snapshot", stored.toHex(), computed.toHex());
      case SnapshotTrailer.State.Cut(var at) when skip ->
          notes.add("it ends " + at.length() + " bytes behind its last page: it was cut");
      case SnapshotTrailer.State.Cut(var at) ->
          throw new CorruptFileException(
              at, "the snapshot was cut: it ends in the middle of its SHA-256, or of a page");
      case SnapshotTrailer.State.Absent _ when skip ->
          notes.add(
              "no SHA-256 at its end: a copied database; what its member's log holds behind raft"
                  + " index "
                  + state.meta().consistentIndex().orElse(0)
                  + " is not in it");
      case SnapshotTrailer.State.Absent _ ->
          throw new CorruptFileException(
              new Extent(db.file().toString(), db.fileBytes(), 0),
              "no SHA-256 (the snapshot was cut, or it is a copied database, which"
                  + " --skip-hash-check restores all the same)");
    }
  }

  /** Runs in a thread of its own, while the checksum is taken. */
  private static MvccReport pagesAndRows(DbSource db) throws FormatException {
    BoltFile file = BoltFile.open(db.bolt().source().forAnotherThread());
    BoltReport pages = BoltCheck.of(file, BoltCheck.KEPT_FINDINGS);
    for (Finding finding : errors(pages.findings())) {
      throw refusal(db, finding, "");
    }
    if (pages.errors() > 0) {
      throw refusal(db, pages.findings().getLast(), "");
    }
    return MvccCheck.of(BoltView.of(file));
  }

  private static void judge(DbSource db, MvccReport store, boolean lenient, List<String> notes)
      throws FormatException {
    List<Finding> errors = errors(store.findings());
    if (!errors.isEmpty() && !lenient) {
      throw refusal(db, errors.getFirst(), ", --despite-findings restores it as it is");
    }
    if (!store.isSound()) {
      notes.add(
          "the store has findings, restored as they are: "
              + store.findings().stream()
                  .filter(finding -> finding.severity() != Severity.INFO)
                  .map(Finding::code)
                  .distinct()
                  .map(code -> Texts.count(store.counts().get(code)) + " " + code)
                  .collect(Collectors.joining(", ")));
    }
  }

  private static List<Finding> errors(List<Finding> findings) {
    return findings.stream().filter(finding -> finding.severity() == Severity.ERROR).toList();
  }

  private static CorruptFileException refusal(DbSource db, Finding finding, String hint) {
    return new CorruptFileException(
        finding.at(),
        finding.code()
            + ": "
            + finding.message()
            + " (nothing was written; `drydock db check "
            + Texts.shellWord(db.file())
            + "` lists all"
            + hint
            + ")");
  }

  @Override
  public void close() throws IOException {
    db.close();
  }
}
