package io.drydock.tools.wal.stats;

import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.request.RequestKind;
import io.drydock.tools.output.Column;
import io.drydock.tools.output.Json;
import io.drydock.tools.output.Page;
import io.drydock.tools.output.Report;
import io.drydock.tools.output.Texts;
import io.drydock.tools.source.WalFiles;
import io.drydock.tools.wal.stats.LogStats.BigEntry;
import io.drydock.tools.wal.stats.LogStats.TermChange;
import io.drydock.tools.wal.stats.Sketch.Weighed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The answer of {@code wal stats}.
 *
 * @param files the log
 * @param stats what was counted
 */
public record StatsReport(WalFiles files, LogStats stats) implements Report {

  private static final int KEY_BYTES = 60;

  /** True when a part of the log could not be read. */
  public boolean isDamaged() {
    return stats.damages() > 0;
  }

  @Override
  public String schema() {
    return "wal.stats/1";
  }

  @Override
  public void page(Page page) {
    page.heading("Records");
    page.table(Share.columns("KIND"), shares(stats.records(), kind -> kind.word()));
    page.heading("Requests");
    page.table(Share.columns("KIND"), requestShares());
    page.heading("Entries by segment");
    page.table(
        Share.columns("SEGMENT"),
        shares(stats.segments(), segment -> segment.path().getFileName().toString()));
    if (stats.prefixes().size() > 0) {
      page.heading("Writes by prefix" + about(stats.prefixes()));
      page.table(
          Share.columns("PREFIX"),
          heaviest(stats.prefixes(), Comparator.naturalOrder(), StatsReport::name));
      page.heading("Most written keys" + about(stats.keys()));
      page.table(
          Share.columns("KEY"),
          mostFrequent(stats.keys(), Comparator.naturalOrder(), StatsReport::name));
    }
    if (stats.leases().size() > 0) {
      page.heading("Entries by lease" + about(stats.leases()));
      page.table(
          Share.columns("LEASE"),
          mostFrequent(stats.leases(), Long::compareUnsigned, Long::toHexString));
    }
    drawEntries(page);
    if (stats.damages() > 0) {
      page.line("");
      page.line(
          page.paint()
              .bad(
                  "damaged: what could not be read is not counted ("
                      + Texts.count(stats.damages(), "place")
                      + "); see wal verify"));
    }
  }

  private void drawEntries(Page page) {
    page.heading("Biggest entries");
    page.table(
        List.of(
            Column.right("BYTES", (BigEntry each) -> Texts.bytes(each.bytes())),
            Column.minor("TERM", each -> Long.toUnsignedString(each.term())),
            Column.right("INDEX", each -> Long.toUnsignedString(each.index())),
            Column.left("REQUEST", each -> each.kind().label()),
            Column.left("PLACE", each -> place(each.segment(), each.offset()))),
        stats.biggest());
    page.heading("Terms");
    page.table(
        List.of(
            Column.right("TERM", (TermChange each) -> Long.toUnsignedString(each.term())),
            Column.right("FIRST INDEX", each -> Long.toUnsignedString(each.index())),
            Column.left("PLACE", each -> place(each.segment(), each.offset()))),
        lastTerms());
  }

  private List<TermChange> lastTerms() {
    List<TermChange> terms = stats.terms();
    return terms.subList(Math.max(0, terms.size() - stats.query().top()), terms.size());
  }

  private static String place(String segment, long offset) {
    return segment + ":0x" + Long.toHexString(offset);
  }

  private static String about(Sketch<?> sketch) {
    return sketch.isExact() ? "" : " (about: too many to count each)";
  }

  private static String name(Bytes bytes) {
    return bytes.isEmpty() ? "(no prefix)" : Texts.preview(bytes, KEY_BYTES);
  }

  private List<Share> requestShares() {
    List<Share> shares = new ArrayList<>(shares(stats.requests(), RequestKind::label));
    shares.sort(Comparator.comparingLong(Share::bytes).reversed().thenComparing(Share::name));
    return shares;
  }

  private static <T> List<Share> shares(Map<T, Tally> parts, Function<T, String> name) {
    long all = parts.values().stream().mapToLong(Tally::bytes).sum();
    long most = parts.values().stream().mapToLong(Tally::bytes).max().orElse(0);
    return parts.entrySet().stream()
        .map(each ->
            new Share(
                name.apply(each.getKey()),
                Texts.count(each.getValue().count()),
                each.getValue().bytes(),
                all,
                most))
        .toList();
  }

  private <T> List<Share> heaviest(
      Sketch<T> sketch, Comparator<T> order, Function<T, String> name) {
    List<Weighed<T>> top = sketch.top(stats.query().top(), order);
    long most = top.stream().mapToLong(Weighed::weight).max().orElse(0);
    return top.stream()
        .map(each ->
            new Share(
                name.apply(each.thing()),
                (each.excess() == 0 ? "" : ">=") + Texts.count(each.extra()),
                each.weight(),
                stats.recordBytes(),
                most))
        .toList();
  }

  private <T> List<Share> mostFrequent(
      Sketch<T> sketch, Comparator<T> order, Function<T, String> name) {
    List<Weighed<T>> top = sketch.top(stats.query().top(), order);
    long most = top.stream().mapToLong(Weighed::extra).max().orElse(0);
    return top.stream()
        .map(each ->
            new Share(
                name.apply(each.thing()), range(each), each.extra(), stats.recordBytes(), most))
        .toList();
  }

  private static String range(Weighed<?> each) {
    String atMost = Texts.count(each.weight());
    return each.excess() == 0 ? atMost : Texts.count(each.weight() - each.excess()) + ".." + atMost;
  }

  @Override
  public void json(Json json) throws IOException {
    new StatsJson(files, stats).write(json);
  }
}
