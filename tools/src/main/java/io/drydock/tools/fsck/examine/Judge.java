package io.drydock.tools.fsck.examine;

import io.drydock.formats.Finding;
import io.drydock.formats.backend.ReleaseLine;
import io.drydock.formats.member.MemberId;
import io.drydock.formats.member.MemberRecord;
import io.drydock.formats.wal.replay.LogReplay;
import io.drydock.tools.fsck.catalogue.Advice;
import io.drydock.tools.fsck.catalogue.Catalogue;
import io.drydock.tools.fsck.catalogue.Entry;
import io.drydock.tools.fsck.catalogue.Start;
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
  private final String named;
  private final Starts starts;
  private final Losses losses;

  /**
   * A judge of a member.
   *
   * @param named the directory as the user named it
   */
  Judge(Parts parts, String named) {
    this.parts = parts;
    this.named = named;
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
    advice.look().forEach(line -> next.add(fill(line, finding)));
    boolean isHarmed = start != Start.STARTS;
    if (isHarmed || !advice.isRejoin()) {
      advice.run().forEach(line -> next.add(fill(line, finding)));
    }
    if (isHarmed && DATABASE_GONE.contains(finding.code()) && isRebuildable()) {
      REBUILD.forEach(line -> next.add(fill(line, finding)));
    }
    if (isHarmed && advice.isRejoin() && parts.memberCount() > 1) {
      next.addAll(rejoin());
    }
    return next;
  }

  private boolean isRebuildable() {
    return parts.isLogWholeFromFirst() && !parts.isFrom(ReleaseLine.V3_7);
  }

  private String fill(String line, Finding finding) {
    return line.replace("{file}", quoted(finding.at().file()))
        .replace("{dir}", quoted(named))
        .replace("{db}", quoted(parts.directory().backendPath().toString()))
        .replace("{wal}", quoted(parts.directory().walPath().toString()));
  }

  /** As the shell takes it for one word. */
  private static String quoted(String path) {
    return path.matches("[\\w@%+=:,./-]+") ? path : "'" + path.replace("'", "'\\''") + "'";
  }

  private List<String> rejoin() {
    Optional<MemberId> own =
        parts.replay().flatMap(LogReplay::owner).map(owner -> new MemberId(owner.nodeId()));
    Optional<MemberRecord> record =
        own.flatMap(id -> parts.members().flatMap(known -> known.membership().member(id)));
    String name =
        record.map(one -> one.attributes().name()).filter(text -> !text.isEmpty()).orElse("NAME");
    String urls =
        record
            .map(one -> String.join(",", one.raft().peerUrls()))
            .filter(t -> !t.isEmpty())
            .orElse("URL");
    return List.of(
        "etcdctl member remove " + own.map(MemberId::hex).orElse("ID"),
        "etcdctl member add "
            + name
            + " --peer-urls="
            + urls
            + "  # then start it with an empty directory and --initial-cluster-state existing");
  }
}
