package io.drydock.tools.inspect;

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
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One fact of every member: a line of the screen.
 *
 * @param label what it is
 * @param mustAgree members of one healthy cluster have it in common
 * @param values one text a member, empty where it is not known
 */
record FactRow(String label, boolean mustAgree, List<String> values) {

  FactRow {
    values = List.copyOf(values);
  }

  /** The members do not have it in common, and should. */
  boolean isDifference() {
    return mustAgree && values.stream().distinct().count() > 1;
  }

  /** The members have it in common, as they should. */
  boolean isShared() {
    return mustAgree && !isDifference();
  }

  static List<FactRow> of(List<MemberFacts> members) {
    var rows = new Rows(members);
    rows.log("member", false, log -> hex(log.nodeId()));
    rows.add("name", false, FactRow::name);
    rows.log("cluster", true, log -> hex(log.clusterId()));
    rows.add("members", true, member -> member.members().map(FactRow::memberList).orElse(""));
    rows.add("members by", false, FactRow::membersBy);
    rows.backend("written by", true, backend -> writer(backend.writer()));
    rows.backend("versions", true, FactRow::versions);
    rows.log("term, vote", false, FactRow::termAndVote);
    rows.log("log", false, FactRow::logSpan);
    rows.log("commit", false, log -> log.state().map(s -> unsigned(s.commit())).orElse(""));
    rows.add("applied (db)", false, FactRow::applied);
    rows.add("snapshot", false, FactRow::snapshot);
    rows.log(
        "segments",
        false,
        log -> Texts.count(log.segments(), "file") + ", " + Texts.bytes(log.bytes()));
    rows.log("log ends", false, log -> log.end());
    rows.backend("database", false, FactRow::size);
    rows.backend("revision", true, backend -> Long.toString(backend.revision()));
    rows.backend("compacted at", true, FactRow::compacted);
    rows.backend("key records", true, backend -> Long.toString(backend.records()));
    rows.backend("leases", true, backend -> Long.toString(backend.state().leases()));
    rows.backend("auth", true, FactRow::auth);
    rows.backend("alarms", true, FactRow::alarms);
    rows.add("v2 user keys", true, member -> count(member.snapshots().v2Keys()));
    rows.add("leftovers", false, member -> String.join(", ", member.snapshots().leftovers()));
    return rows.lines;
  }

  private static final class Rows {
    private final List<MemberFacts> members;
    private final List<FactRow> lines = new ArrayList<>();

    Rows(List<MemberFacts> members) {
      this.members = members;
    }

    void add(String label, boolean mustAgree, Function<MemberFacts, String> fact) {
      List<String> values = members.stream().map(fact).toList();
      if (values.stream().anyMatch(value -> !value.isEmpty())) {
        lines.add(new FactRow(label, mustAgree, values));
      }
    }

    void log(String label, boolean mustAgree, Function<LogFacts, String> fact) {
      add(label, mustAgree, member -> member.log().map(fact).orElse(""));
    }

    void backend(String label, boolean mustAgree, Function<BackendFacts, String> fact) {
      add(label, mustAgree, member -> member.backend().map(fact).orElse(""));
    }
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
    return beyond > 0 ? " (" + beyond + " uncommitted)" : "";
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
            ? " (" + behind + " behind the commit: a start replays them)"
            : behind < 0 ? " (" + -behind + " beyond the commit on disk)" : "";
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
    return number.isPresent() ? Long.toString(number.getAsLong()) : "";
  }

  private static String hex(OptionalLong id) {
    return id.isPresent() ? Long.toHexString(id.getAsLong()) : "";
  }

  private static String unsigned(long value) {
    return Long.toUnsignedString(value);
  }
}
