package io.drydock.tools.fsck.examine;

import io.drydock.formats.Extent;
import io.drydock.formats.Finding;
import io.drydock.formats.Severity;
import java.nio.file.Path;

/** What fsck finds by relating the parts of a member, beyond what the checks of the parts find. */
enum FsckCode {
  /** No folder of the log, or it cannot be one. */
  LOG_MISSING("LOG-MISSING", Severity.ERROR),
  /** Entries behind the snapshot that a server starts from are missing. */
  LOG_HOLE("LOG-HOLE", Severity.ERROR),
  /** A log without entries, and no raft snapshot: nothing tells a server who its members are. */
  LOG_NO_MEMBERS("LOG-NO-MEMBERS", Severity.ERROR),
  /** No folder of snapshots and database. */
  SNAP_MISSING("SNAP-MISSING", Severity.ERROR),
  /** A file that nothing reads any more. */
  SNAP_LEFTOVER("SNAP-LEFTOVER", Severity.INFO),
  /** A database that came from the leader. */
  SNAP_RECEIVED("SNAP-RECEIVED", Severity.INFO),
  /** A raft snapshot newer than the one a server starts from, without a record in the log. */
  SNAP_NO_RECORD("SNAP-NO-RECORD", Severity.INFO),
  /** A server up to 3.6 has nothing to start from. */
  SNAP_NONE_USABLE("SNAP-NONE-USABLE", Severity.ERROR),
  /** File and record of one snapshot differ in voters or learners. */
  SNAP_CONF("SNAP-CONF", Severity.WARNING),
  /** Members and voters within one snapshot file differ. */
  SNAP_MEMBERS("SNAP-MEMBERS", Severity.ERROR),
  /** A learner of raft is a voter in the members' list. */
  SNAP_LEARNER("SNAP-LEARNER", Severity.WARNING),
  /** No database. */
  DB_MISSING("DB-MISSING", Severity.ERROR),
  /** A database of 0 bytes. */
  DB_EMPTY("DB-EMPTY", Severity.ERROR),
  /** A database that cannot be opened or read. */
  DB_DAMAGED("DB-DAMAGED", Severity.ERROR),
  /** Database and log say different terms of one entry. */
  DB_TERM("DB-TERM", Severity.ERROR),
  /** The noted configuration is not that of the members. */
  DB_CONF("DB-CONF", Severity.INFO),
  /** Versions in the database contradict each other. */
  DB_VERSION("DB-VERSION", Severity.WARNING),
  /** Larger than the quota. */
  DB_QUOTA("DB-QUOTA", Severity.WARNING),
  /** Something beside log and snapshots. */
  DIR_LEFTOVER("DIR-LEFTOVER", Severity.INFO),
  /** This member was removed. */
  MEMBER_SELF_REMOVED("MEMBER-SELF-REMOVED", Severity.ERROR),
  /** This member is none of the members. */
  MEMBER_SELF_UNKNOWN("MEMBER-SELF-UNKNOWN", Severity.ERROR),
  /** Keys of the v2 API, which 3.6 does not start on. */
  V2_CONTENT("V2-CONTENT", Severity.WARNING),
  /** Requests of the v2 API behind the snapshot, which 3.6 does not start on. */
  V2_REQUESTS("V2-REQUESTS", Severity.WARNING),
  /** Others than the owner may read. */
  FS_MODE("FS-MODE", Severity.WARNING),
  /** Files of several users. */
  FS_OWNER("FS-OWNER", Severity.WARNING),
  /** Mounted read-only. */
  FS_READ_ONLY("FS-READ-ONLY", Severity.ERROR),
  /** No room for the next segment. */
  FS_FULL("FS-FULL", Severity.WARNING),
  /** On a network file system. */
  FS_NETWORK("FS-NETWORK", Severity.WARNING);

  private final String code;
  private final Severity severity;

  FsckCode(String code, Severity severity) {
    this.code = code;
    this.severity = severity;
  }

  /** The stable name. */
  String code() {
    return code;
  }

  /** A finding of this code. */
  Finding at(Extent at, String message) {
    return new Finding(code, severity, at, message);
  }

  /** A finding about a whole file or folder. */
  Finding at(Path path, String message) {
    return at(path.toString(), message);
  }

  /** A finding about a whole file or folder. */
  Finding at(String path, String message) {
    return at(new Extent(path, 0, 0), message);
  }

  /** A finding that matters more, or less, than this code does mostly. */
  Finding at(Extent at, Severity other, String message) {
    return new Finding(code, other, at, message);
  }
}
