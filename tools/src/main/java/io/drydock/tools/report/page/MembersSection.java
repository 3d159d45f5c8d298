package io.drydock.tools.report.page;

import io.drydock.tools.fsck.Verdicts;
import io.drydock.tools.fsck.examine.Examination;
import io.drydock.tools.inspect.FactRow;
import java.util.List;

/** The members side by side: first what becomes of each, then what its files say. */
record MembersSection(Incident incident) {

  /** One line a member, for the head of the page. */
  void verdicts(Html html) {
    html.open("ul", "class", "verdicts");
    for (MemberPart member : incident.members()) {
      Examination examination = member.examination();
      html.open("li", "class", level(examination));
      html.leaf("b", member.title()).text(" ");
      html.leaf("span", Verdicts.start(examination) + Verdicts.counts(examination));
      html.leaf("small", Verdicts.who(examination.identity()));
      html.close();
    }
    html.close();
  }

  private static String level(Examination member) {
    return switch (member.start()) {
      case STARTS -> member.isSound() ? "good" : "warn";
      case BUT -> "warn";
      case HANGS, REFUSES -> "bad";
    };
  }

  void draw(Html html) {
    List<FactRow> rows = FactRow.of(incident.members().stream().map(MemberPart::facts).toList());
    boolean hasDifference = rows.stream().anyMatch(FactRow::isDifference);
    html.open("section", "id", "members").leaf("h2", "Members side by side").line();
    if (hasDifference) {
      html.leaf(
          "p",
          "Marked lines are facts that members of one cluster must have in common, and do not.");
    }
    html.open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", "Facts");
    html.open("table", "class", "facts").open("thead").open("tr").leaf("td", "");
    for (MemberPart member : incident.members()) {
      html.leaf("th", member.title(), "scope", "col");
    }
    html.close().close().open("tbody").line();
    rows.forEach(row -> row(html, row));
    html.close().close().close().close().line();
  }

  private void row(Html html, FactRow row) {
    html.open("tr", "class", row.isDifference() ? "differs" : "same");
    html.leaf("th", row.label() + (row.isDifference() ? " (differs)" : ""), "scope", "row");
    boolean isOnce = row.isShared() && row.values().size() > 1;
    if (isOnce) {
      html.leaf("td", row.values().getFirst(), "colspan", Integer.toString(row.values().size()));
    } else {
      row.values().forEach(value -> html.leaf("td", value));
    }
    html.close().line();
  }
}
