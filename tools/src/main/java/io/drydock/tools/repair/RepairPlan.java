package io.drydock.tools.repair;

import io.drydock.formats.Finding;
import io.drydock.formats.raft.LogPosition;
import io.drydock.tools.output.Json;
import io.drydock.tools.output.Page;
import io.drydock.tools.output.Report;
import io.drydock.tools.output.Texts;
import io.drydock.tools.write.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What is wrong with a log, how it will be mended and what that costs, told before anything is
 * done.
 *
 * @param source the data directory, as named
 * @param target where the result goes; empty in a plan without a place
 * @param known of the member
 * @param commit the last one that a state of the log names; u64
 * @param damages in the order of the log
 * @param mending how it is mended
 * @param losses what is lost by it
 * @param room on the disk
 * @param refusal why it is not done; empty when it is
 * @param next what to do instead, or then
 * @param notes what the reader must know, one sentence each
 */
record RepairPlan(
    Path source,
    Optional<Target> target,
    Known known,
    long commit,
    List<Damage> damages,
    Mending mending,
    Losses losses,
    Room room,
    Optional<String> refusal,
    List<String> next,
    List<String> notes)
    implements Report {

  /**
   * Bytes.
   *
   * @param needed on the disk of the target
   * @param available there
   */
  record Room(long needed, long available) {}

  RepairPlan {
    damages = List.copyOf(damages);
    next = List.copyOf(next);
    notes = List.copyOf(notes);
  }

  /** In one line, before it is carried out. */
  String summary() {
    return "wal repair "
        + source
        + " to "
        + target.orElseThrow().finalPath()
        + ": "
        + describe()
        + "; lost: "
        + losses.loss().answer().word();
  }

  @Override
  public String schema() {
    return "wal.repair.plan/1";
  }

  @Override
  public void json(Json json) throws IOException {
    fields(json);
  }

  void fields(Json json) throws IOException {
    json.string("source", source.toString())
        .string("target", target.map(place -> place.finalPath().toString()))
        .string("old_kept_as", target.flatMap(Target::aside).map(Path::toString))
        .string("etcd_line", known.line().toString())
        .number("members", known.memberCount())
        .bool("only_voter", known.isOnlyVoter())
        .u64("commit", commit)
        .u64("applied_index", known.applied())
        .objects("damages", damages, this::damage)
        .object("mending", this::mending)
        .object("lost", this::lost)
        .bool("possible", refusal.isEmpty())
        .string("refusal", refusal)
        .number("bytes_needed", room.needed())
        .number("bytes_available", room.available())
        .strings("next", next)
        .strings("notes", notes);
  }

  private void damage(Json json, Damage damage) throws IOException {
    Finding finding = damage.finding();
    json.string("kind", damage.kind().word())
        .string("code", finding.code())
        .string("file", finding.at().file())
        .number("offset", finding.at().offset())
        .number("length", finding.at().length())
        .string("message", finding.message());
    if (damage.missing().isPresent()) {
      json.u64("first_index", damage.missing().get().first());
      json.u64("last_index", damage.missing().get().last());
    }
    json.string("entries", Standing.of(damage, this).word())
        .string("claims", damage.claim().map(Damage.Claim::text));
  }

  private void mending(Json json) throws IOException {
    switch (mending) {
      case Mending.Cut cut -> {
        json.string("method", "cut")
            .number("segment", cut.place().ordinal())
            .number("offset", cut.place().offset())
            .u64("last_index", cut.last())
            .bool("state_added", cut.state().isPresent());
      }
      case Mending.Rebuild made -> {
        json.string("method", "rebuild")
            .u64("snapshot_index", made.start().index())
            .u64("snapshot_term", made.start().term())
            .bool("snapshot_new", !made.origin().isOfFile())
            .u64("last_index", made.last())
            .u64("commit", made.state().getCommit())
            .u64("term", made.state().getTerm());
        json.id("vote", made.state().getVote());
      }
      case Mending.Impossible(String reason) ->
          json.string("method", "none").string("reason", reason);
    }
  }

  private void lost(Json json) throws IOException {
    json.string("answer", losses.loss().answer().word()).string("reason", losses.loss().reason());
    if (losses.range().isPresent()) {
      json.u64("first_index", losses.range().get().first());
      json.u64("last_index", losses.range().get().last());
    }
    json.bool("more_possible", losses.isOpenEnded())
        .bool("vote_possible", losses.isPromiseLost())
        .number("readable", losses.readable())
        .number("unreadable", losses.unreadable())
        .objects("entries", losses.entries(), RepairPlan::entry);
  }

  private static void entry(Json json, Losses.Entry entry) throws IOException {
    json.u64("index", entry.position().index())
        .u64("term", entry.position().term())
        .bool("committed", entry.isCommitted())
        .bool("checksum_right", entry.isProved())
        .string("request", entry.request());
  }

  @Override
  public void page(Page page) {
    page.heading("Plan: wal repair " + source);
    facts(page);
    target.ifPresent(place -> page.fact("writes", place.finalPath().toString()));
    page.fact(
        "room needed",
        Texts.bytes(room.needed()) + " of " + Texts.bytes(room.available()) + " free");
    refusal.ifPresent(why -> page.fact("not done", page.paint().bad(why)));
    if (!next.isEmpty()) {
      page.heading("Next");
      next.forEach(line -> page.line("  " + line, 6));
    }
  }

  void facts(Page page) {
    page.fact(
        "member",
        "etcd "
            + known.line()
            + ", "
            + whom()
            + "; committed to "
            + Long.toUnsignedString(commit)
            + " by the log, applied to "
            + Long.toUnsignedString(known.applied()));
    for (Damage damage : damages) {
      page.fact(damage.kind().word(), describe(damage));
    }
    page.fact("mends by", describe());
    page.fact("lost", losses.loss().answer().word() + ": " + losses.loss().reason());
    if (losses.isPromiseLost() && !known.isOnlyVoter()) {
      page.fact("vote", "a term or a vote of this member may be lost with it");
    }
    for (Losses.Entry entry : losses.entries()) {
      page.fact(
          "entry " + Long.toUnsignedString(entry.position().index()),
          (entry.isCommitted() ? "committed, " : "")
              + (entry.isProved() ? "" : "damaged, ")
              + Texts.name(entry.request()));
    }
    if (losses.readable() + losses.unreadable() > losses.entries().size()) {
      page.fact(
          "entries",
          Texts.count(losses.readable())
              + " readable, "
              + Texts.count(losses.unreadable())
              + " unreadable");
    }
    target.flatMap(Target::aside).ifPresent(old -> page.fact("old log stays as", old.toString()));
    notes.forEach(note -> page.fact("note", note));
  }

  private String whom() {
    if (known.isOnlyVoter()) {
      return "the only voter";
    }
    return known.memberCount() == 0 ? "members not known" : "one of " + known.memberCount();
  }

  private String describe(Damage damage) {
    return damage.finding().code()
        + " at "
        + Texts.name(damage.finding().at().toString())
        + ": "
        + damage.finding().message()
        + damage.claim().map(claim -> "; it claims to be " + Texts.name(claim.text())).orElse("")
        + "\n"
        + damage.missing().map(range -> range + ": ").orElse("")
        + Standing.of(damage, this).words();
  }

  private String describe() {
    return switch (mending) {
      case Mending.Cut cut ->
          "cut behind entry "
              + Long.toUnsignedString(cut.last())
              + ", at offset 0x"
              + Long.toHexString(cut.place().offset())
              + "; all before it stays byte for byte"
              + (cut.state().isPresent() ? ", and the last term and vote are added" : "");
      case Mending.Rebuild made -> {
        LogPosition start = made.start();
        String entries =
            Range.of(start.index() + 1, made.last())
                .map(range -> "with " + range)
                .orElse("without an entry behind it");
        yield made.origin().isOfFile()
            ? "a new log from the raft snapshot " + start + ", " + entries
            : "a new log from a new raft snapshot at "
                + start
                + ", which the database has applied, "
                + entries;
      }
      case Mending.Impossible(String reason) -> "nothing: " + reason;
    };
  }
}
