package io.drydock.tools.fsck.examine;

import io.drydock.formats.Finding;
import io.drydock.formats.backend.ReleaseLine;
import io.drydock.formats.member.Membership;
import io.drydock.formats.wal.replay.LogReplay;
import io.drydock.tools.fsck.catalogue.Advice;
import io.drydock.tools.fsck.catalogue.Catalogue;
import io.drydock.tools.fsck.catalogue.Entry;
import io.drydock.tools.fsck.catalogue.Start;
import io.drydock.tools.member.MembershipFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Says of each finding what it means for this member. */
final class Judge {

  private static final Set<String> DATABASE_GONE = Set.of("DB-MISSING", "DB-EMPTY");

  /**
   * A server up to 3.6 that finds the whole log and neither database nor raft snapshot applies all
   * entries again, from the first on.
   */
  private static final List<String> REBUILD =
      List.of(
          "cp -a --sparse=always {dir} {dir}.rebuilt",
          "find {dir}.rebuilt/member/snap -type f -delete"
              + "  # a start of the copy then applies the log from its first entry on");

  private final Parts parts;
  private final Advice.Meant meant;
  private final Optional<LogReplay.Owner> owner;
  private final Optional<Membership> members;
  private final Starts starts;
  private final Losses losses;

  /**
   * A judge of a member.
   *
   * @param named the directory as the user named it
   */
  Judge(Parts parts, String named) {
    this.parts = parts;
    this.meant =
        new Advice.Meant(
            named,
            parts.directory().backendPath().toString(),
            parts.directory().walPath().toString());
    this.owner = parts.replay().flatMap(LogReplay::owner);
    this.members = parts.members().map(MembershipFacts::membership);
    this.starts = new Starts(parts);
    this.losses = new Losses(parts);
  }

  Diagnosis of(Finding finding) {
    Entry entry = Catalogue.all().of(finding.code());
    Start start = starts.of(finding, entry);
    return new Diagnosis(finding, entry, start, losses.of(finding, entry), next(finding, start));
  }

  /** Looking first; a member that has sound peers is better made anew than mended. */
  private List<String> next(Finding finding, Start start) {
    Advice advice = Catalogue.all().of(finding.code()).advice();
    List<String> next = new ArrayList<>();
    advice.look().forEach(line -> next.add(meant.fill(line, finding.at().file())));
    boolean isHarmed = start != Start.STARTS;
    if (isHarmed || !advice.isRejoin()) {
      advice.run().forEach(line -> next.add(meant.fill(line, finding.at().file())));
    }
    if (isHarmed && DATABASE_GONE.contains(finding.code()) && isRebuildable()) {
      REBUILD.forEach(line -> next.add(meant.fill(line, finding.at().file())));
    }
    if (isHarmed && advice.isRejoin() && parts.memberCount() > 1) {
      next.addAll(Rejoin.lines(owner, members));
    }
    return next;
  }

  private boolean isRebuildable() {
    return parts.isLogWholeFromFirst() && !parts.isFrom(ReleaseLine.V3_7);
  }
}
