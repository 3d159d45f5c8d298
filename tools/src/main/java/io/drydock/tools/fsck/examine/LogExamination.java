package io.drydock.tools.fsck.examine;

import io.drydock.formats.Located;
import io.drydock.formats.wal.WalCursor;
import io.drydock.formats.wal.WalDirectory;
import io.drydock.formats.wal.WalRecord;
import io.drydock.formats.wal.check.WalCheck;
import io.drydock.formats.wal.check.WalCheck.Mode;
import io.drydock.tools.member.LogReading;
import io.drydock.tools.member.MembershipEntries;
import io.drydock.tools.member.V2Requests;
import java.io.IOException;
import java.util.Optional;

/**
 * The log, read once through damage to its end.
 *
 * @param directory what lies there
 * @param reading what its records come to
 * @param holes what damage has taken
 * @param heads what the segments say about whose log it is
 * @param v2 requests of the v2 API
 */
record LogExamination(
    WalDirectory directory, LogReading reading, LogHoles holes, LogHeads heads, V2Requests v2) {

  /**
   * Reads it.
   *
   * @param directory the folder; a folder without segments is a finding and no log
   * @param more is shown each record too
   * @throws IOException when a segment that is there cannot be read
   */
  static Optional<LogExamination> of(WalDirectory directory, Ledger ledger, WalCheck.Observer more)
      throws IOException {
    boolean isLive = LogReading.isHeld(directory);
    var findings = new Ledger();
    Optional<LogExamination> log = of(directory, isLive, findings, more);
    boolean isSuspect = !isLive && findings.errors() > 0;
    if (isSuspect && haveChanged(directory)) {
      // A server whose locks cannot be seen from here, such as one in another container.
      findings = new Ledger();
      log = of(WalDirectory.list(directory.folder()), true, findings, more);
    }
    ledger.take(findings);
    return log;
  }

  private static boolean haveChanged(WalDirectory directory) throws IOException {
    return !WalDirectory.list(directory.folder()).segments().equals(directory.segments());
  }

  private static Optional<LogExamination> of(
      WalDirectory directory, boolean isLive, Ledger ledger, WalCheck.Observer more)
      throws IOException {
    var holes = new LogHoles();
    var heads = new LogHeads();
    var v2 = new V2Requests();
    var changes = new MembershipEntries();
    WalCheck.Result result =
        WalCheck.run(
            directory,
            isLive ? Mode.LIVE : Mode.STOPPED,
            finding -> {
              ledger.accept(finding);
              holes.finding(finding);
              heads.finding(finding);
            },
            new WalCheck.Observer() {
              @Override
              public void record(int ordinal, WalCursor cursor) {
                changes.add(cursor);
                v2.record(cursor);
                holes.record(cursor);
                heads.record(cursor);
                more.record(ordinal, cursor);
              }

              @Override
              public void damaged(int ordinal, Located<WalRecord> record) {
                holes.damaged(record);
                heads.damaged(record);
                more.damaged(ordinal, record);
              }
            });
    holes.end();
    if (directory.segments().isEmpty()) {
      return Optional.empty();
    }
    LogReading reading = LogReading.of(directory, result, changes, isLive);
    return Optional.of(new LogExamination(directory, reading, holes, heads, v2));
  }
}
