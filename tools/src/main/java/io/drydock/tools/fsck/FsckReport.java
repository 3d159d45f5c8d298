package io.drydock.tools.fsck;

import io.drydock.formats.Severity;
import io.drydock.formats.member.MemberId;
import io.drydock.tools.fsck.catalogue.Start;
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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

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
    json.strings("next", next());
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

  /** Each command once, those of the worst findings first; notes ask for nothing. */
  private List<String> next() {
    Set<String> lines = new LinkedHashSet<>();
    Stream.of(comparison)
        .flatMap(Optional::stream)
        .flatMap(part -> part.diagnoses().stream())
        .filter(one -> one.finding().severity() != Severity.INFO)
        .forEach(one -> lines.addAll(one.next()));
    for (Examination member : members) {
      member.diagnoses().stream()
          .filter(one -> one.finding().severity() != Severity.INFO)
          .forEach(one -> lines.addAll(one.next()));
    }
    return List.copyOf(lines);
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
    List<String> next = next();
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
        page.fact("start", start(diagnosis));
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
      page.fact("start", start(diagnosis));
      page.fact("data lost", diagnosis.loss().answer().word() + ": " + diagnosis.loss().reason());
    }
  }

  private static String start(Diagnosis diagnosis) {
    boolean isUsual = diagnosis.start() == diagnosis.entry().start();
    String note = isUsual ? diagnosis.entry().startNote() : "";
    return switch (diagnosis.start()) {
          case STARTS -> "a server starts";
          case BUT -> "a server starts, but";
          case HANGS -> "a server runs and never serves";
          case REFUSES -> "a server does not start";
        }
        + (note.isEmpty() ? "" : ": " + note);
  }

  private static String verdict(Page page, Examination member) {
    String line = member.directory() + ": " + who(member.identity());
    String will = member.identity().isLive() ? "would" : "will";
    return switch (member.start()) {
      case STARTS -> line + page.paint().good(will + " start") + counts(member);
      case BUT -> line + page.paint().warn(will + " start, but " + reason(member, Start.BUT));
      case HANGS ->
          line + page.paint().bad(will + " run and never serve: " + reason(member, Start.HANGS));
      case REFUSES ->
          line + page.paint().bad(will + " not start: " + reason(member, Start.REFUSES));
    };
  }

  /** Who it is: {@code m1 of 3 (etcd 3.5, running)}. */
  private static String who(Identity identity) {
    String name = identity.name();
    String id = identity.owner().map(one -> new MemberId(one.nodeId()).hex()).orElse("");
    String shown = name.isEmpty() ? id : name;
    String of = identity.members().map(known -> " of " + known.members().size()).orElse("");
    String line = identity.isLineKnown() ? "" : "taken for ";
    return (shown.isEmpty() ? "" : shown + of + " ")
        + "("
        + line
        + "etcd "
        + identity.line()
        + (identity.isLive() ? ", running" : "")
        + ") ";
  }

  private static String reason(Examination member, Start start) {
    Diagnosis first =
        member.diagnoses().stream().filter(one -> one.start() == start).findFirst().orElseThrow();
    boolean isNoted = first.entry().start() == start && !first.entry().startNote().isEmpty();
    return first.finding().code()
        + ", "
        + (isNoted ? first.entry().startNote() : first.finding().message());
  }

  private static String counts(Examination member) {
    long warnings = member.count(Severity.WARNING);
    long errors = member.count(Severity.ERROR);
    if (errors + warnings == 0) {
      return "";
    }
    return "; "
        + (errors == 0 ? "" : Texts.count(errors, "error") + (warnings == 0 ? "" : " and "))
        + (warnings == 0 ? "" : Texts.count(warnings, "warning"));
  }
}
