package io.drydock.tools.fsck.peers;

import io.drydock.formats.Extent;
import io.drydock.formats.Finding;
import io.drydock.formats.Severity;

/** What can be found between members. */
enum PeerCode {
  /** They are of different clusters. */
  CLUSTER("PEER-CLUSTER", Severity.ERROR),
  /** Two directories are of one member. */
  SAME_MEMBER("PEER-SAME-MEMBER", Severity.WARNING),
  /** Different entries at one committed index. */
  LOG("PEER-LOG", Severity.ERROR),
  /** Different records at one revision. */
  REVISION("PEER-REVISION", Severity.ERROR),
  /** Nothing to compare. */
  NO_OVERLAP("PEER-NO-OVERLAP", Severity.INFO);

  private final String code;
  private final Severity severity;

  PeerCode(String code, Severity severity) {
    this.code = code;
    this.severity = severity;
  }

  /** A finding of this code. */
  Finding at(Extent at, String message) {
    return new Finding(code, severity, at, message);
  }
}
