package io.drydock.tools.repair;

import java.util.Optional;
import java.util.Set;

/** What a finding about a log is to somebody who mends it. */
enum Kind {
  /**
   * The last record was not written whole: a server cuts it off by itself, or refuses its length.
   */
  TORN_TAIL("torn-tail", Set.of("WAL-TORN", "WAL-TORN-LONG")),
  /** A record that others follow was not written whole. */
  TORN_MIDDLE("torn-middle", Set.of("WAL-TORN-INSIDE")),
  /** A record has other data than was written. */
  CHECKSUM("checksum", Set.of("WAL-CRC")),
  /** A segment does not go on where the one before it ends. */
  CHAIN("chain", Set.of("WAL-CRC-CHAIN")),
  /** Bytes that are no record. */
  NO_RECORD("no-record", Set.of("WAL-RECORD")),
  /** Zeros where records were. */
  ZEROED("zeroed", Set.of("WAL-HIDDEN")),
  /** A segment without its first records. */
  HEAD("head", Set.of("WAL-HEAD", "WAL-SEGMENT-EMPTY")),
  /** No record says whose log it is. */
  NO_OWNER("no-owner", Set.of("WAL-METADATA-NONE")),
  /** A record that servers do not know or cannot decode. */
  STRANGE("strange-record", Set.of("WAL-RECORD-TYPE", "WAL-RECORD-DATA")),
  /** Segments between two others are gone, or have other names. */
  SEGMENT_GAP("segment-gap", Set.of("WAL-SEQUENCE")),
  /** Entries between two others are gone. */
  ENTRY_GAP("entry-gap", Set.of("WAL-INDEX-GAP")),
  /** The log ends before what is known to be committed or applied. */
  END_MISSING("end-missing", Set.of("WAL-COMMIT-AHEAD", "DB-AHEAD-OF-LOG")),
  /** There is no snapshot from which the log goes on. */
  NO_START(
      "no-start", Set.of("WAL-SNAPSHOT-NONE", "WAL-START-MISSING", "LOG-HOLE", "SNAP-NONE-USABLE"));

  /**
   * What no repair of one log can decide: two logs were mixed, or a server broke raft's rules.
   * Which of the two is right stands in other members only.
   */
  private static final Set<String> CONTRADICTIONS =
      Set.of(
          "WAL-METADATA",
          "WAL-TERM-BACK",
          "WAL-ENTRY-ZERO",
          "WAL-ENTRY-TYPE",
          "WAL-COMMITTED-REWRITTEN",
          "WAL-STATE-BACK",
          "WAL-VOTE-CHANGED",
          "WAL-SNAPSHOT-TERM");

  private final String word;
  private final Set<String> codes;

  Kind(String word, Set<String> codes) {
    this.word = word;
    this.codes = codes;
  }

  /** In JSON and on the page. */
  String word() {
    return word;
  }

  /** Of a finding of this code; empty when it is nothing to mend here. */
  static Optional<Kind> of(String code) {
    for (Kind kind : values()) {
      if (kind.codes.contains(code)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  /** Shows only when the whole log was read. */
  boolean isOfWhole() {
    return this == END_MISSING || this == NO_START || this == NO_OWNER;
  }

  static boolean isContradiction(String code) {
    return CONTRADICTIONS.contains(code);
  }
}
