package io.drydock.tools.rewrite;

import io.drydock.tools.output.Json;
import io.drydock.tools.output.Page;
import io.drydock.tools.output.Report;
import io.drydock.tools.output.Texts;
import io.drydock.tools.write.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * What a rewrite will do, told before it does it.
 *
 * @param verb {@code compact}, {@code defrag} or {@code alarm clear}
 * @param source the database that is read
 * @param target where the result goes
 * @param sizes of the database, before and after
 * @param rows of bucket {@code key}, kept and dropped
 * @param compactRevision what history is compacted to; absent where none is dropped
 * @param notes what the reader must know, one sentence each
 */
record RewritePlan(
    String verb,
    Path source,
    Target target,
    Sizes sizes,
    Rows rows,
    OptionalLong compactRevision,
    List<String> notes)
    implements Report {

  /**
   * Bytes.
   *
   * @param before size of the old file
   * @param after size of the new file, exactly
   * @param needed room on the disk of the target
   * @param available room that is there
   */
  record Sizes(long before, long after, long needed, long available) {}

  /** Rows of bucket {@code key}: versions and tombstones. */
  record Rows(long kept, long dropped) {}

  RewritePlan {
    notes = List.copyOf(notes);
  }

  boolean hasRoom() {
    return sizes.available() >= sizes.needed();
  }

  @Override
  public String schema() {
    return schemaOf(verb) + ".plan/1";
  }

  static String schemaOf(String verb) {
    return verb.replace(' ', '.');
  }

  @Override
  public void json(Json json) throws IOException {
    fields(json);
  }

  void fields(Json json) throws IOException {
    json.string("source", source.toString()).string("target", target.finalPath().toString());
    if (target.kept().isPresent()) {
      json.string("old_kept_as", target.kept().get().toString());
    }
    if (compactRevision.isPresent()) {
      json.i64("compact_revision", compactRevision.getAsLong());
    }
    json.number("bytes_before", sizes.before())
        .number("bytes_predicted", sizes.after())
        .number("bytes_needed", sizes.needed())
        .number("bytes_available", sizes.available())
        .number("rows_kept", rows.kept())
        .number("rows_dropped", rows.dropped())
        .strings("notes", notes);
  }

  @Override
  public void page(Page page) {
    page.heading("Plan: " + verb + " " + source);
    if (compactRevision.isPresent()) {
      page.fact("compact to", "revision " + compactRevision.getAsLong());
    }
    page.fact(
        "database",
        Texts.bytes(sizes.before())
            + " now, "
            + Texts.bytes(sizes.after())
            + " after ("
            + Texts.share(sizes.after(), sizes.before())
            + ")");
    page.fact(
        "key records", Texts.count(rows.kept()) + " stay, " + Texts.count(rows.dropped()) + " go");
    page.fact("writes", target.finalPath().toString());
    target.kept().ifPresent(aside -> page.fact("old file stays as", aside.toString()));
    page.fact(
        "room needed",
        Texts.bytes(sizes.needed()) + " of " + Texts.bytes(sizes.available()) + " free");
    for (String note : notes) {
      page.fact("note", note);
    }
  }
}
