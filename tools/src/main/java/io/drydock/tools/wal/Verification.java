package io.drydock.tools.wal;

import io.drydock.formats.Severity;
import io.drydock.formats.wal.check.WalCheck;
import io.drydock.tools.source.WalFiles;
import java.io.IOException;

/**
 * A finished check of a WAL.
 *
 * @param files what was checked
 * @param isLive whether a server was writing: one that holds the files, or one whose locks cannot
 *     be seen from here, such as in another container
 * @param result what was read
 */
record Verification(WalFiles files, boolean isLive, WalCheck.Result result) {

  /** Checks; findings go to the receiver. */
  static Verification of(WalFiles files, FindingStream findings) throws IOException {
    if (files.isLive()) {
      return live(files, findings);
    }
    WalCheck.Result result = WalCheck.run(files.directory(), WalCheck.Mode.STOPPED, findings);
    boolean isSuspect = findings.errors() + findings.count(Severity.WARNING) > 0;
    if (isSuspect && files.haveChanged() && findings.takeBack()) {
      return live(files.again(), findings);
    }
    return new Verification(files, false, result);
  }

  private static Verification live(WalFiles files, FindingStream findings) throws IOException {
    return new Verification(
        files, true, WalCheck.run(files.directory(), WalCheck.Mode.LIVE, findings));
  }
}
