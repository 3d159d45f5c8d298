package io.drydock.tools.fsck.examine;

import io.drydock.formats.Finding;
import io.drydock.formats.backend.ReleaseLine;
import io.drydock.formats.member.Membership;
import io.drydock.formats.wal.replay.LogReplay;
import io.drydock.tools.fsck.catalogue.Advice;
import io.drydock.tools.fsck.catalogue.Catalogue;
import io.drydock.tools.fsck.catalogue.Entry;
import io.drydock.tools.fsck.catalogue.Loss;
import io.drydock.tools.fsck.catalogue.Start;
import io.drydock.tools.member.MembershipFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Says of each finding what it means for this member. */
final class Judge {

  /** Makes a new cluster, which is not wanted while the other members go on. */
  private static final String RESTORE = "drydock snapshot restore ";

  private static final String TAKE = "drydock snapshot take ";

  /** Refuses where it would give up what was acknowledged, so it is safe to try. */
  private static final String REPAIR = "drydock wal repair ";

  private static final String ASKS =
      "  # shows what is lost by it; --accept-loss does it all the same";

  private static final List<String> FROM_DATABASE =
      List.of(RESTORE + "{db} --skip-hash-check --data-dir {dir}.restored{who}");

  /** Of no use without a database. */
  private static final String OF_DATABASE = RESTORE + "{db} ";

  private static final String FROM_BACKUP = RESTORE + "BACKUP --data-dir {dir}.restored{who}";

  /** In the newest segment a server takes the log for ended there. */
  private static final Set<String> CUTTING = Set.of("WAL-TORN-INSIDE", "WAL-HIDDEN");

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
            parts.directory().walPath().toString(),
            who(parts));
    this.owner = parts.owner();
    this.members = parts.members().map(MembershipFacts::membership);
    this.starts = new Starts(parts);
    this.losses = new Losses(parts);
  }

  Diagnosis of(Finding finding) {
    Entry entry = Catalogue.all().of(finding.code());
    Start start = starts.of(finding, entry);
    Loss known = losses.of(finding, entry);
    boolean isCutting = start == Start.BUT && CUTTING.contains(finding.code());
    Loss loss =
        isCutting
            ? new Loss(known.answer(), known.reason() + "; a start drops all records behind it")
            : known;
    return new Diagnosis(finding, entry, start, loss, next(finding, start, loss));
  }

  /** Looking first; a member that has sound peers is better made anew than mended. */
  private List<String> next(Finding finding, Start start, Loss loss) {
    Advice advice = Catalogue.all().of(finding.code()).advice();
    List<String> next = new ArrayList<>();
    advice.look().forEach(line -> next.add(meant.fill(line, finding.at().file())));
    boolean isHarmed = start != Start.STARTS;
    boolean hasPeers = parts.memberCount() > 1;
    if (isHarmed || !advice.isRejoin()) {
      run(advice).stream()
          .filter(line -> !line.startsWith(REPAIR) || isRepairable())
          .map(line -> line.startsWith(OF_DATABASE) && !hasDatabase() ? FROM_BACKUP : line)
          .filter(line -> !hasPeers || !line.contains(RESTORE))
          .flatMap(line -> mending(line, hasPeers, loss))
          .forEach(line -> next.add(meant.fill(line, finding.at().file())));
    }
    if (finding.code().equals("SNAP-NONE-USABLE") && !hasPeers && !parts.hasDatabaseAll()) {
      next.add(
          meant.fill(FROM_DATABASE.getFirst(), "")
              + "  # if taking it is refused:"
              + " without the entries behind "
              + Long.toUnsignedString(parts.applied()));
    }
    if (finding.code().equals("LOG-ENTRY-FATAL")) {
      beforeFatal().forEach(line -> next.add(meant.fill(line, finding.at().file())));
    }
    if (isHarmed && DATABASE_GONE.contains(finding.code()) && isRebuildable()) {
      REBUILD.forEach(line -> next.add(meant.fill(line, finding.at().file())));
    }
    boolean isAllUnknown = parts.memberCount() == 0 && !hasDatabase();
    if (isHarmed && advice.isRejoin() && (hasPeers || isAllUnknown)) {
      next.addAll(Rejoin.lines(owner, members));
    }
    return next;
  }

  /**
   * A server that applies the entry ends, so every member that has it does: what lies before it is
   * carried over into a new cluster, which has no log.
   */
  private List<String> beforeFatal() {
    Optional<Long> fatal = parts.members().flatMap(MembershipFacts::fatalIndex);
    if (fatal.isEmpty() || !hasDatabase()) {
      return List.of(FROM_BACKUP);
    }
    boolean isBehindDatabase = Long.compareUnsigned(fatal.get(), parts.applied() + 1) > 0;
    String source = isBehindDatabase ? "{dir}.saved.db" : "{db} --skip-hash-check";
    String restore =
        parts.memberCount() > 1
            ? RESTORE + source + " --cluster CLUSTER.yaml  # all members end so: all are made anew"
            : RESTORE + source + " --data-dir {dir}.restored{who}";
    String take = TAKE + "{dir} --until " + (fatal.get() - 1) + " --out {dir}.saved.db";
    return isBehindDatabase ? List.of(take, restore) : List.of(restore);
  }

  /** A mended log needs a member that it is of, and a database that it goes on from. */
  private boolean isRepairable() {
    return owner.isPresent() && hasDatabase();
  }

  private boolean hasDatabase() {
    return parts.backend().isPresent();
  }

  /** A log that lost what was acknowledged is not mended while the other members have it. */
  private static Stream<String> mending(String line, boolean hasPeers, Loss loss) {
    if (!line.startsWith(REPAIR) || loss.answer() == Loss.Answer.NO) {
      return Stream.of(line);
    }
    return hasPeers ? Stream.empty() : Stream.of(line + ASKS);
  }

  /** A database that has all of the log needs no log to be saved with it. */
  private List<String> run(Advice advice) {
    boolean isTaken = advice.run().stream().anyMatch(line -> line.startsWith(TAKE));
    if (!isTaken || !parts.hasDatabaseAll()) {
      return advice.run();
    }
    Stream<String> repair = advice.run().stream().filter(line -> line.startsWith(REPAIR));
    return Stream.concat(repair, FROM_DATABASE.stream()).toList();
  }

  /** A restored member with its name and peer URLs; only for the only member of a cluster. */
  private static String who(Parts parts) {
    return parts.members().map(known -> known.membership().members()).stream()
        .filter(members -> members.size() == 1)
        .flatMap(members -> members.values().stream())
        .filter(member -> !member.attributes().name().isEmpty())
        .map(member -> who(member.attributes().name(), member.raft().peerUrls()))
        .findFirst()
        .orElse("");
  }

  private static String who(String name, List<String> urls) {
    String initial = urls.stream().map(url -> name + "=" + url).collect(Collectors.joining(","));
    return " --name "
        + name
        + " --initial-cluster "
        + initial
        + " --initial-advertise-peer-urls "
        + String.join(",", urls);
  }

  private boolean isRebuildable() {
    return parts.isLogWholeFromFirst() && !parts.isFrom(ReleaseLine.V3_7);
  }
}
