package io.drydock.tools.report.page;

import io.drydock.formats.raft.LogPosition;
import io.drydock.tools.output.Texts;
import io.drydock.tools.wal.SegmentSummary;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The logs along the raft index, and segment by segment. */
record LogSection(List<MemberPart> members) {

  private static final int WIDE = 1000;
  private static final int NARROW = 360;

  void draw(Html html) {
    html.open("section", "id", "log").leaf("h2", "Log").line();
    List<MemberPart.Log> logs =
        members.stream().map(MemberPart::log).flatMap(Optional::stream).toList();
    if (logs.isEmpty()) {
      html.leaf("p", "There is no log to read.", "class", "none").close().line();
      return;
    }
    html.leaf(
        "p",
        "From left to right: raft index, on one scale for all members. Bars: bytes of the entries,"
            + " their heights logarithmic. Below them terms, and where segments begin.");
    var scale = TimelineDrawing.Scale.of(logs);
    for (MemberPart member : members) {
      html.leaf("h3", member.title());
      if (member.log().isPresent()) {
        member(html, member, member.log().get(), scale);
      } else {
        html.leaf("p", "no log", "class", "none");
      }
    }
    html.close().line();
  }

  private static void member(
      Html html, MemberPart member, MemberPart.Log log, TimelineDrawing.Scale scale) {
    html.open("div", "class", "on-wide");
    new TimelineDrawing(WIDE, scale).draw(html, member, log);
    html.close().open("div", "class", "on-narrow");
    new TimelineDrawing(NARROW, scale).draw(html, member, log);
    html.close();
    html.open("details")
        .leaf("summary", summary(log))
        .open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", "Segments")
        .open("table")
        .open("thead")
        .open("tr");
    for (String title : List.of("Segment", "Entries", "Bytes", "Index", "Terms", "Ends")) {
      html.leaf("th", title, "scope", "col");
    }
    html.close().close().open("tbody");
    log.summary().segments().forEach(segment -> row(html, segment));
    html.close().close().close().close().line();
  }

  private static String summary(MemberPart.Log log) {
    return Texts.count(log.summary().segments().size(), "segment")
        + ", "
        + Texts.count(log.stats().entries())
        + (log.stats().entries() == 1 ? " entry, " : " entries, ")
        + Texts.bytes(log.stats().recordBytes())
        + " of records"
        + (log.stats().damages() == 0
            ? ""
            : ", " + Texts.count(log.stats().damages(), "damaged place"));
  }

  private static void row(Html html, SegmentSummary segment) {
    html.open("tr", "class", segment.isDamaged() ? "differs" : "same")
        .open("td")
        .leaf("code", Texts.name(segment.segment().path().getFileName().toString()))
        .close()
        .leaf("td", Texts.count(segment.entries()), "class", "n")
        .leaf("td", Texts.bytes(segment.usedBytes()), "class", "n")
        .leaf("td", range(index(segment.first()), index(segment.last())), "class", "n")
        .leaf(
            "td",
            range(
                Long.toUnsignedString(segment.lowestTerm()),
                Long.toUnsignedString(segment.highestTerm())),
            "class",
            "n")
        .leaf("td", end(segment))
        .close()
        .line();
  }

  private static String index(Optional<LogPosition> position) {
    return position.map(at -> Long.toUnsignedString(at.index())).orElse("");
  }

  private static String range(String from, String to) {
    return from.equals(to) ? from : from + " – " + to;
  }

  private static String end(SegmentSummary segment) {
    String end = segment.tail().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return segment.isDamaged() ? end + ", damaged" : end;
  }
}
