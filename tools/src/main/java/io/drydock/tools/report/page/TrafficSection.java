package io.drydock.tools.report.page;

import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.request.RequestKind;
import io.drydock.tools.output.Texts;
import io.drydock.tools.wal.stats.LogStats;
import io.drydock.tools.wal.stats.LogStats.BigEntry;
import io.drydock.tools.wal.stats.Sketch;
import io.drydock.tools.wal.stats.Tally;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was written lately, as far as the log reaches: hot prefixes, hot keys, kinds, the biggest.
 */
record TrafficSection(List<MemberPart> members) {

  private static final int ROWS = 10;

  void draw(Html html) {
    html.open("section", "id", "traffic").leaf("h2", "What was written lately").line();
    Optional<MemberPart> fullest =
        members.stream()
            .filter(member -> member.log().isPresent())
            .max(Comparator.comparingLong(member -> member.log().get().stats().entries()));
    if (fullest.isEmpty()) {
      html.leaf("p", "There is no log to read.", "class", "none").close().line();
      return;
    }
    LogStats stats = fullest.get().log().get().stats();
    String whose = members.size() == 1 ? "" : ", which of all has the most entries";
    html.leaf(
        "p",
        "By the log of " + fullest.get().title() + whose + ": requests as they were proposed.");
    html.open("div", "class", "pair");
    prefixes(html, stats);
    keys(html, stats);
    kinds(html, stats);
    biggest(html, stats);
    html.close().close().line();
  }

  private static String about(Sketch<?> sketch) {
    return sketch.isExact() ? "" : " (about: too many to count each)";
  }

  private static void prefixes(Html html, LogStats stats) {
    List<Sketch.Weighed<Bytes>> rows = stats.prefixes().top(ROWS, Comparator.naturalOrder());
    long most = rows.stream().mapToLong(Sketch.Weighed::weight).max().orElse(1);
    new BarTable<Sketch.Weighed<Bytes>>(
            "Hot prefixes" + about(stats.prefixes()), List.of("Prefix", "Writes", "Bytes"))
        .with(rows, Sketch.Weighed::weight, most)
        .draw(
            html,
            row ->
                List.of(
                    Names.prefix(row.thing()),
                    (row.excess() == 0 ? "" : "≥ ") + Texts.count(row.extra()),
                    Texts.bytes(row.weight())));
  }

  private static void keys(Html html, LogStats stats) {
    List<Sketch.Weighed<Bytes>> rows = stats.keys().top(ROWS, Comparator.naturalOrder());
    long most = rows.stream().mapToLong(Sketch.Weighed::weight).max().orElse(1);
    new BarTable<Sketch.Weighed<Bytes>>(
            "Most written keys" + about(stats.keys()), List.of("Key", "Writes", "Bytes"))
        .with(rows, Sketch.Weighed::weight, most)
        .draw(
            html,
            row ->
                List.of(
                    Names.key(row.thing()),
                    (row.excess() == 0 ? "" : "≤ ") + Texts.count(row.weight()),
                    Texts.bytes(row.extra())));
  }

  private static void kinds(Html html, LogStats stats) {
    List<Map.Entry<RequestKind, Tally>> rows =
        stats.requests().entrySet().stream()
            .sorted(
                Comparator.comparingLong(
                        (Map.Entry<RequestKind, Tally> row) -> row.getValue().bytes())
                    .reversed()
                    .thenComparing(Map.Entry::getKey))
            .limit(ROWS)
            .toList();
    long most = rows.stream().mapToLong(row -> row.getValue().bytes()).max().orElse(1);
    new BarTable<Map.Entry<RequestKind, Tally>>(
            "Kinds of requests", List.of("Kind", "Entries", "Bytes"))
        .with(rows, row -> row.getValue().bytes(), most)
        .draw(
            html,
            row ->
                List.of(
                    row.getKey().label(),
                    Texts.count(row.getValue().count()),
                    Texts.bytes(row.getValue().bytes())));
  }

  private static void biggest(Html html, LogStats stats) {
    List<BigEntry> rows = stats.biggest();
    long most = rows.stream().mapToLong(BigEntry::bytes).max().orElse(1);
    new BarTable<BigEntry>("Biggest entries", List.of("Place", "Index", "Bytes"))
        .with(rows, BigEntry::bytes, most)
        .draw(
            html,
            row ->
                List.of(
                    row.segment() + ":0x" + Long.toHexString(row.offset()),
                    Long.toUnsignedString(row.index()),
                    Texts.bytes(row.bytes())));
  }
}
