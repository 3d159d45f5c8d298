package io.drydock.tools.wal.stats;

import io.drydock.tools.output.Json;
import io.drydock.tools.source.WalFiles;
import io.drydock.tools.wal.stats.LogStats.BigEntry;
import io.drydock.tools.wal.stats.LogStats.TermChange;
import java.io.IOException;
import java.util.Comparator;
import java.util.Map;
import java.util.function.Function;

/** The answer of {@code wal stats} as JSON. */
final class StatsJson {

  private final WalFiles files;
  private final LogStats stats;

  StatsJson(WalFiles files, LogStats stats) {
    this.files = files;
    this.stats = stats;
  }

  void write(Json json) throws IOException {
    json.string("wal_dir", files.folder().toString());
    if (files.areLocksKnown()) {
      json.bool("live", files.isLive());
    }
    json.number("record_bytes", stats.recordBytes())
        .number("entries", stats.entries())
        .number("damages", stats.damages());
    parts(json, "records", "kind", stats.records(), kind -> kind.word());
    parts(json, "requests", "kind", stats.requests(), kind -> kind.label());
    parts(
        json,
        "entries_by_segment",
        "segment",
        stats.segments(),
        segment -> segment.path().getFileName().toString());
    json.number("prefix_depth", stats.query().depth());
    sketch(
        json,
        "prefixes",
        stats.prefixes(),
        Comparator.naturalOrder(),
        new Ranking<>((fields, prefix) -> fields.bytes("prefix", prefix), "bytes", "count"));
    sketch(
        json,
        "keys",
        stats.keys(),
        Comparator.naturalOrder(),
        new Ranking<>((fields, key) -> fields.bytes("key", key), "count", "bytes"));
    sketch(
        json,
        "leases",
        stats.leases(),
        Long::compareUnsigned,
        new Ranking<>((fields, lease) -> fields.id("lease", lease), "count", "bytes"));
    json.objects("biggest_entries", stats.biggest(), StatsJson::biggest);
    json.number("term_changes", stats.termChanges());
    json.objects("terms", stats.terms(), StatsJson::term);
  }

  private <T> void parts(
      Json json, String name, String of, Map<T, Tally> parts, Function<T, String> word)
      throws IOException {
    long all = parts.values().stream().mapToLong(Tally::bytes).sum();
    json.objects(
        name,
        parts.entrySet(),
        (fields, each) ->
            fields
                .string(of, word.apply(each.getKey()))
                .number("count", each.getValue().count())
                .number("bytes", each.getValue().bytes())
                .ratio("share", share(each.getValue().bytes(), all)));
  }

  private static double share(long bytes, long all) {
    return all == 0 ? 0 : (double) bytes / all;
  }

  /** How a thing is written, and what its weight and the extra number are called. */
  private record Ranking<T>(Json.Each<T> thing, String by, String besides) {

    long bytesOf(Sketch.Weighed<T> each) {
      return by.equals("bytes") ? each.weight() : each.extra();
    }
  }

  private <T> void sketch(
      Json json, String name, Sketch<T> sketch, Comparator<T> order, Ranking<T> ranking)
      throws IOException {
    json.object(
        name,
        fields -> {
          fields.bool("exact", sketch.isExact());
          fields.objects(
              "top",
              sketch.top(stats.query().top(), order),
              (row, each) -> {
                ranking.thing().write(row, each.thing());
                row.number(ranking.by(), each.weight());
                if (each.excess() > 0) {
                  row.number(ranking.by() + "_too_high_by_at_most", each.excess());
                }
                row.number(ranking.besides(), each.extra());
                row.ratio("share", share(ranking.bytesOf(each), stats.recordBytes()));
              });
        });
  }

  private static void biggest(Json json, BigEntry each) throws IOException {
    json.number("length", each.bytes())
        .u64("term", each.term())
        .u64("index", each.index())
        .string("request", each.kind().label())
        .string("segment", each.segment())
        .number("offset", each.offset());
  }

  private static void term(Json json, TermChange each) throws IOException {
    json.u64("term", each.term())
        .u64("first_index", each.index())
        .string("segment", each.segment())
        .number("offset", each.offset());
  }
}
