package io.drydock.tools.fsck.examine;

import io.drydock.formats.Finding;
import io.drydock.tools.fsck.catalogue.Entry;
import io.drydock.tools.fsck.catalogue.Loss;
import io.drydock.tools.fsck.catalogue.Loss.Answer;
import io.drydock.tools.fsck.examine.LogHoles.Hole;
import java.util.Optional;

/**
 * Whether acknowledged data may be lost, where the rest of the directory tells more than the code.
 *
 * <p>etcd acknowledges an entry once a majority has synced and this member has applied it. So what
 * the database has applied is safe in it, whatever happened to the log; what neither it nor the log
 * has can only be in other members. The commit on the disk may lag, so an entry beyond it may have
 * been acknowledged all the same.
 */
final class Losses {

  private final Parts parts;

  Losses(Parts parts) {
    this.parts = parts;
  }

  Loss of(Finding finding, Entry entry) {
    Optional<Hole> hole =
        parts.log().flatMap(log -> log.holes().of(finding)).filter(one -> isTaking(finding));
    if (hole.isPresent()) {
      return ofHole(hole.get());
    }
    return switch (finding.code()) {
      case "WAL-START-MISSING", "LOG-HOLE" -> ofMissingStart(entry);
      case "DB-MISSING", "DB-EMPTY", "SNAP-MISSING" -> ofDatabase(entry);
      case "WAL-TORN", "WAL-TORN-LONG", "WAL-SNAPSHOT-NONE", "WAL-METADATA-NONE" -> ofHead(entry);
      default -> entry.loss();
    };
  }

  /**
   * etcd makes the first records of a segment durable before it gives the segment its name: a log
   * without them was not torn by a crash, and may have held anything.
   */
  private Loss ofHead(Entry entry) {
    if (parts.isLogUnread()) {
      return new Loss(
          Answer.UNKNOWN,
          "no record of the log can be read: what it held cannot be told"
              + (parts.memberCount() > 1
                  ? "; a majority of the members has what was acknowledged"
                  : ""));
    }
    return entry.code().equals("WAL-METADATA-NONE")
        ? new Loss(Answer.NO, "no entry is missing by this alone")
        : entry.loss();
  }

  /** A torn last record was never acknowledged. */
  private static boolean isTaking(Finding finding) {
    return !finding.code().equals("WAL-TORN") && !finding.code().equals("WAL-TORN-LONG");
  }

  private Loss ofHole(Hole hole) {
    if (hole.isEmpty()) {
      return new Loss(Answer.NO, "no entry is missing: all before and behind can be read");
    }
    long first = hole.before() + 1;
    String entries =
        hole.last()
            .map(last -> last == first ? "entry " + text(first) : text(first) + " to " + text(last))
            .orElse("entries from " + text(first) + " on");
    if (hole.last().isPresent() && Long.compareUnsigned(hole.last().get(), parts.applied()) <= 0) {
      return new Loss(
          Answer.NO,
          entries
              + " cannot be read here; the database has applied everything up to entry "
              + text(parts.applied()));
    }
    if (Long.compareUnsigned(first, parts.committed()) > 0) {
      return new Loss(
          Answer.UNKNOWN,
          entries
              + " cannot be read; they are beyond the commit on the disk, "
              + text(parts.committed())
              + ", which may lag behind what was acknowledged");
    }
    return ofLostCommitted(entries);
  }

  private Loss ofLostCommitted(String entries) {
    String lost = entries + " cannot be read and the database has not applied them";
    return switch (parts.memberCount()) {
      case 0 -> new Loss(Answer.UNKNOWN, lost);
      case 1 -> new Loss(Answer.YES, lost + "; there is no other member");
      default ->
          new Loss(Answer.UNKNOWN, lost + "; a majority of the members has what was acknowledged");
    };
  }

  private Loss ofMissingStart(Entry entry) {
    Optional<Boot> boot = parts.boot();
    if (boot.isEmpty() || boot.get().firstBehind().isEmpty()) {
      return entry.loss();
    }
    long last = boot.get().firstBehind().get().first() - 1;
    return Long.compareUnsigned(last, parts.applied()) <= 0
        ? new Loss(
            Answer.NO,
            "the database has applied entries up to %s, the missing ones end at %s"
                .formatted(text(parts.applied()), text(last)))
        : ofLostCommitted(text(parts.applied() + 1) + " to " + text(last));
  }

  /** The log alone has everything when it begins with entry 1. */
  private Loss ofDatabase(Entry entry) {
    if (parts.isLogWholeFromFirst()) {
      return new Loss(Answer.NO, "the log has every entry from the first on");
    }
    return parts.memberCount() == 1
        ? new Loss(Answer.YES, "there is no other member, and the log does not begin with entry 1")
        : entry.loss();
  }

  private static String text(long index) {
    return Long.toUnsignedString(index);
  }
}
