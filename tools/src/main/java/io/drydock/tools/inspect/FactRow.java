package io.drydock.tools.inspect;

import io.drydock.formats.backend.ReleaseLine;
import io.drydock.formats.backend.WriterVersion;
import io.drydock.formats.member.MemberId;
import io.drydock.formats.member.MemberRecord;
import io.drydock.formats.raft.LogPosition;
import io.drydock.tools.member.MemberFacts;
import io.drydock.tools.member.MemberFacts.BackendFacts;
import io.drydock.tools.member.MemberFacts.LogFacts;
import io.drydock.tools.member.MembershipFacts;
import io.drydock.tools.member.Names;
import io.drydock.tools.output.Texts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One fact of every member: a line of the screen.
 *
 * <p>Members of one cluster are brought from state to state by the same entries, so what two of
 * them hold must be the same when they have applied the same ones; one of them that is behind may
 * differ. What a member has of its own, such as its term, its log or its files, is not compared.
 *
 * @param label what it is
 * @param isCommon members of one cluster mostly have it in common; shown once then
 * @param values one text a member, empty where it is not known
 * @param moments one a member: those of the same one must have the same value; empty where it is
 *     not compared
 */
public record FactRow(
    String label, boolean isCommon, List<String> values, List<Optional<Long>> moments) {

  /** When there is only one. */
  private static final Function<MemberFacts, Optional<Long>> ALWAYS = member -> Optional.of(0L);

  private static final Function<MemberFacts, Optional<Long>> NEVER = member -> Optional.empty();

  /** Copies the lists. */
  public FactRow {
    values = List.copyOf(values);
    moments = List.copyOf(moments);
  }

  /** Two members do not have it in common, and should. */
  public boolean isDifference() {
    Map<Long, Set<String>> together = new HashMap<>();
    for (int i = 0; i < values.size(); i++) {
      String value = values.get(i);
      moments
          .get(i)
          .ifPresent(
              moment -> together.computeIfAbsent(moment, unused -> new HashSet<>()).add(value));
    }
    return together.values().stream().anyMatch(found -> found.size() > 1);
  }

  /** The members have it in common, as they mostly do. */
  public boolean isShared() {
    return isCommon && values.stream().distinct().count() == 1;
  }

  /** All facts that one of the members has, in the order of the screen. */
  public static List<FactRow> of(List<MemberFacts> members) {
    var rows = new Rows(members);
    rows.ownLog("member", log -> hex(log.nodeId()));
    rows.own("name", FactRow::name);
    rows.common(
        "cluster",
        member -> member.log().map(log -> hex(log.clusterId())).orElse(""),
        member -> member.log().flatMap(log -> ALWAYS.apply(member)));
    rows.common(
        "members",
        member -> member.members().map(FactRow::memberList).orElse(""),
        member -> member.members().map(MembershipFacts::raftIndex));
    rows.own("members by", FactRow::membersBy);
    rows.backend("written by", backend -> writer(backend.writer()), NEVER);
    rows.backend("versions", FactRow::versions, NEVER);
    rows.ownLog("term, vote", FactRow::termAndVote);
    rows.ownLog("log", FactRow::logSpan);
    rows.ownLog("commit", log -> log.state().map(s -> unsigned(s.commit())).orElse(""));
    rows.own("applied (db)", FactRow::applied);
    rows.own("snapshot", FactRow::snapshot);
    rows.ownLog(
        "segments", log -> Texts.count(log.segments(), "file") + ", " + Texts.bytes(log.bytes()));
    rows.ownLog("log ends", log -> log.end());
    rows.own("database", member -> member.backend().map(FactRow::size).orElse(""));
    rows.backend("revision", backend -> Long.toString(backend.revision()), FactRow::appliedKeys);
    rows.backend("compacted at", FactRow::compacted, FactRow::appliedAll);
    rows.backend("key records", each -> Texts.count(each.records()), FactRow::compactedAll);
    rows.backend("leases", each -> Texts.count(each.state().leases()), FactRow::appliedAll);
    rows.backend("auth", FactRow::auth, FactRow::appliedAll);
    rows.backend("alarms", FactRow::alarms, FactRow::appliedAll);
    rows.common(
        "v2 user keys",
        member -> count(member.snapshots().v2Keys()),
        member -> member.snapshots().newest().map(LogPosition::index));
    rows.own("leftovers", FactRow::leftovers);
    return rows.lines;
  }

  /** The index noted with the last write to a key. */
  private static Optional<Long> appliedKeys(MemberFacts member) {
    return member.backend().flatMap(FactRow::consistentIndex);
  }

  /** A server of 3.4 notes no other writes, so that its database may be further than it says. */
  private static Optional<Long> appliedAll(MemberFacts member) {
    return member
        .backend()
        .filter(backend ->
            backend.writer().likely().filter(line -> line != ReleaseLine.V3_4).isPresent())
        .flatMap(FactRow::consistentIndex);
  }

  /** Each member deletes what was compacted in its own time. */
  private static Optional<Long> compactedAll(MemberFacts member) {
    return appliedAll(member)
        .filter(unused ->
            member.backend().stream()
                .noneMatch(backend -> backend.state().meta().isCompactionInterrupted()));
  }

  private static Optional<Long> consistentIndex(BackendFacts backend) {
    OptionalLong index = backend.state().meta().consistentIndex();
    return index.isPresent() ? Optional.of(index.getAsLong()) : Optional.empty();
  }

  private static final class Rows {
    private final List<MemberFacts> members;
    private final List<FactRow> lines = new ArrayList<>();

    Rows(List<MemberFacts> members) {
      this.members = members;
    }

    private void add(
        String label,
        boolean isCommon,
        Function<MemberFacts, String> fact,
        Function<MemberFacts, Optional<Long>> moment) {
      List<String> values = members.stream().map(fact).toList();
      if (values.stream().anyMatch(value -> !value.isEmpty())) {
        lines.add(new FactRow(label, isCommon, values, members.stream().map(moment).toList()));
      }
    }

    void own(String label, Function<MemberFacts, String> fact) {
      add(label, false, fact, NEVER);
    }

    void ownLog(String label, Function<LogFacts, String> fact) {
      own(label, member -> member.log().map(fact).orElse(""));
    }

    void common(
        String label,
        Function<MemberFacts, String> fact,
        Function<MemberFacts, Optional<Long>> moment) {
      add(label, true, fact, moment);
    }

    void backend(
        String label,
        Function<BackendFacts, String> fact,
        Function<MemberFacts, Optional<Long>> moment) {
      common(label, member -> member.backend().map(fact).orElse(""), moment);
    }
  }

  private static String leftovers(MemberFacts member) {
    return member.snapshots().leftovers().stream()
        .map(Texts::name)
        .collect(Collectors.joining(", "));
  }

  private static String name(MemberFacts member) {
    Optional<MemberId> own =
        member.log().flatMap(log -> log.nodeId().stream().mapToObj(MemberId::new).findFirst());
    return own.flatMap(id -> member.members().flatMap(known -> known.membership().member(id)))
        .map(record -> record.attributes().name())
        .orElse("");
  }

  private static String memberList(MembershipFacts known) {
    return known.membership().members().values().stream()
        .map(FactRow::describe)
        .collect(Collectors.joining("\n"));
  }

  /** Only where there was a choice that matters. */
  private static String membersBy(MemberFacts member) {
    return member
        .members()
        .filter(known -> known.isDatabaseStale().orElse(false))
        .map(known -> known.source().words() + "; the database differs")
        .orElse("");
  }

  private static String describe(MemberRecord member) {
    String name = member.attributes().name();
    return member.id()
        + (name.isEmpty() ? "" : " " + name)
        + (member.raft().isLearner() ? " (learner)" : "")
        + " "
        + String.join(",", member.raft().peerUrls());
  }

  /** The lines that may have written it, with the likely one first. */
  static String writer(WriterVersion writer) {
    if (writer.isCertain()) {
      return "etcd " + writer.candidates().getFirst();
    }
    return writer.likely().map(line -> "probably etcd " + line).orElse("cannot be told");
  }

  private static String versions(BackendFacts backend) {
    String cluster = backend.state().cluster().clusterVersion().map(v -> "cluster " + v).orElse("");
    String storage = backend.state().meta().storageVersion().map(v -> "storage " + v).orElse("");
    return cluster + (cluster.isEmpty() || storage.isEmpty() ? "" : ", ") + storage;
  }

  private static String termAndVote(LogFacts log) {
    return log.state()
        .map(s -> unsigned(s.term()) + ", " + Long.toHexString(s.vote()))
        .orElse("none yet");
  }

  private static String logSpan(LogFacts log) {
    if (log.first().isEmpty() || log.last().isEmpty()) {
      return "no entries";
    }
    return "index "
        + unsigned(log.first().get().index())
        + " to "
        + unsigned(log.last().get().index())
        + uncommitted(log);
  }

  private static String uncommitted(LogFacts log) {
    long commit = log.state().map(LogFacts.State::commit).orElse(0L);
    long beyond = log.last().map(LogPosition::index).orElse(0L) - commit;
    return beyond > 0 ? " (" + Texts.count(beyond) + " uncommitted)" : "";
  }

  private static String applied(MemberFacts member) {
    if (member.backend().isEmpty()) {
      return "";
    }
    OptionalLong index = member.backend().get().state().meta().consistentIndex();
    if (index.isEmpty()) {
      return "nothing";
    }
    Optional<Long> commit = member.log().flatMap(LogFacts::state).map(LogFacts.State::commit);
    long behind = commit.map(c -> c - index.getAsLong()).orElse(0L);
    String relation =
        behind > 0
            ? " (" + Texts.count(behind) + " behind the commit: a start replays them)"
            : behind < 0 ? " (" + Texts.count(-behind) + " beyond the commit on disk)" : "";
    return unsigned(index.getAsLong()) + relation;
  }

  private static String snapshot(MemberFacts member) {
    String file =
        member.snapshots().newest().map(p -> "index " + unsigned(p.index())).orElse("none");
    return file + ", " + Texts.count(member.snapshots().count(), ".snap file");
  }

  private static String size(BackendFacts backend) {
    return Texts.bytes(backend.fileBytes())
        + " file, "
        + Texts.bytes(backend.usedBytes())
        + " in use ("
        + Texts.share(backend.usedBytes(), backend.fileBytes())
        + ")";
  }

  private static String compacted(BackendFacts backend) {
    long at = backend.state().meta().compactRevision();
    return at < 0 ? "never" : Long.toString(at);
  }

  private static String auth(BackendFacts backend) {
    var auth = backend.state().auth();
    return (auth.isEnabled() ? "on" : "off")
        + (auth.users().isEmpty()
            ? ""
            : ", " + auth.users().size() + " users, " + auth.roles().size() + " roles");
  }

  private static String alarms(BackendFacts backend) {
    return backend.state().cluster().alarms().stream()
        .map(alarm -> Names.alarm(alarm.value().kind()) + " of " + alarm.value().memberId())
        .collect(Collectors.joining("\n"));
  }

  private static String count(OptionalLong number) {
    return number.isPresent() ? Texts.count(number.getAsLong()) : "";
  }

  private static String hex(OptionalLong id) {
    return id.isPresent() ? Long.toHexString(id.getAsLong()) : "";
  }

  private static String unsigned(long value) {
    return Long.toUnsignedString(value);
  }
}
