package io.drydock.tools.report.page;

import io.drydock.formats.Severity;
import io.drydock.tools.fsck.Verdicts;
import io.drydock.tools.fsck.examine.Diagnosis;
import io.drydock.tools.fsck.peers.Pair;
import io.drydock.tools.output.Findings;
import io.drydock.tools.output.Texts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;

/** What is wrong, on what evidence, what it means and what to do. */
record FindingsSection(Incident incident) {

  /** A finding and whose it is. */
  private record Whose(String title, Diagnosis diagnosis) {
    Severity severity() {
      return diagnosis.finding().severity();
    }

    /** What of a finding several members can have in common. */
    List<Object> kind() {
      return List.of(
          diagnosis.finding().code(), severity(), diagnosis.start(), diagnosis.loss().answer());
    }
  }

  void draw(Html html) {
    List<Whose> all = all();
    List<Whose> serious = all.stream().filter(one -> one.severity() != Severity.INFO).toList();
    List<Whose> notes = all.stream().filter(one -> one.severity() == Severity.INFO).toList();
    html.open("section", "id", "findings").leaf("h2", "Findings").line();
    next(html, serious);
    if (serious.isEmpty()) {
      html.leaf("p", "Nothing is wrong with the files that were read.", "class", "none").line();
    }
    kinds(serious).forEach(kind -> findings(html, kind));
    omitted(html);
    agreement(html);
    if (!notes.isEmpty()) {
      html.open("details")
          .leaf(
              "summary",
              Texts.count(notes.size(), "note")
                  + (notes.size() == 1 ? " that asks for nothing" : " that ask for nothing"));
      kinds(notes).forEach(kind -> findings(html, kind));
      html.close().line();
    }
    html.close().line();
  }

  private static Collection<List<Whose>> kinds(List<Whose> all) {
    return all.stream()
        .collect(Collectors.groupingBy(Whose::kind, LinkedHashMap::new, Collectors.toList()))
        .values();
  }

  private List<Whose> all() {
    List<Whose> all = new ArrayList<>();
    incident
        .comparison()
        .ifPresent(
            found -> found.diagnoses().forEach(one -> all.add(new Whose("between members", one))));
    for (MemberPart member : incident.members()) {
      member.examination().diagnoses().forEach(one -> all.add(new Whose(member.title(), one)));
    }
    return all.stream().sorted(Comparator.comparing(Whose::severity).reversed()).toList();
  }

  private static void next(Html html, List<Whose> serious) {
    List<String> lines =
        serious.stream().flatMap(one -> one.diagnosis().next().stream()).distinct().toList();
    if (lines.isEmpty()) {
      return;
    }
    html.open("div", "class", "next").leaf("h3", "What to do next");
    html.leaf("p", "For the worst finding first; a click selects a line.");
    commands(html, lines);
    html.close().line();
  }

  private static void commands(Html html, List<String> lines) {
    html.open("ol", "class", "commands");
    lines.forEach(line -> html.open("li").leaf("code", Texts.name(line)).close());
    html.close();
  }

  /** Findings of one kind: what differs is told of each, the rest once. */
  private static void findings(Html html, List<Whose> kind) {
    Diagnosis first = kind.getFirst().diagnosis();
    String level = Findings.severity(first.finding());
    html.open("article", "class", "finding " + level);
    html.open("h3")
        .leaf("span", level, "class", "level")
        .text(" ")
        .leaf("code", first.finding().code())
        .text(" ")
        .leaf("span", titles(kind), "class", "whose")
        .close();
    html.leaf("p", first.entry().cause(), "class", "cause");
    html.open("dl");
    for (Whose one : kind) {
      html.leaf("dt", kind.size() == 1 ? "Found" : one.title()).open("dd");
      html.text(Texts.name(one.diagnosis().finding().message())).empty("br");
      html.leaf("code", Findings.place(one.diagnosis().finding())).close();
    }
    fact(html, "Start", Verdicts.start(first));
    fact(html, "Data lost", first.loss().answer().word() + ": " + losses(kind));
    html.close();
    List<String> next =
        kind.stream().flatMap(one -> one.diagnosis().next().stream()).distinct().toList();
    if (!next.isEmpty() && kind.getFirst().severity() != Severity.INFO) {
      html.open("details").leaf("summary", "Next");
      commands(html, next);
      html.close();
    }
    html.close().line();
  }

  private static String titles(List<Whose> kind) {
    return kind.stream().map(Whose::title).distinct().collect(Collectors.joining(", "));
  }

  private static String losses(List<Whose> kind) {
    return kind.stream()
        .map(one -> one.diagnosis().loss().reason())
        .distinct()
        .collect(Collectors.joining("; "));
  }

  private static void fact(Html html, String name, String text) {
    html.leaf("dt", name).leaf("dd", text);
  }

  private void omitted(Html html) {
    for (MemberPart member : incident.members()) {
      long more = member.examination().omitted();
      if (more > 0) {
        html.leaf(
            "p",
            member.title() + ": " + Texts.count(more, "more finding") + " of the same codes",
            "class",
            "none");
      }
    }
  }

  /** What was held against each other and found the same, or not. */
  private void agreement(Html html) {
    if (incident.comparison().isEmpty() || incident.comparison().get().pairs().isEmpty()) {
      return;
    }
    html.open("details").leaf("summary", "What was compared").open("ul");
    for (Pair pair : incident.comparison().get().pairs()) {
      html.open("li")
          .leaf("b", title(pair.first()) + " and " + title(pair.second()))
          .text(": " + Verdicts.words(pair))
          .close();
    }
    html.close().close().line();
  }

  private String title(String directory) {
    return incident.members().stream()
        .filter(member -> member.examination().directory().equals(directory))
        .map(MemberPart::title)
        .findFirst()
        .orElse(directory);
  }
}
