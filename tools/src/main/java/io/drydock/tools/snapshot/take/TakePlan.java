package io.drydock.tools.snapshot.take;

import io.drydock.tools.output.Json;
import io.drydock.tools.output.Page;
import io.drydock.tools.output.Report;
import io.drydock.tools.output.Texts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a snapshot will hold, told before it is written.
 *
 * @param source the data directory, as named
 * @param isLive a server holds it
 * @param file where it goes; absent in a plan without a place
 * @param rules the release line whose rules were applied, and why
 * @param caught up to where it goes
 * @param sizes of the file and the disk
 * @param notes what the reader must know, one sentence each
 */
record TakePlan(
    Path source,
    boolean isLive,
    Optional<Path> file,
    Rules rules,
    Caught caught,
    Sizes sizes,
    List<String> notes)
    implements Report {

  /**
   * Whose rules.
   *
   * @param etcdVersion release or line
   * @param evidence for it
   */
  record Rules(String etcdVersion, String evidence) {}

  /**
   * Bytes.
   *
   * @param file size of the snapshot, exactly
   * @param available room on the disk; absent without a place
   */
  record Sizes(long file, Optional<Long> available) {}

  TakePlan {
    notes = List.copyOf(notes);
  }

  boolean hasRoom() {
    return sizes.available().map(room -> room >= sizes.file()).orElse(true);
  }

  @Override
  public String schema() {
    return "snapshot.take.plan/1";
  }

  @Override
  public void json(Json json) throws IOException {
    fields(json);
  }

  void fields(Json json) throws IOException {
    json.string("source", source.toString())
        .bool("live", isLive)
        .string("file", file.map(Path::toString))
        .string("rules_of", rules.etcdVersion());
    caught.json(json);
    json.number("bytes_predicted", sizes.file());
    if (sizes.available().isPresent()) {
      json.number("bytes_available", sizes.available().get());
    }
    json.strings("notes", notes);
  }

  @Override
  public void page(Page page) {
    page.heading("Plan: snapshot of " + source);
    facts(page);
    String size = Texts.bytes(sizes.file());
    page.fact("writes", file.map(Path::toString).orElse("nothing: no --out") + ", " + size);
    sizes.available().ifPresent(room -> page.fact("room", Texts.bytes(room) + " free"));
  }

  void facts(Page page) {
    page.fact("rules of", "etcd " + rules.etcdVersion() + " (" + rules.evidence() + ")");
    caught.page(page);
    for (String note : notes) {
      page.fact("note", note);
    }
  }
}
