package io.drydock.tools.diff;

import io.drydock.formats.Extent;
import io.drydock.formats.mvcc.RevisionBounds;
import io.drydock.tools.compare.KeyDifference.Change;
import io.drydock.tools.compare.PartComparison;
import io.drydock.tools.compare.StoreComparison;
import io.drydock.tools.output.Json;
import io.drydock.tools.output.Page;
import io.drydock.tools.output.Report;
import io.drydock.tools.output.Texts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All of the answer but the keys.
 *
 * @param first the side that is called A
 * @param second the side that is called B
 * @param outcome what came of it
 * @param shown how many keys stand beside it
 * @param prefix of the keys that were asked for
 */
record DiffReport(Side first, Side second, Outcome outcome, long shown, Optional<String> prefix)
    implements Report {

  private static final int KEY_BYTES = 60;

  @Override
  public String schema() {
    return KeyDifferenceRows.SCHEMA;
  }

  @Override
  public void json(Json json) throws IOException {
    json.object("first", first::json).object("second", second::json);
    json.object("stores", this::stores);
    if (outcome.keys().isPresent()) {
      KeyCounts counts = outcome.keys().get();
      json.begin("key_counts")
          .i64("first_at_revision", counts.first())
          .i64("second_at_revision", counts.second());
      for (Change change : Change.values()) {
        json.number(KeyCounts.word(change), counts.of(change));
      }
      json.number("shown", shown).end();
    }
    json.object("logs", this::logs);
    json.objects("parts", outcome.parts(), this::part);
    json.bool("same", outcome.isSame());
  }

  private void stores(Json json) throws IOException {
    StoreComparison stores = outcome.stores();
    json.i64("compact_revision", stores.floor())
        .i64("to_revision", stores.upTo())
        .bool("overlap", !stores.isWithoutOverlap())
        .number("records_same", stores.records())
        .number("differences", stores.differences());
    if (stores.first().isPresent()) {
      json.string("first_divergent_revision", stores.first().get().revision().toString());
    }
    if (outcome.firstRecord().isPresent()) {
      Differing.First record = outcome.firstRecord().get();
      json.bytes("first_divergent_key", record.key());
      place(json, "first_at", record.one());
      place(json, "second_at", record.other());
    }
    json.bool("same", stores.isSame());
  }

  private static void place(Json json, String name, Optional<Extent> at) throws IOException {
    if (at.isPresent()) {
      json.begin(name)
          .string("file", at.get().file())
          .number("offset", at.get().offset())
          .number("length", at.get().length())
          .end();
    }
  }

  private void logs(Json json) throws IOException {
    switch (outcome.logs()) {
      case Logs.None(String reason) -> json.bool("compared", false).string("reason", reason);
      case Logs.Compared(var found, var here, var there, var damages) -> {
        json.bool("compared", true)
            .u64("from_index", found.from())
            .u64("to_index", found.to())
            .number("entries", found.compared())
            .u64("first_divergent_index", found.firstDivergent());
        if (here.isPresent()) {
          json.u64("first_term", here.get().position().term());
          place(json, "first_at", here.map(place -> place.at()));
        }
        if (there.isPresent()) {
          json.u64("second_term", there.get().position().term());
          place(json, "second_at", there.map(place -> place.at()));
        }
        json.strings("damages", damages).bool("same", found.isSame());
      }
    }
  }

  private void part(Json json, PartComparison part) throws IOException {
    json.string("part", word(part))
        .number("rows_same", part.same())
        .number("only_first", part.onlyFirst())
        .number("only_second", part.onlySecond())
        .number("other", part.other())
        .bool("same", part.isSame())
        .bool("counts", outcome.isSameMoment());
  }

  private static String word(PartComparison part) {
    return part.part().name().toLowerCase(Locale.ROOT);
  }

  /**
   * Below the keys: what was left out. Where only tables are kept, the verdict if there is none.
   */
  @Override
  public void page(Page page) {
    long all = outcome.keys().map(KeyCounts::all).orElse(0L);
    if (page.isTable()) {
      page.line(verdict());
    } else if (shown < all) {
      page.line(
          "(" + Texts.count(shown) + " of " + Texts.count(all, "key") + "; --limit 0 shows all)");
    }
  }

  /** Above the keys: the verdict, then what it stands on. */
  void draw(Page page) {
    String verdict = verdict();
    page.line(outcome.isSame() ? page.paint().good(verdict) : page.paint().bad(verdict), 2);
    page.line("");
    page.fact("A", side(first));
    page.fact("B", side(second));
    page.fact("stores", storesText());
    page.fact("logs", logsText(outcome.logs()));
    for (PartComparison part : outcome.parts()) {
      if (!part.isSame()) {
        page.fact(word(part), partText(part));
      }
    }
    String same =
        outcome.parts().stream()
            .filter(part -> part.isSame() && part.same() > 0)
            .map(part -> word(part) + " (" + Texts.count(part.same()) + ")")
            .collect(Collectors.joining(", "));
    if (!same.isEmpty()) {
      page.fact("the same too", same);
    }
    if (shown > 0) {
      page.line("");
    }
  }

  private String verdict() {
    StoreComparison stores = outcome.stores();
    String of = prefix.map(text -> "keys under " + text + ": ").orElse("");
    if (outcome.isUnknown()) {
      boolean isFirst = first.bounds().compactRevision() == stores.floor();
      return of
          + "no revision in common: %s was compacted at %d, %s ends at %d; --newest compares the"
              .formatted(isFirst ? "A" : "B", stores.floor(), isFirst ? "B" : "A", stores.upTo())
          + " keys of each at its newest revision";
    }
    if (outcome.isSame()) {
      return of
          + "the same: "
          + Texts.count(stores.records(), "record")
          + " up to revision "
          + stores.upTo();
    }
    List<String> parts = new ArrayList<>();
    stores.first().ifPresent(where -> parts.add("the stores from revision " + where.revision()));
    outcome.keys().ifPresent(counts -> parts.add(keysText(counts)));
    if (outcome.logs() instanceof Logs.Compared compared) {
      compared
          .comparison()
          .firstDivergent()
          .ifPresent(
              index -> parts.add("the logs from raft index " + Long.toUnsignedString(index)));
    }
    if (!outcome.oddParts().isEmpty()) {
      parts.add(
          outcome.oddParts().stream().map(DiffReport::word).collect(Collectors.joining(", ")));
    }
    return of + "different: " + String.join("; ", parts);
  }

  private static String keysText(KeyCounts counts) {
    String where =
        counts.first() == counts.second()
            ? "at revision " + counts.first()
            : "at revisions " + counts.first() + " and " + counts.second();
    if (counts.all() == 0) {
      return where + " no key differs";
    }
    String each =
        Stream.of(Change.values())
            .filter(change -> counts.of(change) > 0)
            .map(change -> Texts.count(counts.of(change)) + " " + KeyCounts.word(change))
            .collect(Collectors.joining(", "));
    return where + " keys differ: " + each;
  }

  private static String side(Side side) {
    RevisionBounds bounds = side.bounds();
    String compacted =
        bounds.compactRevision() > 0 ? ", compacted at " + bounds.compactRevision() : "";
    String applied =
        side.meta().consistentIndex().isPresent()
            ? ", raft index " + Long.toUnsignedString(side.meta().consistentIndex().getAsLong())
            : "";
    String live = side.source().isLive() ? " (running)" : "";
    return side.named() + live + ": revision " + bounds.currentRevision() + compacted + applied;
  }

  private String storesText() {
    StoreComparison stores = outcome.stores();
    if (stores.isWithoutOverlap()) {
      return "no revision in common";
    }
    String compacted =
        stores.floor() > 0 ? " (of those up to %d the living)".formatted(stores.floor()) : "";
    String range = "up to revision " + stores.upTo() + compacted;
    if (stores.isSame()) {
      return Texts.count(stores.records(), "record") + " " + range + " are the same";
    }
    Differing.First record = outcome.firstRecord().orElseThrow();
    String where =
        Stream.of(record.one(), record.other())
            .flatMap(Optional::stream)
            .map(Extent::toString)
            .collect(Collectors.joining(", "));
    String counted =
        Texts.count(stores.differences(), "record")
            + " "
            + range
            + (stores.differences() == 1 ? " differs, " : " differ, ")
            + Texts.count(stores.records())
            + (stores.records() == 1 ? " is" : " are")
            + " the same";
    return counted + "\nfirst: " + Texts.preview(record.key(), KEY_BYTES) + " at " + where;
  }

  private static String logsText(Logs logs) {
    return switch (logs) {
      case Logs.None(String reason) -> reason;
      case Logs.Compared(var found, var here, var there, var damages) -> {
        String rest = damages.isEmpty() ? "" : "\nread up to " + String.join(" and ", damages);
        if (found.firstDivergent().isPresent()) {
          String places =
              Stream.of(here, there)
                  .flatMap(Optional::stream)
                  .map(place ->
                      "\nterm "
                          + Long.toUnsignedString(place.position().term())
                          + " at "
                          + place.at())
                  .collect(Collectors.joining());
          yield "differ from raft index "
              + Long.toUnsignedString(found.firstDivergent().getAsLong())
              + " on"
              + places
              + rest;
        }
        yield (found.compared() == 0
                ? "no committed entry in common"
                : Texts.count(found.compared())
                    + " committed entries up to raft index "
                    + Long.toUnsignedString(found.to())
                    + " are the same")
            + rest;
      }
    };
  }

  private String partText(PartComparison part) {
    List<String> parts = new ArrayList<>();
    count(parts, part.onlyFirst(), "only in A");
    count(parts, part.onlySecond(), "only in B");
    count(parts, part.other(), "not the same");
    String moment =
        outcome.isSameMoment() ? "" : "; of different moments of the log, so this proves nothing";
    return String.join(", ", parts) + moment;
  }

  private static void count(List<String> parts, long count, String what) {
    if (count > 0) {
      parts.add(Texts.count(count, "row") + " " + what);
    }
  }
}
