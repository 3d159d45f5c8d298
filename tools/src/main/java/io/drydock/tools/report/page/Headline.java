package io.drydock.tools.report.page;

import io.drydock.formats.Severity;
import io.drydock.tools.fsck.catalogue.Start;
import io.drydock.tools.fsck.examine.Examination;
import io.drydock.tools.fsck.peers.Comparison;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The verdict on everything, in one line.
 *
 * @param level {@code bad}, {@code warn} or {@code good}
 * @param text the line
 */
record Headline(String level, String text) {

  static Headline of(Incident incident) {
    List<String> parts = new ArrayList<>();
    boolean isLive =
        incident.examinations().stream().anyMatch(member -> member.identity().isLive());
    members(incident, Start.REFUSES, isLive ? "would not start again" : "will not start", parts);
    members(
        incident,
        Start.HANGS,
        isLive ? "would run and never serve after a start" : "will run and never serve",
        parts);
    boolean isSplit = incident.comparison().map(found -> !found.isSound()).orElse(false);
    if (isSplit) {
      parts.add("the members do not agree");
    }
    if (!parts.isEmpty()) {
      return new Headline("bad", sentence(parts));
    }
    String but =
        isLive ? "would start, but something is wrong" : "will start, but something is wrong";
    members(incident, Start.BUT, but, parts);
    if (!parts.isEmpty()) {
      return new Headline(incident.isSound() ? "warn" : "bad", sentence(parts));
    }
    if (!incident.isSound()) {
      return new Headline("bad", "Something is wrong, although every member starts");
    }
    String agree = incident.comparison().isPresent() ? ", and they agree" : "";
    String sound = sound(incident, isLive) + agree;
    return warnings(incident) > 0
        ? new Headline("warn", sound + "; mind the warnings")
        : new Headline("good", sound);
  }

  private static String sound(Incident incident, boolean isLive) {
    boolean isOne = incident.members().size() == 1;
    if (isLive) {
      return "No damage in " + (isOne ? titles(incident.members()) : "any member");
    }
    return (isOne ? titles(incident.members()) : "Every member") + " will start";
  }

  private static void members(Incident incident, Start start, String what, List<String> parts) {
    List<MemberPart> such =
        incident.members().stream()
            .filter(member -> member.examination().start() == start)
            .toList();
    if (!such.isEmpty()) {
      parts.add(titles(such) + " " + what);
    }
  }

  private static String titles(List<MemberPart> members) {
    List<String> titles = members.stream().map(MemberPart::title).toList();
    return titles.size() == 1
        ? titles.getFirst()
        : titles.stream().limit(titles.size() - 1L).collect(Collectors.joining(", "))
            + " and "
            + titles.getLast();
  }

  private static String sentence(List<String> parts) {
    String text = String.join("; ", parts);
    return text.startsWith("the ") ? "T" + text.substring(1) : text;
  }

  private static long warnings(Incident incident) {
    long within =
        incident.examinations().stream()
            .mapToLong((Examination member) -> member.count(Severity.WARNING))
            .sum();
    long between =
        incident.comparison().stream()
            .map(Comparison::diagnoses)
            .flatMap(List::stream)
            .filter(one -> one.finding().severity() == Severity.WARNING)
            .count();
    return within + between;
  }
}
