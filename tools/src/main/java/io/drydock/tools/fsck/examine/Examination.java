package io.drydock.tools.fsck.examine;

import io.drydock.formats.Severity;
import io.drydock.formats.backend.ReleaseLine;
import io.drydock.formats.member.MemberId;
import io.drydock.formats.member.Membership;
import io.drydock.formats.wal.replay.LogReplay;
import io.drydock.tools.fsck.catalogue.Start;
import io.drydock.tools.member.MemberFacts.BackendFacts;
import io.drydock.tools.member.MembershipFacts;
import io.drydock.tools.source.Surroundings;
import java.util.List;
import java.util.Optional;

/**
 * One directory, examined.
 *
 * @param directory as the user named it
 * @param identity whose it is
 * @param diagnoses worst first
 * @param omitted findings that were counted and are not listed
 * @param place the file system
 */
public record Examination(
    String directory,
    Identity identity,
    List<Diagnosis> diagnoses,
    long omitted,
    Surroundings place) {

  /** Copies the list. */
  public Examination {
    diagnoses = List.copyOf(diagnoses);
  }

  /**
   * Whose directory it is, as far as can be told.
   *
   * @param line the release line that a start was judged for
   * @param isLineKnown false when nothing tells the release, and 3.5 was taken for it
   * @param isLive a server holds it
   * @param owner member and cluster, from the log
   * @param members of the cluster
   * @param progress how far it is
   */
  public record Identity(
      ReleaseLine line,
      boolean isLineKnown,
      boolean isLive,
      Optional<LogReplay.Owner> owner,
      Optional<Membership> members,
      Progress progress) {

    /** The member's own name; empty when nothing tells. */
    public String name() {
      return owner
          .map(one -> new MemberId(one.nodeId()))
          .flatMap(id -> members.flatMap(known -> known.member(id)))
          .map(member -> member.attributes().name())
          .orElse("");
    }

    static Identity of(Parts parts, boolean isLineKnown) {
      return new Identity(
          parts.line(),
          isLineKnown,
          parts.isLive(),
          parts.replay().flatMap(LogReplay::owner),
          parts.members().map(MembershipFacts::membership),
          Progress.of(parts));
    }
  }

  /**
   * How far a member is.
   *
   * @param lastIndex of the last entry in the log, u64; 0 without one
   * @param commit on the disk, u64
   * @param applied by the database, u64
   * @param revision of the database; 0 without one
   */
  public record Progress(long lastIndex, long commit, long applied, long revision) {

    static Progress of(Parts parts) {
      return new Progress(
          parts
              .log()
              .flatMap(log -> log.reading().facts().last())
              .map(position -> position.index())
              .orElse(0L),
          parts.replay().map(LogReplay::commit).orElse(0L),
          parts.applied(),
          parts.backend().map(BackendFacts::revision).orElse(0L));
    }
  }

  /** What a start does over all findings together. */
  public Start start() {
    return diagnoses.stream().map(Diagnosis::start).reduce(Start.STARTS, Start::or);
  }

  /** How many findings of a severity are listed. */
  public long count(Severity severity) {
    return diagnoses.stream().filter(one -> one.finding().severity() == severity).count();
  }

  /** No finding is an error. */
  public boolean isSound() {
    return count(Severity.ERROR) == 0;
  }
}
