package io.drydock.tools.snapshot.save;

import io.drydock.tools.output.Json;
import io.drydock.tools.output.Page;
import io.drydock.tools.output.Report;
import io.drydock.tools.output.Texts;
import io.drydock.tools.snapshot.keep.Retention;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What a save would do.
 *
 * @param file that would be written
 * @param members that were asked
 * @param chosen the one that would send it
 * @param availableBytes room on the disk
 * @param retention as if the file were there
 */
record SavePlan(
    Path file, List<Candidate> members, Candidate chosen, long availableBytes, Retention retention)
    implements Report {

  SavePlan {
    members = List.copyOf(members);
  }

  @Override
  public String schema() {
    return "snapshot.save.plan/1";
  }

  @Override
  public void json(Json json) throws IOException {
    json.string("file", file.toString())
        .string("endpoint", chosen.endpoint().text())
        .number("db_bytes", chosen.status().orElseThrow().dbBytes())
        .number("bytes_available", availableBytes);
    MemberTable.json(json, members, chosen);
    retention.json(json);
  }

  @Override
  public void page(Page page) {
    page.heading("Plan: save " + file);
    page.fact("from", chosen.endpoint() + " (" + chosen.role() + ")");
    page.fact(
        "room needed",
        "up to "
            + Texts.bytes(chosen.status().orElseThrow().dbBytes())
            + " of "
            + Texts.bytes(availableBytes)
            + " free");
    MemberTable.draw(page, members, chosen);
    if (!retention.decisions().isEmpty()) {
      page.heading("Backups of this cluster, with the new one");
      retention.draw(page, "would be removed");
    }
  }
}
