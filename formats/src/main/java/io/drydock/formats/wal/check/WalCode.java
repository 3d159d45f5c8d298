package io.drydock.formats.wal.check;

import io.drydock.formats.Severity;

/**
 * Everything that {@link WalCheck} can find. The codes are stable: scripts match on them.
 *
 * <p>"A server" is etcd 3.4 to 3.7; what it does was seen on real ones, except where its sources
 * are named.
 */
public enum WalCode {
  /** A file ends in {@code .wal}, but etcd would not have given it this name. */
  NAME("WAL-NAME", Severity.WARNING),
  /** A file that belongs to no WAL; a server logs a warning and goes on. */
  FOREIGN("WAL-FOREIGN", Severity.INFO),
  /** The copy of a torn segment that a server kept when it repaired it. */
  BROKEN_COPY("WAL-BROKEN-COPY", Severity.INFO),
  /** A preallocated next segment in a directory that nobody uses: the server was killed. */
  LEFTOVER("WAL-LEFTOVER", Severity.INFO),
  /** No segment at all; a server starts as a new member over it. */
  EMPTY("WAL-EMPTY", Severity.ERROR),
  /** Sequence numbers do not go up by one; refused, but not noticed behind sequence 0. */
  SEQUENCE("WAL-SEQUENCE", Severity.ERROR),
  /** A name promises another index than the one that follows the segment before. */
  NAME_INDEX("WAL-NAME-INDEX", Severity.WARNING),
  /** The last segment ends as one that was cut, and the one after it is not there. */
  NEWEST_MISSING("WAL-NEWEST-MISSING", Severity.WARNING),
  /** A segment without a record; a server goes on with the next one. */
  SEGMENT_EMPTY("WAL-SEGMENT-EMPTY", Severity.ERROR),
  /** A segment does not begin with a checksum and metadata. */
  HEAD("WAL-HEAD", Severity.ERROR),
  /** No metadata record says whose log it is: a server panics. */
  METADATA_NONE("WAL-METADATA-NONE", Severity.ERROR),
  /** Metadata differs from the first one; refused. */
  METADATA("WAL-METADATA", Severity.ERROR),
  /** Length, padding or checksum are not in etcd's form; no server looks at this. */
  FRAME("WAL-FRAME", Severity.WARNING),
  /** The bytes in a frame are no record; refused. */
  RECORD("WAL-RECORD", Severity.ERROR),
  /** A record's data does not have its checksum; refused. */
  CRC("WAL-CRC", Severity.ERROR),
  /** A segment does not continue the checksum of the one before; refused. */
  CRC_CHAIN("WAL-CRC-CHAIN", Severity.ERROR),
  /** The last record was not written whole; a server cuts it off, keeping a copy. */
  TORN("WAL-TORN", Severity.WARNING),
  /**
   * As {@link #TORN}, with a length of 10 MiB or more; etcd 3.4 (from .10) and 3.5.0 to 3.5.4
   * refuse it instead.
   */
  TORN_LONG("WAL-TORN-LONG", Severity.WARNING),
  /** A record that is not the last one looks torn: a server refuses, or cuts off all behind it. */
  TORN_INSIDE("WAL-TORN-INSIDE", Severity.ERROR),
  /** The last record of a running server's log is not whole yet. */
  BUSY("WAL-BUSY", Severity.INFO),
  /** Records lie behind a length of 0, where a server stops reading and overwrites. */
  HIDDEN("WAL-HIDDEN", Severity.ERROR),
  /** Bytes that are no records lie behind a length of 0, where zeros should be. */
  STALE_BYTES("WAL-STALE-BYTES", Severity.WARNING),
  /** A type of record that no known etcd writes; refused. */
  RECORD_TYPE("WAL-RECORD-TYPE", Severity.ERROR),
  /** A record's data is not the message of its type; a server panics. */
  RECORD_DATA("WAL-RECORD-DATA", Severity.ERROR),
  /** A record holds fields that no known etcd writes; kept and ignored. */
  UNKNOWN_FIELD("WAL-UNKNOWN-FIELD", Severity.WARNING),
  /** A record of 10 MiB or more; etcd 3.4 (from .10) and 3.5.0 to 3.5.4 refuse it. */
  RECORD_SIZE("WAL-RECORD-SIZE", Severity.WARNING),
  /** Entries are missing between two others; refused (3.6 and 3.7 keep those before). */
  INDEX_GAP("WAL-INDEX-GAP", Severity.ERROR),
  /** An entry's term is smaller than that of the entry before it. */
  TERM_BACK("WAL-TERM-BACK", Severity.ERROR),
  /** An entry without index or term. */
  ENTRY_ZERO("WAL-ENTRY-ZERO", Severity.ERROR),
  /** An entry type on which a server panics. */
  ENTRY_TYPE("WAL-ENTRY-TYPE", Severity.ERROR),
  /** An entry that was committed is written again, which raft never does. */
  COMMITTED_REWRITTEN("WAL-COMMITTED-REWRITTEN", Severity.ERROR),
  /** Term or commit of a state is smaller than in the state before. */
  STATE_BACK("WAL-STATE-BACK", Severity.ERROR),
  /** The member voted for two candidates in one term. */
  VOTE_CHANGED("WAL-VOTE-CHANGED", Severity.ERROR),
  /** The last commit is beyond the last entry: entries are lost; a server panics. */
  COMMIT_AHEAD("WAL-COMMIT-AHEAD", Severity.ERROR),
  /** A snapshot record is beyond the last commit; no server uses it. */
  SNAPSHOT_AHEAD("WAL-SNAPSHOT-AHEAD", Severity.WARNING),
  /** Two snapshot records of one index differ in term; refused. */
  SNAPSHOT_TERM("WAL-SNAPSHOT-TERM", Severity.ERROR),
  /** No snapshot record counts: 3.6 and 3.7 panic. */
  SNAPSHOT_NONE("WAL-SNAPSHOT-NONE", Severity.ERROR),
  /** The entries that follow the newest snapshot are not there; refused. */
  START_MISSING("WAL-START-MISSING", Severity.ERROR);

  private final String code;
  private final Severity severity;

  WalCode(String code, Severity severity) {
    this.code = code;
    this.severity = severity;
  }

  /** The stable name: {@code WAL-CRC}. */
  public String code() {
    return code;
  }

  /** How much it matters. */
  public Severity severity() {
    return severity;
  }
}
