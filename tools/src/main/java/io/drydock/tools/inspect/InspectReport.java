package io.drydock.tools.inspect;

import io.drydock.formats.Severity;
import io.drydock.formats.backend.BackendRow;
import io.drydock.formats.member.MemberId;
import io.drydock.formats.member.MemberRecord;
import io.drydock.tools.member.MemberFacts;
import io.drydock.tools.member.MemberFacts.BackendFacts;
import io.drydock.tools.member.MemberFacts.LogFacts;
import io.drydock.tools.member.MembershipFacts;
import io.drydock.tools.member.Names;
import io.drydock.tools.output.Column;
import io.drydock.tools.output.Findings;
import io.drydock.tools.output.Json;
import io.drydock.tools.output.Page;
import io.drydock.tools.output.Report;
import io.drydock.tools.output.Texts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The answer of {@code inspect}: facts as rows, members as columns.
 *
 * @param members what is known of each
 * @param changing a sentence on each database that changed under the reader; it is not in the facts
 */
record InspectReport(List<MemberFacts> members, List<String> changing) implements Report {

  /** Room for the labels and the marks of a table. */
  private static final int LABELS = 26;

  /** Room for one member in it, below which its facts are no pleasure to read. */
  private static final int MEMBER_COLUMNS = 18;

  InspectReport {
    members = List.copyOf(members);
    changing = List.copyOf(changing);
  }

  /** No finding is an error. */
  boolean isSound() {
    return members.stream().allMatch(MemberFacts::isSound);
  }

  /** Facts that two members do not have in common, and should. */
  List<String> differences() {
    return FactRow.of(members).stream().filter(FactRow::isDifference).map(FactRow::label).toList();
  }

  @Override
  public String schema() {
    return "inspect/1";
  }

  @Override
  public void json(Json json) throws IOException {
    json.objects("members", members, InspectReport::member);
    json.strings("differences", differences());
    if (!changing.isEmpty()) {
      json.strings("changing", changing);
    }
    json.bool("sound", isSound() && changing.isEmpty());
  }

  private static void member(Json json, MemberFacts member) throws IOException {
    json.string("directory", member.directory()).bool("live", member.isLive());
    if (member.log().isPresent()) {
      json.object("log", log -> log(log, member.log().get()));
    }
    json.object(
        "snapshots",
        snapshots -> {
          snapshots.number("count", member.snapshots().count());
          if (member.snapshots().newest().isPresent()) {
            var newest = member.snapshots().newest().get();
            snapshots.u64("newest_term", newest.term()).u64("newest_index", newest.index());
          }
          if (member.snapshots().v2Keys().isPresent()) {
            snapshots.number("v2_user_keys", member.snapshots().v2Keys().getAsLong());
          }
          snapshots.strings("leftovers", member.snapshots().leftovers());
        });
    if (member.backend().isPresent()) {
      json.object("backend", backend -> backend(backend, member.backend().get()));
    }
    if (member.members().isPresent()) {
      json.object("membership", known -> membership(known, member.members().get()));
    }
    Findings.json(json, member.findings());
  }

  private static void membership(Json json, MembershipFacts known) throws IOException {
    json.string("source", known.source().label()).u64("raft_index", known.raftIndex());
    if (known.isDatabaseStale().isPresent()) {
      json.bool("database_stale", known.isDatabaseStale().get());
    }
    json.objects("members", known.membership().members().values(), InspectReport::memberRecord);
    json.strings(
        "removed_members", known.membership().removed().stream().map(MemberId::hex).toList());
  }

  private static void log(Json json, LogFacts log) throws IOException {
    if (log.nodeId().isPresent()) {
      json.id("node_id", log.nodeId().getAsLong());
    }
    if (log.clusterId().isPresent()) {
      json.id("cluster_id", log.clusterId().getAsLong());
    }
    if (log.state().isPresent()) {
      var state = log.state().get();
      json.u64("term", state.term()).id("vote", state.vote()).u64("commit", state.commit());
    }
    if (log.first().isPresent()) {
      json.u64("first_index", log.first().get().index());
    }
    if (log.last().isPresent()) {
      json.u64("last_index", log.last().get().index()).u64("last_term", log.last().get().term());
    }
    if (log.newestSnapshot().isPresent()) {
      json.u64("snapshot_index", log.newestSnapshot().get().index());
    }
    json.number("segments", log.segments())
        .number("bytes", log.bytes())
        .number("entries", log.entries())
        .string("end", log.end());
  }

  private static void backend(Json json, BackendFacts backend) throws IOException {
    var meta = backend.state().meta();
    var cluster = backend.state().cluster();
    json.string("file", backend.file())
        .number("file_bytes", backend.fileBytes())
        .number("allocated_bytes", backend.allocatedBytes())
        .number("used_bytes", backend.usedBytes())
        .i64("revision", backend.revision())
        .number("records", backend.records())
        .u64("consistent_index", meta.consistentIndex())
        .u64("term", meta.term())
        .string("storage_version", meta.storageVersion())
        .string("cluster_version", cluster.clusterVersion());
    if (meta.compactRevision() >= 0) {
      json.i64("compact_revision", meta.compactRevision());
    }
    json.string("written_by", FactRow.writer(backend.writer()))
        .strings("written_by_evidence", backend.writer().evidence());
    json.objects("members", cluster.members(), (one, member) -> memberRecord(one, member.value()));
    json.strings(
        "removed_members", cluster.removedMembers().stream().map(Object::toString).toList());
    json.objects("alarms", cluster.alarms(), (one, alarm) -> alarm(one, alarm.value()));
    json.number("leases", backend.state().leases())
        .bool("auth_enabled", backend.state().auth().isEnabled())
        .number("users", backend.state().auth().users().size())
        .number("roles", backend.state().auth().roles().size());
  }

  private static void memberRecord(Json json, MemberRecord member) throws IOException {
    json.string("id", member.id().toString())
        .string("name", member.attributes().name())
        .bool("learner", member.raft().isLearner())
        .strings("peer_urls", member.raft().peerUrls())
        .strings("client_urls", member.attributes().clientUrls());
  }

  private static void alarm(Json json, BackendRow.Alarm alarm) throws IOException {
    json.string("member_id", alarm.memberId().toString())
        .string("alarm", Names.alarm(alarm.kind()));
  }

  @Override
  public void page(Page page) {
    List<FactRow> rows = FactRow.of(members);
    boolean isApart = members.size() > 1 && !page.isTable();
    boolean isNarrow = isApart && !page.fits(LABELS + members.size() * MEMBER_COLUMNS);
    if (isApart) {
      page.heading("The same in all " + members.size());
      for (FactRow row : rows.stream().filter(FactRow::isShared).toList()) {
        page.fact(row.label(), row.values().getFirst());
      }
      page.heading("Member by member");
    }
    List<FactRow> each = rows.stream().filter(row -> !isApart || !row.isShared()).toList();
    if (isNarrow) {
      drawBelowEachOther(page, each);
    } else {
      page.table(columns(), each);
    }
    for (MemberFacts member : members) {
      if (!member.findings().isEmpty()) {
        page.heading("What is odd in " + Texts.name(member.directory()));
        member.findings().forEach(finding -> Findings.draw(page, finding));
      }
    }
    page.line("");
    page.line(verdict(page));
  }

  private void drawBelowEachOther(Page page, List<FactRow> rows) {
    List<String> titles = titles();
    for (int i = 0; i < members.size(); i++) {
      page.heading(titles.get(i));
      for (FactRow row : rows) {
        if (!row.values().get(i).isEmpty()) {
          String mark = row.isDifference() ? " (differs)" : "";
          page.fact(row.label(), row.values().get(i) + mark);
        }
      }
    }
  }

  private List<String> titles() {
    return Titles.of(members.stream().map(MemberFacts::directory).toList()).stream()
        .map(Texts::name)
        .toList();
  }

  private List<Column<FactRow>> columns() {
    List<Column<FactRow>> columns = new ArrayList<>();
    columns.add(Column.left("", FactRow::label));
    List<String> titles = titles();
    for (int i = 0; i < members.size(); i++) {
      int member = i;
      columns.add(Column.left(titles.get(i), row -> row.values().get(member)));
    }
    if (members.size() > 1) {
      columns.add(Column.left("", row -> row.isDifference() ? "differs" : ""));
    }
    return columns;
  }

  private String verdict(Page page) {
    long errors = count(Severity.ERROR);
    long warnings = count(Severity.WARNING);
    String also = warnings == 0 ? "" : Texts.count(warnings, "warning");
    if (errors > 0) {
      return page.paint()
          .bad(Texts.count(errors, "error") + (also.isEmpty() ? "" : " and " + also));
    }
    if (!differences().isEmpty()) {
      String facts = String.join(", ", differences());
      return page.paint().bad("not the same at the same entry: " + facts)
          + (also.isEmpty() ? "" : "; " + also);
    }
    if (!changing.isEmpty()) {
      String unread = Texts.count(changing.size(), "database") + " could not be read";
      return page.paint().warn(unread + (also.isEmpty() ? "" : "; " + also));
    }
    String verdict = "sound as far as inspect looks; wal verify and db check go deeper";
    return warnings == 0
        ? page.paint().good(verdict)
        : page.paint().warn(also + ", else " + verdict);
  }

  private long count(Severity severity) {
    return members.stream()
        .flatMap(member -> member.findings().stream())
        .filter(finding -> finding.severity() == severity)
        .count();
  }
}
