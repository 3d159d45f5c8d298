package io.drydock.tools.fsck;

import io.drydock.formats.Severity;
import io.drydock.tools.fsck.examine.Diagnosis;
import io.drydock.tools.fsck.examine.Examination;
import io.drydock.tools.fsck.examine.Examination.Identity;
import io.drydock.tools.fsck.peers.Comparison;
import io.drydock.tools.output.Column;
import io.drydock.tools.output.Findings;
import io.drydock.tools.output.Json;
import io.drydock.tools.output.Page;
import io.drydock.tools.output.Report;
import io.drydock.tools.output.Texts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The answer of {@code fsck}: a verdict on each directory, findings, what to do next. */
record FsckReport(List<Examination> members, Optional<Comparison> comparison) implements Report {

  FsckReport {
    members = List.copyOf(members);
  }

  /** No finding is an error. */
  boolean isSound() {
    return members.stream().allMatch(Examination::isSound)
        && comparison.map(Comparison::isSound).orElse(true);
  }

  @Override
  public String schema() {
    return "fsck/1";
  }

  @Override
  public void json(Json json) throws IOException {
    json.objects("directories", members, FsckReport::member);
    if (comparison.isPresent()) {
      json.object("comparison", part -> ComparisonFaces.json(part, comparison.get()));
    }
    json.strings("next", Verdicts.next(members, comparison));
    json.bool("sound", isSound());
  }

  private static void member(Json json, Examination member) throws IOException {
    Identity identity = member.identity();
    json.string("directory", member.directory())
        .string("verdict", member.start().word())
        .bool("live", identity.isLive())
        .string("etcd_line", identity.line().toString())
        .bool("etcd_line_known", identity.isLineKnown());
    if (identity.owner().isPresent()) {
      json.id("node_id", identity.owner().get().nodeId())
          .id("cluster_id", identity.owner().get().clusterId());
    }
    json.string("name", identity.name());
    if (identity.members().isPresent()) {
      json.number("members", identity.members().get().members().size());
    }
    json.u64("last_index", identity.progress().lastIndex())
        .u64("commit", identity.progress().commit())
        .u64("applied_index", identity.progress().applied())
        .i64("revision", identity.progress().revision());
    json.objects("findings", member.diagnoses(), FsckReport::diagnosis);
    json.number("findings_omitted", member.omitted());
    json.object(
        "file_system",
        place ->
            place
                .string("type", member.place().type())
                .number("total_bytes", member.place().totalBytes())
                .number("usable_bytes", member.place().usableBytes())
                .bool("read_only", member.place().isReadOnly()));
  }

  static void diagnosis(Json json, Diagnosis diagnosis) throws IOException {
    Findings.fields(json, diagnosis.finding());
    json.string("cause", diagnosis.entry().cause())
        .string("start", diagnosis.start().word())
        .string("lost", diagnosis.loss().answer().word())
        .string("lost_reason", diagnosis.loss().reason())
        .strings("next", diagnosis.next());
  }

  @Override
  public void page(Page page) {
    members.forEach(member -> page.line(verdict(page, member)));
    if (page.isTable()) {
      page.table(columns(), rows());
      return;
    }
    comparison.ifPresent(part -> ComparisonFaces.draw(page, part));
    for (Examination member : members) {
      draw(page, member);
    }
    List<String> next = Verdicts.next(members, comparison);
    if (!next.isEmpty()) {
      page.heading("Next");
      next.forEach(line -> page.line("  " + line, 6));
    }
  }

  private record Row(String directory, Diagnosis diagnosis) {}

  private List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (Examination member : members) {
      member.diagnoses().forEach(one -> rows.add(new Row(member.directory(), one)));
    }
    comparison.ifPresent(part -> part.diagnoses().forEach(one -> rows.add(new Row("", one))));
    return rows;
  }

  private static List<Column<Row>> columns() {
    return List.of(
        Column.left("DIRECTORY", Row::directory),
        Column.left("SEVERITY", row -> Findings.severity(row.diagnosis().finding())),
        Column.left("CODE", row -> row.diagnosis().finding().code()),
        Column.left("FINDING", row -> row.diagnosis().finding().message()),
        Column.left("PLACE", row -> Findings.place(row.diagnosis().finding())),
        Column.left("START", row -> row.diagnosis().start().word()),
        Column.left("LOST", row -> row.diagnosis().loss().answer().word()));
  }

  private static void draw(Page page, Examination member) {
    if (member.diagnoses().isEmpty()) {
      return;
    }
    page.heading("Findings in " + member.directory());
    for (Diagnosis diagnosis : member.diagnoses()) {
      Findings.draw(page, diagnosis.finding());
      if (diagnosis.finding().severity() != Severity.INFO) {
        page.fact("cause", diagnosis.entry().cause());
        page.fact("start", Verdicts.start(diagnosis));
        page.fact("data lost", diagnosis.loss().answer().word() + ": " + diagnosis.loss().reason());
      }
    }
    if (member.omitted() > 0) {
      page.line("(" + Texts.count(member.omitted(), "more finding") + " of the same codes)");
    }
  }

  static void draw(Page page, Diagnosis diagnosis) {
    Findings.draw(page, diagnosis.finding());
    if (diagnosis.finding().severity() != Severity.INFO) {
      page.fact("cause", diagnosis.entry().cause());
      page.fact("start", Verdicts.start(diagnosis));
      page.fact("data lost", diagnosis.loss().answer().word() + ": " + diagnosis.loss().reason());
    }
  }

  private static String verdict(Page page, Examination member) {
    String line = member.directory() + ": " + Verdicts.who(member.identity()) + " ";
    String will = Verdicts.start(member);
    return switch (member.start()) {
      case STARTS -> line + page.paint().good(will) + Verdicts.counts(member);
      case BUT -> line + page.paint().warn(will);
      case HANGS, REFUSES -> line + page.paint().bad(will);
    };
  }
}
