package io.drydock.tools.wal;

import io.drydock.formats.raft.LogPosition;
import io.drydock.formats.wal.WalDirectory;
import io.drydock.tools.output.Column;
import io.drydock.tools.output.Json;
import io.drydock.tools.output.Page;
import io.drydock.tools.output.Report;
import io.drydock.tools.output.Texts;
import io.drydock.tools.source.WalFiles;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The answer of {@code wal ls}.
 *
 * @param log what was read
 */
record LsReport(LogSummary log) implements Report {

  private static final List<Column<SegmentSummary>> COLUMNS =
      List.of(
          Column.left("SEGMENT", each -> each.segment().path().getFileName().toString()),
          Column.minor("SIZE", each -> Texts.bytes(each.segment().bytes())),
          Column.right("USED", each -> Texts.bytes(each.usedBytes())),
          Column.minor("RECORDS", each -> Texts.count(each.records())),
          Column.right("ENTRIES", each -> Texts.count(each.entries())),
          Column.minor("FIRST", each -> text(each.first())),
          Column.right("LAST", each -> text(each.last())),
          Column.minor("TERMS", LsReport::terms),
          Column.minorWords("CRC", each -> word(each.crc())),
          Column.left("TAIL", each -> word(each.tail())),
          Column.minorWords("LOCK", each -> each.isLocked() ? "held" : "-"));

  private static final List<Column<WalFiles.Other>> OTHERS =
      List.of(
          Column.left("OTHER FILE", each -> Texts.name(each.name())),
          Column.minor("SIZE", each -> Texts.bytes(each.bytes())),
          Column.left("WHAT", each -> what(each.kind())));

  private static final String TORN =
      "torn: the last record is not whole; a server cuts it off at its next start";

  @Override
  public String schema() {
    return "wal.ls/1";
  }

  @Override
  public void page(Page page) {
    page.heading(log.files().folder().toString());
    LogSummary.facts(page, log.replay());
    page.fact("server", server(log.files()));
    page.line("");
    page.table(COLUMNS, log.segments());
    if (!log.files().others().isEmpty()) {
      page.line("");
      page.table(OTHERS, log.files().others());
    }
    page.line("");
    page.line(verdict(page));
  }

  /** Whether a server runs on the files, as far as the system tells. */
  static String server(WalFiles files) {
    if (!files.areLocksKnown()) {
      return "not known: this system does not tell who holds a file";
    }
    return files.isLive() ? "running: it holds " + held(files) : "none holds these files";
  }

  private static String held(WalFiles files) {
    return Texts.count(files.locked().size(), "segment");
  }

  private String verdict(Page page) {
    String live = log.files().isLive() ? "live, " : "";
    return switch (log.verdict()) {
      case SOUND -> page.paint().good(live + "sound: " + extent());
      case TORN -> page.paint().warn(live + TORN);
      case DAMAGED -> page.paint().bad(live + "damaged: " + damage() + "; see wal verify");
    };
  }

  private String extent() {
    long entries = log.segments().stream().mapToLong(SegmentSummary::entries).sum();
    return Texts.count(log.segments().size(), "segment")
        + ", one chain, "
        + (entries == 1 ? "1 entry" : Texts.count(entries) + " entries");
  }

  private String damage() {
    Optional<WalDirectory.SequenceGap> gap = log.files().directory().gaps().stream().findFirst();
    if (gap.isPresent()) {
      return "segments are missing behind " + gap.get().before().name();
    }
    long broken = log.segments().stream().filter(SegmentSummary::isDamaged).count();
    return Texts.count(Math.max(1, broken), "segment") + " with unreadable records";
  }

  @Override
  public void json(Json json) throws IOException {
    WalFiles files = log.files();
    json.string("wal_dir", files.folder().toString());
    if (files.areLocksKnown()) {
      json.bool("live", files.isLive());
    }
    LogSummary.json(json, log.replay());
    json.objects("segments", log.segments(), LsReport::segment);
    json.objects(
        "other_files",
        files.others(),
        (fields, other) ->
            fields
                .string("name", other.name())
                .string("kind", word(other.kind()))
                .number("size_bytes", other.bytes()));
    json.objects(
        "sequence_gaps",
        files.directory().gaps(),
        (fields, gap) ->
            fields
                .string("before", gap.before().name().toString())
                .string("after", gap.after().name().toString())
                .bool("noticed_by_servers", gap.isNoticed()));
    json.string("verdict", word(log.verdict()));
  }

  private static void segment(Json json, SegmentSummary each) throws IOException {
    json.string("name", each.segment().path().getFileName().toString())
        .u64("sequence", each.segment().name().sequence())
        .u64("first_index", each.segment().name().index())
        .number("size_bytes", each.segment().bytes())
        .number("used_bytes", each.usedBytes())
        .number("records", each.records())
        .number("entries", each.entries());
    if (each.first().isPresent()) {
      LogSummary.position(json, "first_entry", each.first().get());
    }
    if (each.last().isPresent()) {
      LogSummary.position(json, "last_entry", each.last().get());
    }
    json.u64("lowest_term", each.lowestTerm())
        .u64("highest_term", each.highestTerm())
        .string("crc", word(each.crc()))
        .string("tail", word(each.tail()))
        .number("damages", each.damages())
        .bool("locked", each.isLocked());
  }

  private static String text(Optional<LogPosition> position) {
    return position.map(each -> Long.toUnsignedString(each.index())).orElse("-");
  }

  private static String terms(SegmentSummary each) {
    String lowest = Long.toUnsignedString(each.lowestTerm());
    String highest = Long.toUnsignedString(each.highestTerm());
    return lowest.equals(highest) ? lowest : lowest + ".." + highest;
  }

  private static String what(WalDirectory.Kind kind) {
    return switch (kind) {
      case NEXT_SEGMENT -> "next segment, preallocated";
      case BROKEN_COPY -> "copy of a torn segment, kept by a server that repaired it";
      case FOREIGN -> "not of a WAL: etcd ignores it";
    };
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
