package io.drydock.tools.repair;

import io.drydock.formats.Finding;
import io.drydock.formats.raft.LogPosition;
import java.util.Optional;

/**
 * One damage of a log, and the entries that it has taken.
 *
 * @param kind what it is
 * @param finding where and how
 * @param hole what lies before and behind
 * @param claim what the damaged record says, where it can still be told
 */
record Damage(Kind kind, Finding finding, Hole hole, Optional<Claim> claim) {

  /**
   * The entries around a damage, by their indexes; u64.
   *
   * @param before the last one read before it that it need not have replaced; 0 without one
   * @param after the first one read behind it
   * @param isTold whole records were hit, and of each can be told what it was
   */
  record Hole(long before, Optional<Long> after, boolean isTold) {}

  /**
   * What a record says whose checksum is wrong; it need not be what was written.
   *
   * @param entry when it says that it is one
   * @param what it is, or what the entry asks for, without secrets
   */
  record Claim(Optional<LogPosition> entry, String what) {

    /** All of it. */
    String text() {
      return entry.map(position -> "entry " + position + ", ").orElse("") + what;
    }
  }

  /** Something that shows only when the whole log was read, or the rest of the directory. */
  static Damage ofWhole(Kind kind, Finding finding, long last) {
    return new Damage(kind, finding, new Hole(last, Optional.empty(), false), Optional.empty());
  }

  /** With the index of the first entry behind it. */
  Damage before(long index) {
    return with(new Hole(hole.before(), Optional.of(index), hole.isTold()));
  }

  /** With other entries around it. */
  Damage with(Hole other) {
    return new Damage(kind, finding, other, claim);
  }

  /**
   * The entries that it has taken; none of a torn tail, which was never acknowledged, and none when
   * it hit another kind of record.
   */
  Optional<Range> missing() {
    if (kind == Kind.TORN_TAIL) {
      return Optional.empty();
    }
    long first = hole.before() + 1;
    if (hole.after().isPresent()) {
      return Range.of(first, hole.after().get() - 1);
    }
    return claim
        .filter(_ -> hole.isTold())
        .flatMap(Claim::entry)
        .map(entry -> new Range(entry.index(), entry.index()));
  }

  /** Nothing tells what it has taken, nor how much. */
  boolean isOpenEnded() {
    boolean isOfRecords = kind != Kind.TORN_TAIL && kind != Kind.NO_START;
    return isOfRecords && hole.after().isEmpty() && !hole.isTold() && kind != Kind.SEGMENT_GAP;
  }
}
