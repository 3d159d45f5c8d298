package io.drydock.tools.db.salvage;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.backend.RevisionKey;
import io.drydock.formats.bytes.Bytes;
import io.drydock.tools.output.Json;
import io.drydock.tools.output.Page;
import io.drydock.tools.output.Report;
import io.drydock.tools.output.Texts;
import io.drydock.tools.source.DamagedDb;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What will be saved, and what is lost.
 *
 * @param source the broken database
 * @param target where the new one goes; absent in a plan without a place
 * @param facts how the file was found
 * @param salvage the rows, gone over once
 * @param losses what stays lost of the key space, in order
 * @param sizes of the new file and the disk
 */
record SalvagePlan(
    Path source,
    Optional<Path> target,
    Facts facts,
    Salvage salvage,
    List<Loss> losses,
    Sizes sizes)
    implements Report {

  private static final int SHOWN = 20;
  private static final Bytes KEY = Bucket.KEY.bucketName();

  /**
   * Bytes.
   *
   * @param file size of the new database, exactly
   * @param room on the disk; absent without a place
   */
  record Sizes(long file, Optional<Long> room) {}

  /**
   * How the file was found.
   *
   * @param pageSize in bytes
   * @param metas how many of the two can be used
   * @param txid the newest transaction that one names; 1 without any
   * @param newestRevision the last main revision that any commit reaches
   * @param isEndKnown the newest commit was reached to its end
   */
  record Facts(int pageSize, int metas, long txid, long newestRevision, boolean isEndKnown) {}

  SalvagePlan {
    losses = List.copyOf(losses);
  }

  static SalvagePlan of(DamagedDb db, Salvage salvage, Optional<Path> target, Sizes sizes) {
    long txid = db.metas().isEmpty() ? 1 : db.metas().getFirst().meta().txid();
    var facts =
        new Facts(
            db.pageSize(),
            db.metas().size(),
            txid,
            salvage.newestRevision(),
            db.metas().size() == 2 && salvage.knowsNewestEnd());
    return new SalvagePlan(db.file(), target, facts, salvage, Losses.with(salvage, facts), sizes);
  }

  /** True when the new database has all that the old one had. */
  boolean isNothingLost() {
    return losses.isEmpty()
        && salvage.tally().suspects() == 0
        && salvage.base().filter(Commit::isWhole).filter(Commit::knowsItsEnd).isPresent();
  }

  boolean hasRoom() {
    return sizes.room().map(room -> room >= sizes.file()).orElse(true);
  }

  long txid() {
    return facts.txid();
  }

  @Override
  public String schema() {
    return "db.salvage.plan/1";
  }

  @Override
  public void json(Json json) throws IOException {
    fields(json);
  }

  void fields(Json json) throws IOException {
    Tally tally = salvage.tally();
    json.string("source", source.toString())
        .string("target", target.map(Path::toString))
        .number("page_size", facts.pageSize())
        .number("sound_metas", facts.metas())
        .bool("nothing_lost", isNothingLost());
    if (salvage.base().isPresent()) {
      baseFields(json, salvage.base().get());
    }
    if (salvage.compactRevision() != Long.MAX_VALUE) {
      json.i64("compact_revision", salvage.compactRevision());
    }
    json.number("rows_reached", tally.reachedKeyRows());
    json.objects(
        "filled",
        tally.filled().entrySet(),
        (row, filled) ->
            row.bytes("bucket", filled.getKey())
                .number("from_other_commits", filled.getValue().fromCommits())
                .number("from_stray_pages", filled.getValue().strays())
                .number("contradicted", filled.getValue().contradicted()));
    json.object("doubtful", this::doubtful);
    json.number("compacted_left_out", tally.compacted());
    json.objects("lost", losses, SalvagePlan::loss)
        .number("lost_omitted", tally.losses().omitted());
    json.number("suspect_rows", tally.suspects())
        .objects("suspect", tally.suspect(), SalvagePlan::suspect)
        .objects(
            "damage",
            damage(),
            (row, found) ->
                row.string("at", found.at().toString()).string("problem", found.problem()))
        .number("bytes_predicted", sizes.file());
    if (sizes.room().isPresent()) {
      json.number("bytes_available", sizes.room().get());
    }
    json.strings("notes", new Advice(this).notes()).strings("next", new Advice(this).next());
  }

  private static void baseFields(Json json, Commit base) throws IOException {
    json.string("goes_by", base.origin().text())
        .bool("whole", base.isWhole())
        .u64("raft_index", base.marks().raftIndex())
        .i64("revision", base.lastRevision())
        .i64("finished_compact_revision", base.marks().finished().orElse(-1))
        .number("damages", base.damaged());
  }

  private void doubtful(Json json) throws IOException {
    Tally tally = salvage.tally();
    json.number("rows", tally.doubtful()).bool("taken", salvage.takesDoubtful());
    if (tally.doubtful() > 0) {
      json.i64("first_revision", tally.firstDoubtful()).i64("last_revision", tally.lastDoubtful());
    }
  }

  private static void loss(Json json, Loss loss) throws IOException {
    json.i64("first_revision", loss.first());
    OptionalLong last = loss.last();
    if (last.isPresent()) {
      json.i64("last_revision", last.getAsLong());
    }
    json.string("certainty", loss.certainty().text());
  }

  private static void suspect(Json json, Tally.Suspect suspect) throws IOException {
    json.string("at", suspect.at().toString()).bytes("bucket", suspect.bucket());
    if (suspect.bucket().equals(KEY)) {
      json.i64("revision", RevisionKey.main(suspect.key().segment(), 0));
    } else {
      json.bytes("key", suspect.key());
    }
  }

  private List<CorruptFileException> damage() {
    return salvage.base().map(Commit::damage).orElse(List.of());
  }

  @Override
  public void page(Page page) {
    page.heading("Plan: salvage " + source);
    facts(page);
    page.fact(
        "writes",
        target.map(Path::toString).orElse("nothing: no --out")
            + ", "
            + Texts.bytes(sizes.file())
            + sizes.room().map(room -> " of " + Texts.bytes(room) + " free").orElse(""));
    new Advice(this).next().forEach(line -> page.fact("next", line));
  }

  void facts(Page page) {
    Tally tally = salvage.tally();
    page.fact("goes by", salvage.base().map(SalvagePlan::base).orElse("stray pages alone"));
    page.fact(
        "key records",
        Texts.count(tally.reachedKeyRows())
            + " in the tree"
            + filled(tally.filled().getOrDefault(KEY, Tally.Filled.NONE)));
    page.fact("lost", losses.isEmpty() ? "nothing of the key space" : lost(losses));
    damage().stream()
        .limit(SHOWN)
        .forEach(found -> page.fact("damage", found.at() + " " + found.problem()));
    if (damage().size() > SHOWN) {
      page.fact("damage", Texts.count(salvage.base().orElseThrow().damaged()) + " in all");
    }
    new Advice(this).notes().forEach(note -> page.fact("note", note));
  }

  private static String base(Commit base) {
    return base.origin().text()
        + ": raft index "
        + base.marks().raftIndex().stream()
            .mapToObj(Long::toUnsignedString)
            .findFirst()
            .orElse("not known")
        + ", revision "
        + base.lastRevision()
        + (base.isWhole() ? ", whole" : ", " + Texts.count(base.damaged(), "damage"));
  }

  private static String filled(Tally.Filled filled) {
    return (filled.fromCommits() == 0
            ? ""
            : ", " + Texts.count(filled.fromCommits()) + " from another commit")
        + (filled.strays() == 0
            ? ""
            : ", " + Texts.count(filled.strays()) + " from pages that nothing leads to");
  }

  private static String lost(List<Loss> losses) {
    StringBuilder text = new StringBuilder();
    for (Loss loss : losses.subList(0, Math.min(SHOWN, losses.size()))) {
      text.append(text.isEmpty() ? "" : "\n")
          .append("revision ")
          .append(loss.range())
          .append(": ")
          .append(loss.certainty().text());
    }
    if (losses.size() > SHOWN) {
      text.append("\n").append(Texts.count(losses.size() - SHOWN)).append(" more: -o json");
    }
    return text.toString();
  }
}
